public import JSON
public import Machinery

/// A condition that must be good before a Machine counts as ready.
public struct MachineReadinessGate: JSONRepresentable {
    /// The type of a condition in the Machine's `status.v1beta2.conditions`. A condition that is missing counts as unknown.
    // +minLength=1
    // +maxLength=316
    // +pattern=^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*/)?(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])$
    public var conditionType: String

    /// Whether `True` (Positive, the default) or `False` (Negative) is the good status.
    public var polarity: ConditionPolarity?

    public var unknownFields = JSONObject()
}

/// A condition that must be good before a Cluster counts as available.
public struct ClusterAvailabilityGate: JSONRepresentable {
    /// The type of a condition in the Cluster's `status.v1beta2.conditions`. A condition that is missing counts as unknown.
    // +minLength=1
    // +maxLength=316
    // +pattern=^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*/)?(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])$
    public var conditionType: String

    /// Whether `True` (Positive, the default) or `False` (Negative) is the good status.
    public var polarity: ConditionPolarity?

    public var unknownFields = JSONObject()
}

/// Which status of a condition is the good one.
// +enum
public struct ConditionPolarity: OpenEnum {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }

    /// `True` is good.
    public static let positive: Self = "Positive"
    /// `False` is good.
    public static let negative: Self = "Negative"
}
