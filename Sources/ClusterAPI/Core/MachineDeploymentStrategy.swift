public import JSON
public import Machinery

/// How a MachineDeployment replaces machines when their specification changes.
public struct MachineDeploymentStrategy: JSONRepresentable {
    /// Whether machines are replaced step by step, or only as the user deletes them. Default: `RollingUpdate`.
    public var type: MachineDeploymentStrategyType?

    /// The steps of a rolling update.
    public var rollingUpdate: MachineRollingUpdate?

    /// How unhealthy machines are replaced.
    public var remediation: RemediationStrategy?

    public var unknownFields = JSONObject()
}

/// The kinds of MachineDeployment strategies.
// +enum
public struct MachineDeploymentStrategyType: OpenEnum {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }

    /// Old machines are replaced step by step.
    public static let rollingUpdate: Self = "RollingUpdate"
    /// Old machines are replaced when the user deletes them.
    public static let onDelete: Self = "OnDelete"
}

/// The steps of a rolling update.
public struct MachineRollingUpdate: JSONRepresentable {
    /// How many machines, or what percentage of them (rounded down), may be missing meanwhile. Default: 0.
    public var maxUnavailable: IntOrString?

    /// How many machines, or what percentage of them (rounded up), may exist beyond the wanted number meanwhile. Default: 1.
    public var maxSurge: IntOrString?

    /// Which machines of the old sets go first. Default: `Random`.
    public var deletePolicy: MachineSetDeletePolicy?

    public var unknownFields = JSONObject()
}

/// How unhealthy machines are replaced.
public struct RemediationStrategy: JSONRepresentable {
    /// How many machines, or what percentage of them (rounded up), may be in repair at once. Absent: any number.
    public var maxInFlight: IntOrString?

    public var unknownFields = JSONObject()
}

/// Which machines a MachineSet deletes first when it shrinks.
// +enum
public struct MachineSetDeletePolicy: OpenEnum {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }

    /// Any, after those that are marked or unhealthy.
    public static let random: Self = "Random"
    /// The newest, after those that are marked or unhealthy.
    public static let newest: Self = "Newest"
    /// The oldest, after those that are marked or unhealthy.
    public static let oldest: Self = "Oldest"
}
