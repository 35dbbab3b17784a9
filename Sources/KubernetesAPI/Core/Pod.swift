public import Effects
public import JSON
public import Machinery

/// `core/v1 Pod`, as far as those who drain nodes and check control planes look at it; all else is kept as it is.
public struct Pod: Resource {
    public static let resourceType = ResourceType(
        group: "", version: "v1", kind: "Pod", plural: "pods", shortNames: ["po"], categories: ["all"])

    public var metadata: ObjectMeta
    public var spec: Spec
    public var status: Status
    public var unknownFields = JSONObject()

    public init(metadata: ObjectMeta = ObjectMeta(), spec: Spec = Spec(), status: Status = Status()) {
        self.metadata = metadata
        self.spec = spec
        self.status = status
    }

    /// Whether the Pod says that it serves.
    public var isReady: Bool { status.conditions.isTrue("Ready") }

    public struct Spec: JSONRepresentable {
        /// Empty until the Pod is placed on a node.
        public var nodeName: String
        public var priority: Int32?
        public var unknownFields = JSONObject()

        public init(nodeName: String = "", priority: Int32? = nil) {
            self.nodeName = nodeName
            self.priority = priority
        }
    }

    public struct Status: JSONRepresentable {
        public var phase: Phase
        public var conditions: [CoreCondition]
        public var reason: String
        public var message: String
        public var startTime: Timestamp?
        public var unknownFields = JSONObject()

        public init(
            phase: Phase = "", conditions: [CoreCondition] = [], reason: String = "", message: String = "",
            startTime: Timestamp? = nil
        ) {
            self.phase = phase
            self.conditions = conditions
            self.reason = reason
            self.message = message
            self.startTime = startTime
        }
    }

    public struct Phase: OpenEnum {
        public let rawValue: String
        public init(rawValue: String) { self.rawValue = rawValue }

        public static let pending: Self = "Pending"
        public static let running: Self = "Running"
        public static let succeeded: Self = "Succeeded"
        public static let failed: Self = "Failed"
        public static let unknown: Self = "Unknown"
    }
}

extension Pod {
    public init(json: JSONValue) throws(DecodingFailure) {
        var fields = try FieldDecoder(json)
        fields.ignore("apiVersion", "kind")
        metadata = try fields.value("metadata", default: ObjectMeta())
        spec = try fields.value("spec", default: Spec())
        status = try fields.value("status", default: Status())
        unknownFields = fields.rest
    }

    public var json: JSONValue {
        var fields = FieldEncoder(Self.resourceType, metadata)
        fields.setUnlessEmpty("spec", spec)
        fields.setUnlessEmpty("status", status)
        return fields.json(adding: unknownFields)
    }
}

extension Pod.Spec {
    public init(json: JSONValue) throws(DecodingFailure) {
        var fields = try FieldDecoder(json)
        nodeName = try fields.value("nodeName", default: "")
        priority = try fields.optional("priority")
        unknownFields = fields.rest
    }

    public var json: JSONValue {
        var fields = FieldEncoder()
        fields.setUnlessEmpty("nodeName", nodeName)
        fields.set("priority", priority)
        return fields.json(adding: unknownFields)
    }
}

extension Pod.Status {
    public init(json: JSONValue) throws(DecodingFailure) {
        var fields = try FieldDecoder(json)
        phase = try fields.value("phase", default: "")
        conditions = try fields.value("conditions", default: [])
        reason = try fields.value("reason", default: "")
        message = try fields.value("message", default: "")
        startTime = try fields.optional("startTime")
        unknownFields = fields.rest
    }

    public var json: JSONValue {
        var fields = FieldEncoder()
        fields.setUnlessEmpty("phase", phase.rawValue)
        fields.setUnlessEmpty("conditions", conditions)
        fields.setUnlessEmpty("reason", reason)
        fields.setUnlessEmpty("message", message)
        fields.set("startTime", startTime)
        return fields.json(adding: unknownFields)
    }
}
