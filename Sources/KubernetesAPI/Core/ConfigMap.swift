public import JSON
public import Machinery

/// `core/v1 ConfigMap`. A key is in `data` or in `binaryData`, never in both.
public struct ConfigMap: Resource {
    public static let resourceType = ResourceType(
        group: "", version: "v1", kind: "ConfigMap", plural: "configmaps", shortNames: ["cm"])

    public var metadata: ObjectMeta
    public var data: [String: String]
    public var binaryData: [String: [UInt8]]
    public var immutable: Bool?
    public var unknownFields = JSONObject()

    public init(
        metadata: ObjectMeta = ObjectMeta(), data: [String: String] = [:], binaryData: [String: [UInt8]] = [:],
        immutable: Bool? = nil
    ) {
        self.metadata = metadata
        self.data = data
        self.binaryData = binaryData
        self.immutable = immutable
    }
}

extension ConfigMap {
    public init(json: JSONValue) throws(DecodingFailure) {
        var fields = try FieldDecoder(json)
        fields.ignore("apiVersion", "kind")
        metadata = try fields.value("metadata", default: ObjectMeta())
        data = try fields.value("data", default: [:])
        binaryData = try fields.bytes("binaryData")
        immutable = try fields.optional("immutable")
        unknownFields = fields.rest
    }

    public var json: JSONValue {
        var fields = FieldEncoder(Self.resourceType, metadata)
        fields.setUnlessEmpty("data", data)
        fields.setUnlessEmpty("binaryData", bytes: binaryData)
        fields.set("immutable", immutable)
        return fields.json(adding: unknownFields)
    }
}
