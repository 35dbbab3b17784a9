public import JSON
public import Machinery

/// `core/v1 Namespace`.
public struct Namespace: Resource {
    public static let resourceType = ResourceType(
        group: "", version: "v1", kind: "Namespace", plural: "namespaces", isNamespaced: false, shortNames: ["ns"])

    public var metadata: ObjectMeta
    public var spec: Spec
    public var status: Status
    public var unknownFields = JSONObject()

    public init(metadata: ObjectMeta = ObjectMeta(), spec: Spec = Spec(), status: Status = Status()) {
        self.metadata = metadata
        self.spec = spec
        self.status = status
    }

    public struct Spec: JSONRepresentable {
        /// What must be cleared before the namespace goes: `kubernetes` stands for all that is in it.
        public var finalizers: [String]
        public var unknownFields = JSONObject()

        public init(finalizers: [String] = []) {
            self.finalizers = finalizers
        }
    }

    public struct Status: JSONRepresentable {
        public var phase: Phase
        public var conditions: [CoreCondition]
        public var unknownFields = JSONObject()

        public init(phase: Phase = "", conditions: [CoreCondition] = []) {
            self.phase = phase
            self.conditions = conditions
        }
    }

    public struct Phase: OpenEnum {
        public let rawValue: String
        public init(rawValue: String) { self.rawValue = rawValue }

        public static let active: Self = "Active"
        /// The namespace is being deleted; nothing new can be made in it.
        public static let terminating: Self = "Terminating"
    }
}

extension Namespace {
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

extension Namespace.Spec {
    public init(json: JSONValue) throws(DecodingFailure) {
        var fields = try FieldDecoder(json)
        finalizers = try fields.value("finalizers", default: [])
        unknownFields = fields.rest
    }

    public var json: JSONValue {
        var fields = FieldEncoder()
        fields.setUnlessEmpty("finalizers", finalizers)
        return fields.json(adding: unknownFields)
    }
}

extension Namespace.Status {
    public init(json: JSONValue) throws(DecodingFailure) {
        var fields = try FieldDecoder(json)
        phase = try fields.value("phase", default: "")
        conditions = try fields.value("conditions", default: [])
        unknownFields = fields.rest
    }

    public var json: JSONValue {
        var fields = FieldEncoder()
        fields.setUnlessEmpty("phase", phase.rawValue)
        fields.setUnlessEmpty("conditions", conditions)
        return fields.json(adding: unknownFields)
    }
}
