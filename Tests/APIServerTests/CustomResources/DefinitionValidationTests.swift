import APIServer
import JSON
import Machinery
import Testing

@Suite("Validation of CustomResourceDefinitions")
struct DefinitionValidationTests {
    struct Change: Sendable, CustomTestStringConvertible {
        var path: [String]
        var value: JSONValue?
        var messages: [String]

        init(_ path: String, _ value: JSONValue?, _ messages: String...) {
            self.path = path.split(separator: "/").map(String.init)
            self.value = value
            self.messages = messages
        }

        var testDescription: String { messages.first ?? "\(path)" }
    }

    private static let label =
        "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')"

    private static func version(_ name: String, _ fields: JSONObject = [:], storage: Bool = true) -> JSONValue {
        var version: JSONObject = [
            "name": .string(name), "served": true, "storage": .bool(storage),
            "schema": ["openAPIV3Schema": schema],
        ]
        for (key, value) in fields { version[key] = value }
        return .object(version)
    }

    private static let schema: JSONValue = [
        "type": "object",
        "properties": [
            "metadata": ["type": "object", "properties": ["name": ["type": "string"]]],
            "spec": [
                "type": "object",
                "properties": [
                    "s": ["type": "string"], "i": ["type": "integer"], "b": ["type": "boolean"],
                    "n": ["type": "number"],
                    "o": ["type": "object", "properties": ["x": ["type": "string"]]],
                    "t": ["type": "string"], "u": ["type": "string"], "v": ["type": "string"], "w": ["type": "string"],
                    "x": ["type": "string"], "y": ["type": "string"], "z": ["type": "string"],
                ],
            ],
        ],
    ]

    private static func fields(_ paths: String...) -> JSONValue {
        [version("v1", ["selectableFields": .array(paths.map { ["jsonPath": .string($0)] })])]
    }

    private static func column(_ column: JSONValue) -> JSONValue {
        [version("v1", ["additionalPrinterColumns": [column]])]
    }

    private static func scale(_ scale: JSONValue) -> JSONValue {
        [version("v1", ["subresources": ["scale": scale]])]
    }

    static let ofTheWhole: [Change] = [
        Change(
            "spec/group", "example",
            "metadata.name: Invalid value: \"widgets.example.com\": must be spec.names.plural+\".\"+spec.group",
            "spec.group: Invalid value: \"example\": should be a domain with at least one dot"),
        Change("metadata/name", "Widgets.example.com"),
        Change(
            "spec/scope", "World",
            "spec.scope: Unsupported value: \"World\": supported values: \"Cluster\", \"Namespaced\""),
        Change("spec/scope", "", "spec.scope: Required value"), Change("spec/scope", nil, "spec.scope: Required value"),
        Change(
            "spec/names/kind", "wid get",
            "spec.names.kind: Invalid value: \"wid get\": may have mixed case, but should otherwise match: \(label)",
            "spec.names.listKind: Invalid value: \"wid getList\": may have mixed case, but should otherwise match: \(label)",
            "spec.names.singular: Invalid value: \"wid get\": \(label)"),
        Change(
            "spec/names/listKind", "Widget",
            "spec.names.listKind: Invalid value: \"Widget\": kind and listKind may not be the same"),
        Change("spec/names/singular", "Widget", "spec.names.singular: Invalid value: \"Widget\": \(label)"),
        Change("spec/names/shortNames", ["w", "W"], "spec.names.shortNames[1]: Invalid value: \"W\": \(label)"),
        Change("spec/names/categories", ["all", ""], "spec.names.categories[1]: Invalid value: \"\": \(label)"),
        Change(
            "spec/preserveUnknownFields", true,
            "spec.preserveUnknownFields: Invalid value: true: cannot set to true, set x-kubernetes-preserve-unknown-fields to true in spec.versions[*].schema instead"
        ),
        Change("spec/preserveUnknownFields", false),
    ].filter { $0.path != ["metadata", "name"] }

    static let ofVersions: [Change] = [
        Change(
            "spec/versions", [],
            "spec.versions: Invalid value: []: must have exactly one version marked as storage version"),
        Change(
            "spec/versions", [version("v1"), version("v2")],
            "spec.versions: Invalid value: [\"v1\",\"v2\"]: must have exactly one version marked as storage version"),
        Change(
            "spec/versions", [version("v1"), version("v1", storage: false)],
            "spec.versions: Invalid value: [\"v1\",\"v1\"]: must contain unique version names"),
        Change("spec/versions", [version("V1")], "spec.versions[0].name: Invalid value: \"V1\": \(label)"),
        Change(
            "spec/versions", [version("v1", ["schema": [:]])], "spec.versions[0].schema.openAPIV3Schema: Required value"
        ),
        Change(
            "spec/versions", [version("v1", ["schema": ["openAPIV3Schema": ["type": "string"]]])],
            "spec.versions[0].schema.openAPIV3Schema.type: Invalid value: \"string\": must be object at the root"),
        Change(
            "spec/versions", [version("v1", ["deprecationWarning": "x"])],
            "spec.versions[0].deprecationWarning: Invalid value: \"x\": can only be set for deprecated versions"),
        Change(
            "spec/versions", [version("v1", ["deprecated": true, "deprecationWarning": ""])],
            "spec.versions[0].deprecationWarning: Invalid value: \"\": must not be an empty string"),
        Change(
            "spec/versions", [version("v1", ["deprecated": true, "deprecationWarning": "a\tb"])],
            "spec.versions[0].deprecationWarning: Invalid value: \"a\\tb\": must only contain printable UTF-8 characters; non-printable character found at index 1"
        ),
        Change(
            "spec/versions", scale(["specReplicasPath": "spec.i", "statusReplicasPath": ".spec.i"]),
            "spec.versions[0].subresources.scale.specReplicasPath: Invalid value: \"spec.i\": must be a simple json path starting with .",
            "spec.versions[0].subresources.scale.statusReplicasPath: Invalid value: \".spec.i\": should be a json path under .status"
        ),
        Change(
            "spec/versions", scale(["specReplicasPath": "", "statusReplicasPath": ".status.i"]),
            "spec.versions[0].subresources.scale.specReplicasPath: Required value"),
        Change(
            "spec/versions",
            scale([
                "specReplicasPath": ".spec.i", "statusReplicasPath": ".status.i",
                "labelSelectorPath": ".metadata.labels",
            ]),
            "spec.versions[0].subresources.scale.labelSelectorPath: Invalid value: \".metadata.labels\": should be a json path under either .spec or .status"
        ),
        Change(
            "spec/versions",
            scale(["specReplicasPath": ".spec.i", "statusReplicasPath": ".status.i", "labelSelectorPath": ".spec.s"])),
        Change(
            "spec/versions", column(["name": "A", "type": "text", "jsonPath": ".spec.s"]),
            "spec.versions[0].additionalPrinterColumns[0].type: Invalid value: \"text\": must be one of boolean,date,integer,number,string"
        ),
        Change(
            "spec/versions", column(["name": "A", "type": "string", "format": "uuid", "jsonPath": ".spec.s"]),
            "spec.versions[0].additionalPrinterColumns[0].format: Invalid value: \"uuid\": must be one of byte,date,date-time,double,float,int32,int64,password"
        ),
        Change(
            "spec/versions", column(["name": "", "type": "", "jsonPath": ""]),
            "spec.versions[0].additionalPrinterColumns[0].JSONPath: Required value",
            "spec.versions[0].additionalPrinterColumns[0].name: Required value",
            "spec.versions[0].additionalPrinterColumns[0].type: Required value: must be one of boolean,date,integer,number,string"
        ),
        Change(
            "spec/versions", column(["name": "A", "type": "string", "jsonPath": "spec.s"]),
            "spec.versions[0].additionalPrinterColumns[0].JSONPath: Invalid value: \"spec.s\": must be a simple json path starting with ."
        ),
        Change(
            "spec/versions",
            column([
                "name": "A", "type": "date", "format": "date-time",
                "jsonPath": ".status.conditions[?(@.type=='Ready')].lastTransitionTime", "priority": 1,
            ])),
        Change("spec/versions", fields(".spec.s", ".spec.i", ".spec.b", ".spec.o.x")),
        Change(
            "spec/versions", fields(".spec.n", ".spec.o"),
            "spec.versions[0].selectableFields[0].jsonPath: Invalid value: \".spec.n\": must point to a field of type string, boolean or integer. Enum string fields and strings with formats are allowed.",
            "spec.versions[0].selectableFields[1].jsonPath: Invalid value: \".spec.o\": must point to a field of type string, boolean or integer. Enum string fields and strings with formats are allowed."
        ),
        Change(
            "spec/versions", fields(".metadata.name"),
            "spec.versions[0].selectableFields[0].jsonPath: Invalid value: \".metadata.name\": must not point to fields in metadata"
        ),
        Change(
            "spec/versions", fields(".spec.s", ".spec.s"),
            "spec.versions[0].selectableFields[1].jsonPath: Duplicate value: \".spec.s\""),
        Change(
            "spec/versions", fields(".spec.missing", "", ".spec['s']", "spec"),
            "spec.versions[0].selectableFields[0].jsonPath: Invalid value: \".spec.missing\": is an invalid path: does not refer to a valid field",
            "spec.versions[0].selectableFields[1].jsonPath: Required value",
            "spec.versions[0].selectableFields[2].jsonPath: Invalid value: \".spec['s']\": is an invalid path: array notation is not allowed",
            "spec.versions[0].selectableFields[3].jsonPath: Invalid value: \"spec\": is an invalid path: expected [ or . but got: spec"
        ),
        Change(
            "spec/versions",
            fields(".spec.s", ".spec.i", ".spec.b", ".spec.t", ".spec.u", ".spec.v", ".spec.w", ".spec.x", ".spec.y"),
            "spec.versions[0].selectableFields: Too many: 9: must have at most 8 items"),
    ]

    private static func webhook(_ config: JSONValue, _ versions: JSONValue = ["v1"]) -> JSONValue {
        ["strategy": "Webhook", "webhook": ["clientConfig": config, "conversionReviewVersions": versions]]
    }

    private static let at = "spec.conversion"
    private static let form = "; desired format: https://host[/path]"

    static let ofConversion: [Change] = [
        Change(
            "spec/conversion", ["strategy": "Magic"],
            "\(at).strategy: Unsupported value: \"Magic\": supported values: \"None\", \"Webhook\""),
        Change(
            "spec/conversion",
            [
                "strategy": "None",
                "webhook": ["clientConfig": ["url": "https://a"], "conversionReviewVersions": ["v1"]],
            ], "\(at).conversionReviewVersions: Forbidden: should not be set when strategy is not set to Webhook",
            "\(at).webhookClientConfig: Forbidden: should not be set when strategy is not set to Webhook"),
        Change(
            "spec/conversion", ["strategy": "Webhook"], "\(at).conversionReviewVersions: Required value",
            "\(at).webhookClientConfig: Required value: required when strategy is set to Webhook"),
        Change(
            "spec/conversion", webhook([:]),
            "\(at).webhookClientConfig: Required value: exactly one of url or service is required"),
        Change(
            "spec/conversion", webhook(["url": "http://a"]),
            "\(at).webhookClientConfig.url: Invalid value: \"http\": 'https' is the only allowed URL scheme\(form)"),
        Change(
            "spec/conversion", webhook(["url": "https://"]),
            "\(at).webhookClientConfig.url: Invalid value: \"\": host must be specified\(form)"),
        Change(
            "spec/conversion", webhook(["url": "https://a/b?c#d"]),
            "\(at).webhookClientConfig.url: Invalid value: \"c\": query parameters are not permitted in the URL",
            "\(at).webhookClientConfig.url: Invalid value: \"d\": fragments are not permitted in the URL"),
        Change(
            "spec/conversion", webhook(["service": ["name": "", "namespace": "n", "port": 0, "path": "a//b"]]),
            "\(at).webhookClientConfig.service.name: Required value: service name is required",
            "\(at).webhookClientConfig.service.path: Invalid value: \"a//b\": must start with a '/'",
            "\(at).webhookClientConfig.service.path: Invalid value: \"a//b\": segment[0] may not be empty",
            "\(at).webhookClientConfig.service.path: Invalid value: \"a//b\": segment[1] may not be empty",
            "\(at).webhookClientConfig.service.port: Invalid value: 0: port is not valid: must be between 1 and 65535, inclusive"
        ),
        Change("spec/conversion", webhook(["service": ["name": "s", "namespace": "n"]])),
        Change(
            "spec/conversion", webhook(["url": "https://a"], ["v1", "v1"]),
            "\(at).conversionReviewVersions[1]: Invalid value: \"v1\": duplicate version"),
        Change(
            "spec/conversion", webhook(["url": "https://a"], ["v3"]),
            "\(at).conversionReviewVersions: Invalid value: [\"v3\"]: must include at least one of v1, v1beta1"),
    ]

    @Test(arguments: ofTheWhole + ofVersions + ofConversion)
    func create(_ change: Change) throws {
        let status = try Plane.run { plane in
            var json = widgetDefinition(schema: Self.schema)
            json.set([Self.version("v1")], at: ["spec", "versions"])
            json.set(change.value, at: change.path)
            return try await failure { [json] in try await plane.create(json) }
        }
        let errors = status?.details?.causes.map { "\($0.field): \($0.message)" }.sorted() ?? []
        #expect(errors == change.messages.sorted())
    }

    static let ofUpdates: [Change] = [
        Change("spec/scope", "Cluster", "spec.scope: Invalid value: \"Cluster\": field is immutable"),
        Change("spec/names/kind", "Other", "spec.names.kind: Invalid value: \"Other\": field is immutable"),
        Change(
            "spec/names/plural", "others",
            "metadata.name: Invalid value: \"widgets.example.com\": must be spec.names.plural+\".\"+spec.group",
            "spec.names.plural: Invalid value: \"others\": field is immutable"),
        Change(
            "spec/group", "other.com",
            "metadata.name: Invalid value: \"widgets.example.com\": must be spec.names.plural+\".\"+spec.group",
            "spec.group: Invalid value: \"other.com\": field is immutable"),
        Change("spec/names/shortNames", ["wi"]),
        Change(
            "spec/versions", [version("v2")],
            "status.storedVersions[0]: Invalid value: \"v1\": missing from spec.versions; v1 was previously a storage version, and must remain in spec.versions until a storage migration ensures no data remains persisted in v1 and removes v1 from status.storedVersions"
        ),
    ]

    @Test(arguments: ofUpdates)
    func update(_ change: Change) throws {
        let status = try Plane.run { plane in
            let made = try await plane.create(widgetDefinition())
            var json = made.json
            json.set(change.value, at: change.path)
            return try await failure { [json] in
                try await plane.update(Unstructured(fields: json.objectValue ?? [:]))
            }
        }
        let errors = status?.details?.causes.map { "\($0.field): \($0.message)" }.sorted() ?? []
        #expect(errors == change.messages.sorted())
    }

    @Test func defaults() throws {
        try Plane.run { plane in
            var json = widgetDefinition()
            json.set(
                Self.webhook(["service": ["name": "s", "namespace": "n"]]), at: ["spec", "conversion"])
            let made = try await plane.create(json)
            #expect(made.value(at: "spec", "names", "singular") == "widget")
            #expect(made.value(at: "spec", "names", "listKind") == "WidgetList")
            #expect(made.value(at: "spec", "conversion", "webhook", "clientConfig", "service", "port") == 443)
            #expect(made.value(at: "status", "acceptedNames") == made.value(at: "spec", "names"))
            let gadget = try await plane.create(gadgetDefinition(storage: "v1"))
            #expect(gadget.value(at: "spec", "conversion", "strategy") == "Webhook")
        }
    }
}
