import JSON
import KubernetesAPI
import Machinery
import Testing

/// Objects of every kind with every field set.
enum Samples {
    static let metadata = #"""
        "metadata":{"name":"x","namespace":"default","uid":"1","resourceVersion":"7","generation":2,\#
        "creationTimestamp":"2026-01-02T03:04:05Z","labels":{"a":"b"},"annotations":{"c":"d"},\#
        "ownerReferences":[{"apiVersion":"v1","kind":"K","name":"n","uid":"2","controller":true}],"finalizers":["f/g"]}
        """#

    static let secret = #"""
        {"apiVersion":"v1","kind":"Secret",\#(metadata),"type":"Opaque","data":{"a":"AP8=","b":""},\#
        "stringData":{"c":"d"},"immutable":true}
        """#
    static let configMap = #"""
        {"apiVersion":"v1","kind":"ConfigMap",\#(metadata),"data":{"a":"b"},"binaryData":{"c":"/w=="},"immutable":false}
        """#
    static let namespace = #"""
        {"apiVersion":"v1","kind":"Namespace",\#(metadata),"spec":{"finalizers":["kubernetes"]},"status":{"phase":"Active",\#
        "conditions":[{"type":"T","status":"False","lastTransitionTime":"2026-01-02T03:04:05Z","reason":"R","message":"m"}]}}
        """#
    static let event = #"""
        {"apiVersion":"v1","kind":"Event",\#(metadata),"involvedObject":{"kind":"Pod","name":"p"},"reason":"R","message":"m",\#
        "source":{"component":"c","host":"h"},"firstTimestamp":"2026-01-02T03:04:05Z","lastTimestamp":"2026-01-02T03:04:06Z",\#
        "count":2,"type":"Warning","eventTime":"2026-01-02T03:04:05.000001Z","series":{"count":3,\#
        "lastObservedTime":"2026-01-02T03:04:07.123456Z"},"action":"A","related":{"kind":"Node","name":"n"},\#
        "reportingComponent":"rc","reportingInstance":"ri"}
        """#
    static let lease = #"""
        {"apiVersion":"coordination.k8s.io/v1","kind":"Lease",\#(metadata),"spec":{"holderIdentity":"","leaseDurationSeconds":15,\#
        "acquireTime":"2026-01-02T03:04:05.000000Z","renewTime":"2026-01-02T03:04:05.999999Z","leaseTransitions":0}}
        """#
    static let node = #"""
        {"apiVersion":"v1","kind":"Node",\#(metadata),"spec":{"podCIDR":"10.0.0.0/24","podCIDRs":["10.0.0.0/24"],\#
        "providerID":"dev://1","unschedulable":true,"taints":[{"key":"k","value":"v","effect":"NoSchedule"}]},"status":{\#
        "capacity":{"cpu":"4"},"allocatable":{"cpu":"3500m"},"conditions":[{"type":"Ready","status":"True",\#
        "lastHeartbeatTime":"2026-01-02T03:04:05Z","lastTransitionTime":"2026-01-02T03:04:05Z","reason":"KubeletReady"}],\#
        "addresses":[{"type":"InternalIP","address":"10.0.0.1"}],"nodeInfo":{"machineID":"a","systemUUID":"b","bootID":"c",\#
        "kernelVersion":"d","osImage":"e","containerRuntimeVersion":"f","kubeletVersion":"v1.34.1","kubeProxyVersion":"",\#
        "operatingSystem":"linux","architecture":"amd64"}}}
        """#
    static let pod = #"""
        {"apiVersion":"v1","kind":"Pod",\#(metadata),"spec":{"nodeName":"n","priority":5,"containers":[{"name":"c"}]},\#
        "status":{"phase":"Running","conditions":[{"type":"Ready","status":"True","lastProbeTime":null}],"reason":"r",\#
        "message":"m","startTime":"2026-01-02T03:04:05Z"}}
        """#
    static let definition = #"""
        {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition",\#(metadata),"spec":{"group":"example.com",\#
        "names":{"plural":"webs","singular":"web","shortNames":["w"],"kind":"Web","listKind":"WebList","categories":["all"]},\#
        "scope":"Namespaced","versions":[{"name":"v1","served":true,"storage":true,"deprecated":true,\#
        "deprecationWarning":"old","schema":{"openAPIV3Schema":{"type":"object"}},"subresources":{"status":{},"scale":{\#
        "specReplicasPath":".spec.replicas","statusReplicasPath":".status.replicas","labelSelectorPath":".status.selector"}},\#
        "selectableFields":[{"jsonPath":".spec.color"}],"additionalPrinterColumns":[{"name":"Color","type":"string",\#
        "format":"byte","description":"The color","priority":1,"jsonPath":".spec.color"}]}],"conversion":{"strategy":"Webhook",\#
        "webhook":{"conversionReviewVersions":["v1"]}}},"status":{"conditions":[{"type":"Established","status":"True"}],\#
        "acceptedNames":{"plural":"webs","kind":"Web"},"storedVersions":["v1"]}}
        """#
}

@Suite struct RoundTripTests {
    private func check<Value: Resource>(_ type: Value.Type, _ text: String, maps: Set<String> = []) throws {
        let json = try JSONValue(parsing: text)
        let value = try Value(json: json)
        #expect(value.json == json)
        #expect(try Value(json: value.json) == value)
        #expect(value.metadata.name == "x")

        let extended = Self.addingUnknownMembers(to: json, maps: maps.union(["labels", "annotations"]))
        #expect(try Value(json: extended).json == extended)

        let minimal = try Value(json: Self.withoutOptionalMembers(json))
        #expect(try Value(json: minimal.json) == minimal)
    }

    /// Adds a member to every object but those that are maps of names.
    private static func addingUnknownMembers(to json: JSONValue, maps: Set<String>) -> JSONValue {
        switch json {
        case .array(let elements):
            return .array(elements.map { addingUnknownMembers(to: $0, maps: maps) })
        case .object(let object):
            var result: JSONObject = [:]
            for (key, value) in object {
                result[key] = maps.contains(key) ? value : addingUnknownMembers(to: value, maps: maps)
            }
            result["addedLater"] = ["by": [nil, 1]]
            return .object(result)
        default:
            return json
        }
    }

    private static func withoutOptionalMembers(_ json: JSONValue) -> JSONValue {
        let object = json.objectValue ?? [:]
        return object["kind"] == "CustomResourceDefinition" ? ["spec": object["spec"] ?? .null] : [:]
    }

    @Test func secret() throws { try check(Secret.self, Samples.secret, maps: ["data", "stringData"]) }
    @Test func configMap() throws { try check(ConfigMap.self, Samples.configMap, maps: ["data", "binaryData"]) }
    @Test func namespace() throws { try check(Namespace.self, Samples.namespace) }
    @Test func event() throws { try check(Event.self, Samples.event) }
    @Test func lease() throws { try check(Lease.self, Samples.lease) }
    @Test func node() throws { try check(Node.self, Samples.node, maps: ["capacity", "allocatable"]) }
    @Test func pod() throws { try check(Pod.self, Samples.pod) }
    @Test func customResourceDefinition() throws {
        try check(CustomResourceDefinition.self, Samples.definition, maps: ["schema", "status", "webhook"])
    }
}

@Suite struct KindTests {
    @Test func aSecretShowsNoData() throws {
        var secret = Secret(metadata: ObjectMeta(name: "x", namespace: "n"), data: ["password": Array("hunter2".utf8)])
        secret.stringData = ["token": "hunter2"]
        #expect("\(secret)" == "Secret n/x")
        var dumped = ""
        dump(secret, to: &dumped)
        #expect(!dumped.contains("hunter2") && !dumped.contains("104"))
        #expect(!String(reflecting: secret).contains("hunter2"))
        #expect(secret.text("password") == "hunter2")
        #expect(secret.text("none") == nil)
        secret.data["binary"] = [0xff]
        #expect(secret.text("binary") == nil)
    }

    @Test(arguments: ["A", "!!!!", "AAA"])
    func dataThatIsNotBase64IsRefused(text: String) {
        #expect(throws: DecodingFailure(path: ["data", "k"], "expected base 64")) {
            try Secret(json: ["data": ["k": .string(text)]])
        }
    }

    @Test func aNodeTellsWhetherItIsReady() throws {
        var node = try Node(json: JSONValue(parsing: Samples.node))
        #expect(node.isReady)
        node.status.conditions[0].status = .unknown
        #expect(!node.isReady)
        #expect(!Node().isReady)
    }

    @Test func aDefinitionNamesItsResource() throws {
        let definition = try CustomResourceDefinition(json: JSONValue(parsing: Samples.definition))
        #expect(definition.storageVersion?.name == "v1")
        let type = definition.resourceType(version: "v1")
        #expect(type.groupVersionKind == GroupVersionKind(group: "example.com", version: "v1", kind: "Web"))
        #expect(type.isNamespaced && type.plural == "webs" && type.shortNames == ["w"])
    }

    @Test func microTimesAreCutToTheMicrosecond() throws {
        let time = try MicroTime(json: "2026-01-02T03:04:05.123456789Z")
        #expect(time.json == "2026-01-02T03:04:05.123456Z")
        #expect(try MicroTime(json: time.json) == time)
        #expect(try MicroTime(json: "1969-12-31T23:59:59.999999999Z").json == "1969-12-31T23:59:59.999999Z")
    }
}
