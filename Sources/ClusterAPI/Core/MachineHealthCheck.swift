public import JSON
public import KubernetesAPI
public import Machinery

/// A rule that tells unhealthy machines and has them replaced.
// +resource: group=cluster.x-k8s.io, version=v1beta1, plural=machinehealthchecks, shortNames=mhc;mhcs,
//     categories=cluster-api, subresources=status, contract=v1beta1, provider=cluster-api
// +printColumn: name=Cluster, type=string, jsonPath=.spec.clusterName, description="Cluster the machines belong to"
// +printColumn: name=ExpectedMachines, type=integer, jsonPath=.status.expectedMachines, description="Machines that are
//     checked"
// +printColumn: name=MaxUnhealthy, type=string, jsonPath=.spec.maxUnhealthy, description="Most unhealthy machines with which
//     machines are still replaced"
// +printColumn: name=CurrentHealthy, type=integer, jsonPath=.status.currentHealthy, description="Machines that are healthy"
// +printColumn: name=Age, type=date, jsonPath=.metadata.creationTimestamp, description="Time since creation"
public struct MachineHealthCheck: Resource {
    public var metadata = ObjectMeta()

    /// Which machines are checked, and how.
    public var spec: MachineHealthCheckSpec

    /// The state that was last observed.
    public var status: MachineHealthCheckStatus?

    public var unknownFields = JSONObject()
}

/// Which machines a MachineHealthCheck looks at, and how.
public struct MachineHealthCheckSpec: JSONRepresentable {
    /// The name of the Cluster that the machines belong to. Cannot be changed.
    // +minLength=1
    // +maxLength=63
    public var clusterName: String

    /// Selects the machines by their labels.
    public var selector: LabelSelector

    /// The conditions of a Node that make its machine unhealthy: any one of them.
    // +maxItems=100
    public var unhealthyConditions: [UnhealthyCondition] = []

    /// Machines are replaced only while no more than this many, or this percentage, are unhealthy. Default: `100%`.
    public var maxUnhealthy: IntOrString?

    /// Machines are replaced only while the number of unhealthy ones lies in this range, `[3-5]`. Wins over `maxUnhealthy`.
    // +minLength=1
    // +maxLength=32
    // +pattern=^\[[0-9]+-[0-9]+\]$
    public var unhealthyRange: String?

    /// How long a machine may take until it has a Node; `0s` is forever. Default: `10m`.
    public var nodeStartupTimeout: MetaDuration?

    /// The template of an object that another controller acts on to repair a machine, in place of its deletion.
    public var remediationTemplate: ObjectReference?

    public var unknownFields = JSONObject()
}

/// A condition of a Node that makes its machine unhealthy once it has lasted.
public struct UnhealthyCondition: JSONRepresentable {
    /// The type of the Node's condition.
    // +minLength=1
    public var type: String

    /// The bad status: `True`, `False` or `Unknown`.
    // +minLength=1
    public var status: String

    /// How long the condition must last.
    public var timeout: MetaDuration

    public var unknownFields = JSONObject()
}

/// The observed state of a MachineHealthCheck.
public struct MachineHealthCheckStatus: JSONRepresentable {
    /// How many machines are checked.
    // +minimum=0
    public var expectedMachines: Int32?

    /// How many of them are healthy.
    // +minimum=0
    public var currentHealthy: Int32?

    /// How many more machines may be replaced before the limit stops it.
    // +minimum=0
    public var remediationsAllowed: Int32?

    /// The generation of the object that was last reconciled without error.
    // +minimum=1
    public var observedGeneration: Int64?

    /// The names of the machines that are checked, in order.
    // +maxItems=10000
    // +items.minLength=1
    // +items.maxLength=253
    public var targets: [String] = []

    /// The conditions in Cluster API's own form.
    public var conditions: [Condition] = []

    /// The state in the form that the next version of this API has.
    public var v1beta2: ConditionsV1Beta2Status?

    public var unknownFields = JSONObject()

    public init() {}
}
