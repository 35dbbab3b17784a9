public import Effects
public import JSON

/// A condition of Cluster API v1beta1: one observation about an object, with a severity where it is false.
///
/// All conditions have positive polarity: true is good.
public struct Condition: ConditionValue {
    public var type: String
    public var status: ConditionStatus
    /// How bad it is that the status is `False`; empty for any other.
    public var severity: Severity
    /// When any of status, severity, reason and message changed last.
    public var lastTransitionTime: Timestamp?
    /// A word in CamelCase for machines; empty where the status is `True`.
    public var reason: String
    public var message: String
    public var unknownFields = JSONObject()

    public init(
        type: String, status: ConditionStatus, severity: Severity = .none, reason: String = "", message: String = "",
        lastTransitionTime: Timestamp? = nil
    ) {
        self.type = type
        self.status = status
        self.severity = severity
        self.lastTransitionTime = lastTransitionTime
        self.reason = reason
        self.message = message
    }

    public static func `true`(_ type: String) -> Condition {
        Condition(type: type, status: .true)
    }

    public static func `false`(
        _ type: String, reason: String, severity: Severity, _ message: String = ""
    ) -> Condition {
        Condition(type: type, status: .false, severity: severity, reason: reason, message: message)
    }

    public static func unknown(_ type: String, reason: String, _ message: String = "") -> Condition {
        Condition(type: type, status: .unknown, reason: reason, message: message)
    }

    public struct Severity: OpenEnum {
        public let rawValue: String
        public init(rawValue: String) { self.rawValue = rawValue }

        /// Work stopped: somebody must act.
        public static let error = Severity(rawValue: "Error")
        /// Something went wrong that is tried again.
        public static let warning = Severity(rawValue: "Warning")
        /// Nothing is wrong: it takes its time.
        public static let info = Severity(rawValue: "Info")
        public static let none = Severity(rawValue: "")
    }

    public func hasSameState(as other: Condition) -> Bool {
        type == other.type && status == other.status && severity == other.severity && reason == other.reason
            && message == other.message
    }

    /// Every change of the state is a transition.
    public func isTransition(from other: Condition) -> Bool { !hasSameState(as: other) }

    /// `Ready` comes first.
    public static func rank(of type: String) -> Int { type == ready ? 0 : 1 }

    /// The type of the condition that sums the others up.
    public static let ready = "Ready"
}

extension Condition {
    public init(json: JSONValue) throws(DecodingFailure) {
        var fields = try FieldDecoder(json)
        type = try fields.required("type")
        status = try fields.required("status")
        severity = try fields.value("severity", default: .none)
        lastTransitionTime = try fields.optional("lastTransitionTime")
        reason = try fields.value("reason", default: "")
        message = try fields.value("message", default: "")
        unknownFields = fields.rest
    }

    public var json: JSONValue {
        var fields = FieldEncoder()
        fields.set("type", type)
        fields.set("status", status)
        fields.setUnlessEmpty("severity", severity.rawValue)
        fields.set("lastTransitionTime", lastTransitionTime)
        fields.setUnlessEmpty("reason", reason)
        fields.setUnlessEmpty("message", message)
        return fields.json(adding: unknownFields)
    }
}

/// An object with conditions of Cluster API v1beta1 in its status.
public protocol Conditioned: Resource {
    var conditions: [Condition] { get set }
}
