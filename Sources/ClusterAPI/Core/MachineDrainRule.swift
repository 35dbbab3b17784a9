public import JSON
public import Machinery

/// A rule for Pods of Nodes that are drained before their Machines go.
///
/// Of several rules for one Pod the first by name counts. Pods say more of themselves with the label `cluster.x-k8s.io/drain`.
// +resource: group=cluster.x-k8s.io, version=v1beta1, plural=machinedrainrules, categories=cluster-api,
//     contract=v1beta1, provider=cluster-api
// +printColumn: name=Behavior, type=string, jsonPath=.spec.drain.behavior, description="What happens to the Pods"
// +printColumn: name=Order, type=string, jsonPath=.spec.drain.order, description="When it happens to them"
// +printColumn: name=Age, type=date, jsonPath=.metadata.creationTimestamp, description="Time since creation"
public struct MachineDrainRule: Resource {
    public var metadata = ObjectMeta()

    /// Which Pods on which machines, and what happens to them.
    public var spec: MachineDrainRuleSpec

    public var unknownFields = JSONObject()
}

/// Which Pods on which machines, and what happens to them.
public struct MachineDrainRuleSpec: JSONRepresentable {
    /// What happens to the Pods.
    public var drain: MachineDrainRuleDrain

    /// The machines that the rule is for: those that fit one of the entries, or all machines of the namespace.
    // +minItems=1
    // +maxItems=32
    // +items.minProperties=1
    public var machines: [MachineDrainRuleMachineSelector] = []

    /// The Pods that the rule is for: those that fit one of the entries, or all Pods.
    // +minItems=1
    // +maxItems=32
    // +items.minProperties=1
    public var pods: [MachineDrainRulePodSelector] = []

    public var unknownFields = JSONObject()
}

/// What happens to Pods of a Node that is drained.
public struct MachineDrainRuleDrain: JSONRepresentable {
    /// `Drain` evicts them, `Skip` leaves them alone, `WaitCompleted` waits until they have run to their end.
    public var behavior: MachineDrainBehavior

    /// Pods of a lower order go first, and those of the next only once they are gone. Default: 0. Not for `Skip`.
    public var order: Int32?

    public var unknownFields = JSONObject()
}

/// Selects machines; both parts must fit.
public struct MachineDrainRuleMachineSelector: JSONRepresentable {
    /// By the labels of the machine.
    public var selector: LabelSelector?

    /// By the labels of its cluster.
    public var clusterSelector: LabelSelector?

    public var unknownFields = JSONObject()
}

/// Selects Pods; both parts must fit.
public struct MachineDrainRulePodSelector: JSONRepresentable {
    /// By the labels of the Pod.
    public var selector: LabelSelector?

    /// By the labels of its namespace.
    public var namespaceSelector: LabelSelector?

    public var unknownFields = JSONObject()
}

/// What happens to a Pod when its Node is drained.
// +enum
public struct MachineDrainBehavior: OpenEnum {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }

    public static let drain: Self = "Drain"
    public static let skip: Self = "Skip"
    public static let waitCompleted: Self = "WaitCompleted"
}
