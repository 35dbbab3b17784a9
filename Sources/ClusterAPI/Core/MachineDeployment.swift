public import Effects
public import JSON
public import Machinery

/// A number of machines of one kind, replaced step by step when their specification changes.
// +resource: group=cluster.x-k8s.io, version=v1beta1, plural=machinedeployments, shortNames=md, categories=cluster-api,
//     subresources=status, contract=v1beta1, provider=cluster-api
// +scale: spec=.spec.replicas, status=.status.replicas, selector=.status.selector
// +printColumn: name=Cluster, type=string, jsonPath=.spec.clusterName, description="Cluster the machines belong to"
// +printColumn: name=Desired, type=integer, priority=10, jsonPath=.spec.replicas, description="Machines that are wanted"
// +printColumn: name=Replicas, type=integer, jsonPath=.status.replicas, description="Machines that exist"
// +printColumn: name=Ready, type=integer, jsonPath=.status.readyReplicas, description="Machines whose Node is ready"
// +printColumn: name=Updated, type=integer, jsonPath=.status.updatedReplicas, description="Machines of the current template"
// +printColumn: name=Unavailable, type=integer, jsonPath=.status.unavailableReplicas, description="Machines that are missing
//     or not available"
// +printColumn: name=Phase, type=string, jsonPath=.status.phase, description="ScalingUp, ScalingDown, Running or Failed"
// +printColumn: name=Age, type=date, jsonPath=.metadata.creationTimestamp, description="Time since creation"
// +printColumn: name=Version, type=string, jsonPath=.spec.template.spec.version, description="Kubernetes version of the
//     machines"
public struct MachineDeployment: Resource {
    public var metadata = ObjectMeta()

    /// The desired state of the deployment.
    public var spec: MachineDeploymentSpec

    /// The state that was last observed.
    public var status: MachineDeploymentStatus?

    public var unknownFields = JSONObject()
}

/// The desired state of a MachineDeployment.
public struct MachineDeploymentSpec: JSONRepresentable {
    /// The name of the Cluster that the machines belong to. Cannot be changed.
    // +minLength=1
    // +maxLength=63
    public var clusterName: String

    /// How many machines there are. Default: 1, or what the autoscaler's annotations say.
    public var replicas: Int32?

    /// From this time on, machines that are older than it are replaced, even if nothing else has changed.
    public var rolloutAfter: Timestamp?

    /// Selects the machines of the deployment; it must match the labels of the template. Default: a label with the
    /// deployment's name.
    public var selector: LabelSelector

    /// The template of the machines.
    public var template: MachineTemplateSpec

    /// How machines are replaced when their specification changes.
    public var strategy: MachineDeploymentStrategy?

    /// How machines are named.
    public var machineNamingStrategy: MachineNamingStrategy?

    /// How long a new machine's Node must be ready before the machine counts as available. Default: 0.
    public var minReadySeconds: Int32?

    /// How many old MachineSets are kept. Default: 1. Deprecated upstream.
    public var revisionHistoryLimit: Int32?

    /// Whether changes of the template are held back. Scaling goes on.
    public var paused: Bool?

    /// Has no effect. Default: 600. Deprecated upstream.
    public var progressDeadlineSeconds: Int32?

    public var unknownFields = JSONObject()
}

/// The observed state of a MachineDeployment.
public struct MachineDeploymentStatus: JSONRepresentable {
    /// The generation of the object that was last reconciled without error.
    // +minimum=1
    public var observedGeneration: Int64?

    /// The label selector as text, for the scale subresource.
    // +minLength=1
    // +maxLength=4096
    public var selector: String?

    /// How many machines exist.
    public var replicas: Int32?

    /// How many machines are of the current template.
    public var updatedReplicas: Int32?

    /// How many machines have a ready Node.
    public var readyReplicas: Int32?

    /// How many machines have a Node that has been ready for `minReadySeconds`.
    public var availableReplicas: Int32?

    /// How many machines are missing or not available.
    public var unavailableReplicas: Int32?

    /// What the deployment is doing, for people; programs read the conditions.
    public var phase: MachineDeploymentPhase?

    /// The conditions in Cluster API's own form.
    public var conditions: [Condition] = []

    /// The state in the form that the next version of this API has.
    public var v1beta2: ReplicasV1Beta2Status?

    public var unknownFields = JSONObject()

    public init() {}
}

/// The phases of a MachineDeployment.
// +enum
public struct MachineDeploymentPhase: OpenEnum {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }

    /// Machines are being made.
    public static let scalingUp: Self = "ScalingUp"
    /// Machines are being deleted.
    public static let scalingDown: Self = "ScalingDown"
    /// All is as wanted.
    public static let running: Self = "Running"
    /// A terminal problem needs a person.
    public static let failed: Self = "Failed"
    /// The phase cannot be told.
    public static let unknown: Self = "Unknown"
}
