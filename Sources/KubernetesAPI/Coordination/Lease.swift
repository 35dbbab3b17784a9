public import JSON
public import Machinery

/// `coordination.k8s.io/v1 Lease`: who holds something, and until when.
public struct Lease: Resource {
    public static let resourceType = ResourceType(
        group: "coordination.k8s.io", version: "v1", kind: "Lease", plural: "leases")

    public var metadata: ObjectMeta
    public var spec: Spec
    public var unknownFields = JSONObject()

    public init(metadata: ObjectMeta = ObjectMeta(), spec: Spec = Spec()) {
        self.metadata = metadata
        self.spec = spec
    }

    public struct Spec: JSONRepresentable {
        /// `nil` and empty both mean that nobody holds the lease.
        public var holderIdentity: String?
        /// How long the lease is held after `renewTime`.
        public var leaseDurationSeconds: Int32?
        public var acquireTime: MicroTime?
        public var renewTime: MicroTime?
        /// How often the holder changed.
        public var leaseTransitions: Int32?
        public var unknownFields = JSONObject()

        public init(
            holderIdentity: String? = nil, leaseDurationSeconds: Int32? = nil, acquireTime: MicroTime? = nil,
            renewTime: MicroTime? = nil, leaseTransitions: Int32? = nil
        ) {
            self.holderIdentity = holderIdentity
            self.leaseDurationSeconds = leaseDurationSeconds
            self.acquireTime = acquireTime
            self.renewTime = renewTime
            self.leaseTransitions = leaseTransitions
        }
    }
}

extension Lease {
    public init(json: JSONValue) throws(DecodingFailure) {
        var fields = try FieldDecoder(json)
        fields.ignore("apiVersion", "kind")
        metadata = try fields.value("metadata", default: ObjectMeta())
        spec = try fields.value("spec", default: Spec())
        unknownFields = fields.rest
    }

    public var json: JSONValue {
        var fields = FieldEncoder(Self.resourceType, metadata)
        fields.setUnlessEmpty("spec", spec)
        return fields.json(adding: unknownFields)
    }
}

extension Lease.Spec {
    public init(json: JSONValue) throws(DecodingFailure) {
        var fields = try FieldDecoder(json)
        holderIdentity = try fields.optional("holderIdentity")
        leaseDurationSeconds = try fields.optional("leaseDurationSeconds")
        acquireTime = try fields.optional("acquireTime")
        renewTime = try fields.optional("renewTime")
        leaseTransitions = try fields.optional("leaseTransitions")
        unknownFields = fields.rest
    }

    public var json: JSONValue {
        var fields = FieldEncoder()
        fields.set("holderIdentity", holderIdentity)
        fields.set("leaseDurationSeconds", leaseDurationSeconds)
        fields.set("acquireTime", acquireTime)
        fields.set("renewTime", renewTime)
        fields.set("leaseTransitions", leaseTransitions)
        return fields.json(adding: unknownFields)
    }
}
