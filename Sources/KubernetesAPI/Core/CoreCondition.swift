public import Effects
public import JSON
public import Machinery

/// A condition of the kinds that are older than `metav1.Condition`: Nodes, Pods, Namespaces, CustomResourceDefinitions.
public struct CoreCondition: ConditionValue {
    public var type: String
    public var status: ConditionStatus
    /// When a node last reported, for the conditions of Nodes.
    public var lastHeartbeatTime: Timestamp?
    /// When the status changed last.
    public var lastTransitionTime: Timestamp?
    public var reason: String
    public var message: String
    public var unknownFields = JSONObject()

    public init(
        type: String, status: ConditionStatus, reason: String = "", message: String = "",
        lastHeartbeatTime: Timestamp? = nil, lastTransitionTime: Timestamp? = nil
    ) {
        self.type = type
        self.status = status
        self.lastHeartbeatTime = lastHeartbeatTime
        self.lastTransitionTime = lastTransitionTime
        self.reason = reason
        self.message = message
    }

    public func hasSameState(as other: CoreCondition) -> Bool {
        type == other.type && status == other.status && reason == other.reason && message == other.message
            && lastHeartbeatTime == other.lastHeartbeatTime
    }

    /// Only a change of the status is a transition.
    public func isTransition(from other: CoreCondition) -> Bool { status != other.status }

    /// All types are alike.
    public static func rank(of type: String) -> Int { 0 }
}

extension CoreCondition {
    public init(json: JSONValue) throws(DecodingFailure) {
        var fields = try FieldDecoder(json)
        type = try fields.required("type")
        status = try fields.required("status")
        lastHeartbeatTime = try fields.optional("lastHeartbeatTime")
        lastTransitionTime = try fields.optional("lastTransitionTime")
        reason = try fields.value("reason", default: "")
        message = try fields.value("message", default: "")
        unknownFields = fields.rest
    }

    public var json: JSONValue {
        var fields = FieldEncoder()
        fields.set("type", type)
        fields.set("status", status)
        fields.set("lastHeartbeatTime", lastHeartbeatTime)
        fields.set("lastTransitionTime", lastTransitionTime)
        fields.setUnlessEmpty("reason", reason)
        fields.setUnlessEmpty("message", message)
        return fields.json(adding: unknownFields)
    }
}
