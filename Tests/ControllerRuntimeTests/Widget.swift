import JSON
import Machinery

/// A kind for tests: wants `size` parts, and may belong to a cluster.
struct Widget: Conditioned {
    static let resourceType = ResourceType(group: "test.io", version: "v1", kind: "Widget", plural: "widgets")

    var metadata = ObjectMeta()
    var size: Int64 = 0
    var tags: [String] = []
    var statusSize: Int64?
    var statusParts: [String] = []
    var observedGeneration: Int64?
    var conditions: [Condition] = []
    var v1beta2: [MetaCondition] = []

    init(_ name: String, namespace: String = "default", size: Int64 = 0) {
        metadata = ObjectMeta(name: name, namespace: namespace)
        self.size = size
    }

    init(json: JSONValue) throws(DecodingFailure) {
        metadata = try ObjectMeta(json: json["metadata"] ?? [:])
        var spec = try FieldDecoder(json["spec"] ?? [:])
        size = try spec.value("size", default: 0)
        tags = try spec.value("tags", default: [])
        var status = try FieldDecoder(json["status"] ?? [:])
        statusSize = try status.optional("size")
        statusParts = try status.value("parts", default: [])
        observedGeneration = try status.optional("observedGeneration")
        conditions = try status.value("conditions", default: [])
        v1beta2 = try [MetaCondition](json: json["status"]?["v1beta2"]?["conditions"] ?? [])
    }

    var json: JSONValue {
        var spec = FieldEncoder()
        spec.set("size", size)
        spec.setUnlessEmpty("tags", tags)
        var status = FieldEncoder()
        status.set("size", statusSize)
        status.setUnlessEmpty("parts", statusParts)
        status.set("observedGeneration", observedGeneration)
        status.setUnlessEmpty("conditions", conditions)
        if !v1beta2.isEmpty { status.set("v1beta2", JSONValue.object(["conditions": v1beta2.json])) }
        var object: JSONObject = ["apiVersion": "test.io/v1", "kind": "Widget", "metadata": metadata.json]
        object["spec"] = spec.json(adding: [:])
        let statusJSON = status.json(adding: [:])
        if statusJSON != [:] { object["status"] = statusJSON }
        return .object(object)
    }
}

/// A kind for tests: one part of a widget.
struct Part: Resource {
    static let resourceType = ResourceType(group: "test.io", version: "v1", kind: "Part", plural: "parts")

    var metadata = ObjectMeta()
    var color = ""

    init(_ name: String, of widget: Widget? = nil) {
        metadata = ObjectMeta(name: name, namespace: "default")
        if let widget { metadata.ownerReferences = [widget.ownerReference(isController: true)] }
    }

    init(json: JSONValue) throws(DecodingFailure) {
        metadata = try ObjectMeta(json: json["metadata"] ?? [:])
        color = try String(json: json["spec"]?["color"] ?? "")
    }

    var json: JSONValue {
        ["apiVersion": "test.io/v1", "kind": "Part", "metadata": metadata.json, "spec": ["color": .string(color)]]
    }
}

func key(_ name: String) -> NamespacedName { NamespacedName(namespace: "default", name: name) }
