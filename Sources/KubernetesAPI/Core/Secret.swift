public import JSON
public import Machinery

/// `core/v1 Secret`. Its description shows no data, so that none ends up in a log.
public struct Secret: Resource {
    public static let resourceType = ResourceType(
        group: "", version: "v1", kind: "Secret", plural: "secrets")

    public var metadata: ObjectMeta
    public var type: SecretType
    public var data: [String: [UInt8]]
    /// Write-only: the server moves these to `data`.
    public var stringData: [String: String]
    public var immutable: Bool?
    public var unknownFields = JSONObject()

    public init(
        metadata: ObjectMeta = ObjectMeta(), type: SecretType = .opaque, data: [String: [UInt8]] = [:],
        stringData: [String: String] = [:], immutable: Bool? = nil
    ) {
        self.metadata = metadata
        self.type = type
        self.data = data
        self.stringData = stringData
        self.immutable = immutable
    }

    /// The data of a key as text; `nil` where there is none or it is not UTF-8.
    public func text(_ key: String) -> String? {
        data[key].flatMap { String(validating: $0, as: UTF8.self) }
    }
}

/// What a Secret holds.
public struct SecretType: OpenEnum {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }

    public static let opaque: Self = "Opaque"
    public static let tls: Self = "kubernetes.io/tls"
    public static let serviceAccountToken: Self = "kubernetes.io/service-account-token"
    public static let dockerConfigJSON: Self = "kubernetes.io/dockerconfigjson"
    public static let bootstrapToken: Self = "bootstrap.kubernetes.io/token"
    /// Cluster API's own: certificates, kubeconfigs and bootstrap data of one cluster.
    public static let clusterAPI: Self = "cluster.x-k8s.io/secret"
}

extension Secret: CustomStringConvertible, CustomReflectable {
    /// `Secret default/web`
    public var description: String { "Secret \(namespacedName)" }
    public var customMirror: Mirror { Mirror(self, children: ["metadata": metadata, "type": type]) }
}

extension Secret {
    public init(json: JSONValue) throws(DecodingFailure) {
        var fields = try FieldDecoder(json)
        fields.ignore("apiVersion", "kind")
        metadata = try fields.value("metadata", default: ObjectMeta())
        type = try fields.value("type", default: "")
        data = try fields.bytes("data")
        stringData = try fields.value("stringData", default: [:])
        immutable = try fields.optional("immutable")
        unknownFields = fields.rest
    }

    public var json: JSONValue {
        var fields = FieldEncoder(Self.resourceType, metadata)
        fields.setUnlessEmpty("type", type.rawValue)
        fields.setUnlessEmpty("data", bytes: data)
        fields.setUnlessEmpty("stringData", stringData)
        fields.set("immutable", immutable)
        return fields.json(adding: unknownFields)
    }
}
