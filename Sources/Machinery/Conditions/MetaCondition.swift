public import Effects
public import JSON

/// `metav1.Condition`: the conditions of Kubernetes' own kinds since 1.19 and, under `status.v1beta2`, of Cluster API's.
public struct MetaCondition: ConditionValue {
    public var type: String
    public var status: ConditionStatus
    /// The `metadata.generation` that the condition speaks of; `nil` where it does not say.
    public var observedGeneration: Int64?
    /// When the status changed last.
    public var lastTransitionTime: Timestamp?
    /// A word in CamelCase for machines; the API requires one.
    public var reason: String
    public var message: String
    public var unknownFields = JSONObject()

    public init(
        type: String, status: ConditionStatus, reason: String, message: String = "", observedGeneration: Int64? = nil,
        lastTransitionTime: Timestamp? = nil
    ) {
        self.type = type
        self.status = status
        self.observedGeneration = observedGeneration
        self.lastTransitionTime = lastTransitionTime
        self.reason = reason
        self.message = message
    }

    public func hasSameState(as other: MetaCondition) -> Bool {
        type == other.type && status == other.status && observedGeneration == other.observedGeneration
            && reason == other.reason && message == other.message
    }

    /// Only a change of the status is a transition.
    public func isTransition(from other: MetaCondition) -> Bool { status != other.status }

    /// `Available` and `Ready` come first, `Deleting` and `Paused` last.
    public static func rank(of type: String) -> Int {
        switch type {
        case "Available": 0
        case "Ready": 1
        case "Deleting": 3
        case "Paused": 4
        default: 2
        }
    }
}

extension MetaCondition {
    public init(json: JSONValue) throws(DecodingFailure) {
        var fields = try FieldDecoder(json)
        type = try fields.required("type")
        status = try fields.required("status")
        observedGeneration = try fields.optional("observedGeneration")
        lastTransitionTime = try fields.optional("lastTransitionTime")
        reason = try fields.value("reason", default: "")
        message = try fields.value("message", default: "")
        unknownFields = fields.rest
    }

    /// `reason`, `message` and the time are required by the API and written even when empty.
    public var json: JSONValue {
        var fields = FieldEncoder()
        fields.set("type", type)
        fields.set("status", status)
        fields.set("observedGeneration", observedGeneration)
        fields.set("lastTransitionTime", lastTransitionTime)
        fields.set("reason", reason)
        fields.set("message", message)
        return fields.json(adding: unknownFields)
    }
}
