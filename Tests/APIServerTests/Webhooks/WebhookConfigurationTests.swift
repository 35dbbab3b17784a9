import APIServer
import JSON
import KubernetesClient
import Machinery
import Testing

@Suite("Configurations of webhooks")
struct WebhookConfigurationTests {
    private static func broken(_ path: [String], _ value: JSONValue?) -> JSONValue {
        var hook = webhook("a")
        hook.set(value, at: path)
        return hook
    }

    private static func service(_ changes: JSONObject) -> JSONValue {
        var service: JSONObject = ["name": "s", "namespace": "n"]
        for (key, value) in changes { service[key] = value }
        return broken(["clientConfig"], ["service": .object(service)])
    }

    private static func ruled(_ changes: JSONObject) -> JSONValue {
        var fields = rule(resources: ["pods"]).objectValue ?? [:]
        for (key, value) in changes { fields[key] = value }
        return broken(["rules"], [.object(fields)])
    }

    static let refused: [(JSONValue, String)] = [
        (broken(["name"], nil), "webhooks[0].name: Required value"),
        (broken(["name"], ""), "webhooks[0].name: Required value"),
        (
            broken(["name"], "a.b"),
            "webhooks[0].name: Invalid value: \"a.b\": should be a domain with at least three segments separated by dots"
        ),
        (
            broken(["name"], "A.b.c"),
            "webhooks[0].name: Invalid value: \"A.b.c\": a lowercase RFC 1123 subdomain must consist of"
        ),
        (
            broken(["clientConfig"], nil),
            "webhooks[0].clientConfig: Required value: exactly one of url or service is required"
        ),
        (
            broken(["clientConfig", "service"], ["name": "s", "namespace": "n"]),
            "webhooks[0].clientConfig: Required value: exactly one of url or service is required"
        ),
        (
            broken(["clientConfig", "url"], "http://h/p"),
            "webhooks[0].clientConfig.url: Invalid value: \"http\": 'https' is the only allowed URL scheme; desired format: https://host[/path]"
        ),
        (
            broken(["clientConfig", "url"], "https:///p"),
            "webhooks[0].clientConfig.url: Invalid value: \"\": host must be provided; desired format: https://host[/path]"
        ),
        (
            broken(["clientConfig", "url"], "https://u:p@h/"),
            "webhooks[0].clientConfig.url: Invalid value: \"u:p\": user information is not permitted in the URL"
        ),
        (
            broken(["clientConfig", "url"], "https://h/?a=b"),
            "webhooks[0].clientConfig.url: Invalid value: \"a=b\": query parameters are not permitted in the URL"
        ),
        (
            broken(["clientConfig", "url"], "https://h/#f"),
            "webhooks[0].clientConfig.url: Invalid value: \"f\": fragments are not permitted in the URL"
        ),
        (
            broken(["clientConfig", "url"], "https://h:p/"),
            "webhooks[0].clientConfig.url: Required value: url must be a valid URL"
        ),
        (
            broken(["clientConfig", "url"], "https://h/%zz"),
            "webhooks[0].clientConfig.url: Required value: url must be a valid URL"
        ),
        (broken(["clientConfig", "caBundle"], "?"), "webhooks[0].clientConfig.caBundle"),
        (service(["name": ""]), "webhooks[0].clientConfig.service.name: Required value: service name is required"),
        (
            service(["namespace": .null]),
            "webhooks[0].clientConfig.service.namespace: Required value: service namespace is required"
        ),
        (
            service(["port": 0]),
            "webhooks[0].clientConfig.service.port: Invalid value: 0: port is not valid: must be between 1 and 65535, inclusive"
        ),
        (
            service(["path": "x"]), "webhooks[0].clientConfig.service.path: Invalid value: \"x\": must start with a '/'"
        ),
        (
            service(["path": "//"]),
            "webhooks[0].clientConfig.service.path: Invalid value: \"//\": segment[0] may not be empty"
        ),
        (
            service(["path": "/a//b"]),
            "webhooks[0].clientConfig.service.path: Invalid value: \"/a//b\": segment[1] may not be empty"
        ),
        (
            service(["path": "/A"]),
            "webhooks[0].clientConfig.service.path: Invalid value: \"/A\": segment[0]: a lowercase RFC 1123 subdomain"
        ),
        (ruled(["operations": []]), "webhooks[0].rules[0].operations: Required value"),
        (
            ruled(["operations": ["*", "CREATE"]]),
            "webhooks[0].rules[0].operations: Invalid value: [\"*\",\"CREATE\"]: if '*' is present, must not specify other operations"
        ),
        (
            ruled(["operations": ["READ"]]),
            "webhooks[0].rules[0].operations[0]: Unsupported value: \"READ\": supported values: \"*\", \"CONNECT\", \"CREATE\", \"DELETE\", \"UPDATE\""
        ),
        (ruled(["apiGroups": .null]), "webhooks[0].rules[0].apiGroups: Required value"),
        (
            ruled(["apiGroups": ["*", ""]]),
            "webhooks[0].rules[0].apiGroups: Invalid value: [\"*\",\"\"]: if '*' is present, must not specify other API groups"
        ),
        (
            ruled(["apiVersions": ["v1", "*"]]),
            "webhooks[0].rules[0].apiVersions: Invalid value: [\"v1\",\"*\"]: if '*' is present, must not specify other API versions"
        ),
        (ruled(["apiVersions": [""]]), "webhooks[0].rules[0].apiVersions[0]: Required value"),
        (ruled(["resources": []]), "webhooks[0].rules[0].resources: Required value"),
        (ruled(["resources": [""]]), "webhooks[0].rules[0].resources[0]: Required value"),
        (
            ruled(["resources": ["*", "pods"]]),
            "webhooks[0].rules[0].resources: Invalid value: [\"*\",\"pods\"]: if '*' is present, must not specify other resources without subresources"
        ),
        (
            ruled(["resources": ["*/*", "pods"]]),
            "webhooks[0].rules[0].resources: Invalid value: [\"*/*\",\"pods\"]: if '*/*' is present, must not specify other resources"
        ),
        (
            ruled(["resources": ["pods/*", "pods/status"]]),
            "webhooks[0].rules[0].resources[1]: Invalid value: \"pods/status\": if 'pods/*' is present, must not specify pods/status"
        ),
        (
            ruled(["resources": ["*/status", "pods/status"]]),
            "webhooks[0].rules[0].resources[1]: Invalid value: \"pods/status\": if '*/status' is present, must not specify pods/status"
        ),
        (
            ruled(["scope": "All"]),
            "webhooks[0].rules[0].scope: Unsupported value: \"All\": supported values: \"*\", \"Cluster\", \"Namespaced\""
        ),
        (
            broken(["failurePolicy"], "Maybe"),
            "webhooks[0].failurePolicy: Unsupported value: \"Maybe\": supported values: \"Fail\", \"Ignore\""
        ),
        (
            broken(["matchPolicy"], "Close"),
            "webhooks[0].matchPolicy: Unsupported value: \"Close\": supported values: \"Equivalent\", \"Exact\""
        ),
        (
            broken(["reinvocationPolicy"], "Always"),
            "webhooks[0].reinvocationPolicy: Unsupported value: \"Always\": supported values: \"IfNeeded\", \"Never\""
        ),
        (
            broken(["sideEffects"], nil),
            "webhooks[0].sideEffects: Required value: must specify one of None, NoneOnDryRun"
        ),
        (
            broken(["sideEffects"], "Some"),
            "webhooks[0].sideEffects: Unsupported value: \"Some\": supported values: \"None\", \"NoneOnDryRun\""
        ),
        (
            broken(["timeoutSeconds"], 31),
            "webhooks[0].timeoutSeconds: Invalid value: 31: the timeout value must be between 1 and 30 seconds"
        ),
        (
            broken(["timeoutSeconds"], 0),
            "webhooks[0].timeoutSeconds: Invalid value: 0: the timeout value must be between 1 and 30 seconds"
        ),
        (
            broken(["admissionReviewVersions"], []),
            "webhooks[0].admissionReviewVersions: Required value: must specify one of v1, v1beta1"
        ),
        (
            broken(["admissionReviewVersions"], ["v2"]),
            "webhooks[0].admissionReviewVersions: Invalid value: [\"v2\"]: must include at least one of v1, v1beta1"
        ),
        (
            broken(["admissionReviewVersions"], ["v1", "v1"]),
            "webhooks[0].admissionReviewVersions[1]: Invalid value: \"v1\": duplicate version"
        ),
        (
            broken(["admissionReviewVersions"], ["v1", "V"]),
            "webhooks[0].admissionReviewVersions[1]: Invalid value: \"V\": a DNS-1035 label must consist of"
        ),
        (
            broken(["namespaceSelector"], ["matchExpressions": [["key": "a", "operator": "In"]]]),
            "webhooks[0].namespaceSelector.matchExpressions[0].values: Required value"
        ),
        (
            broken(["objectSelector"], ["matchExpressions": [["key": "a", "operator": "Near"]]]),
            "webhooks[0].objectSelector.matchExpressions[0].operator: Invalid value: \"Near\": not a valid selector operator"
        ),
        (
            broken(["matchConditions"], [["name": "c", "expression": "true"]]),
            "webhooks[0].matchConditions: Forbidden: match conditions are CEL, which this server does not evaluate yet"
        ),
        (broken(["rules"], "all"), "webhooks[0].rules"),
    ]

    @Test("what is refused", arguments: refused)
    func refusals(_ hook: JSONValue, _ message: String) throws {
        let status = try Plane.run { plane in
            try await failure { try await plane.create(webhookConfiguration("Mutating", "c", hook)) }
        }
        #expect(status?.code == 422)
        #expect(status?.message.contains(message) == true, "\(status?.message ?? "")")
    }

    @Test("two webhooks of one name")
    func duplicates() throws {
        let status = try Plane.run { plane in
            try await failure {
                try await plane.create(webhookConfiguration("Validating", "c", webhook("a"), webhook("a")))
            }
        }
        #expect(status?.message.contains("webhooks[1].name: Duplicate value: \"a.example.com\"") == true)
    }

    @Test("defaults, the generation and the columns")
    func defaults() throws {
        try Plane.run { plane in
            let sparse = Self.service([:])
            let made = try await plane.create(
                webhookConfiguration(
                    "Mutating", "c", sparse, webhook("b", rules: [rule(resources: ["x"])])))
            let hook = made.fields["webhooks"]?[0]
            #expect(hook?["failurePolicy"] == "Fail")
            #expect(hook?["matchPolicy"] == "Equivalent")
            #expect(hook?["namespaceSelector"] == [:])
            #expect(hook?["objectSelector"] == [:])
            #expect(hook?["timeoutSeconds"] == 10)
            #expect(hook?["reinvocationPolicy"] == "Never")
            #expect(hook?["rules"]?[0]?["scope"] == "*")
            #expect(hook?["clientConfig"]?["service"]?["port"] == 443)
            #expect(made.generation == 1)
            let changed = try await plane.patch(
                made,
                .strategicMerge(["webhooks": [["name": "b.example.com", "failurePolicy": "Ignore"]]]))
            #expect(changed.generation == 2)
            #expect(changed.count(at: "webhooks") == 2)
            #expect(changed.fields["webhooks"]?[1]?["failurePolicy"] == "Ignore")
            let definition = try #require(
                BuiltInSet.management().first { $0.names.kind == "ValidatingWebhookConfiguration" })
            #expect(definition.versions[0].columns.map(\.name) == ["Name", "Webhooks", "Age"])
            let validating = try await plane.create(webhookConfiguration("Validating", "c", webhook("a")))
            #expect(validating.fields["webhooks"]?[0]?["reinvocationPolicy"] == nil)
        }
    }
}

extension Unstructured {
    fileprivate func count(at key: String) -> Int { fields[key]?.arrayValue?.count ?? 0 }
}
