public import Effects
public import JSON
public import KubernetesAPI
public import Machinery

/// The topology of a cluster that a ClusterClass manages.
public struct ClusterTopology: JSONRepresentable {
    /// The name of the ClusterClass.
    // +minLength=1
    // +maxLength=253
    public var `class`: String

    /// The namespace of the ClusterClass. Default: the namespace of the cluster.
    // +minLength=1
    // +maxLength=253
    // +pattern=^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*$
    public var classNamespace: String?

    /// The Kubernetes version of the cluster, such as `v1.34.1`.
    // +minLength=1
    // +maxLength=256
    public var version: String

    /// Has no effect. Deprecated upstream.
    public var rolloutAfter: Timestamp?

    /// The control plane.
    public var controlPlane: ControlPlaneTopology?

    /// The worker machines.
    public var workers: WorkersTopology?

    /// Values for the variables of the ClusterClass.
    // +listType=map
    // +listMapKey=name
    // +maxItems=1000
    public var variables: [ClusterVariable] = []

    public var unknownFields = JSONObject()
}

/// The control plane of a managed topology.
public struct ControlPlaneTopology: JSONRepresentable {
    /// Labels and annotations for the control plane and its machines; they win over those of the ClusterClass.
    public var metadata = TemplateMetadata()

    /// How many control-plane machines there are. Absent: left to the control plane.
    public var replicas: Int32?

    /// Health checking of the control-plane machines, in place of what the ClusterClass says.
    public var machineHealthCheck: MachineHealthCheckTopology?

    /// How long a drain may take; `0s` is forever.
    public var nodeDrainTimeout: MetaDuration?

    /// How long to wait for volumes to be detached; `0s` is forever.
    public var nodeVolumeDetachTimeout: MetaDuration?

    /// How long to try to delete the Node once the infrastructure is gone; `0s` is forever. Default: `10s`.
    public var nodeDeletionTimeout: MetaDuration?

    /// Conditions that must be good, beyond the usual ones, before a machine counts as ready.
    // +listType=map
    // +listMapKey=conditionType
    // +maxItems=32
    public var readinessGates: [MachineReadinessGate] = []

    /// Values that hold for the control plane only.
    public var variables: VariableOverrides?

    public var unknownFields = JSONObject()
}

/// The worker machines of a managed topology.
public struct WorkersTopology: JSONRepresentable {
    /// The MachineDeployments.
    // +listType=map
    // +listMapKey=name
    // +maxItems=2000
    public var machineDeployments: [MachineDeploymentTopology] = []

    /// The MachinePools.
    // +listType=map
    // +listMapKey=name
    // +maxItems=2000
    public var machinePools: [MachinePoolTopology] = []

    public var unknownFields = JSONObject()
}

/// One MachineDeployment of a managed topology.
public struct MachineDeploymentTopology: JSONRepresentable {
    /// Labels and annotations for the MachineDeployment and its machines; they win over those of the ClusterClass.
    public var metadata = TemplateMetadata()

    /// The name of a class under `workers.machineDeployments` of the ClusterClass.
    // +minLength=1
    // +maxLength=256
    public var `class`: String

    /// The name of this part of the topology. The MachineDeployment's own name is derived from it.
    // +minLength=1
    // +maxLength=63
    // +pattern=^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*$
    public var name: String

    /// The failure domain in which the machines are placed.
    // +minLength=1
    // +maxLength=256
    public var failureDomain: String?

    /// How many machines there are. Absent: left to the default, or to an autoscaler.
    public var replicas: Int32?

    /// Health checking of the machines, in place of what the ClusterClass says.
    public var machineHealthCheck: MachineHealthCheckTopology?

    /// How long a drain may take; `0s` is forever.
    public var nodeDrainTimeout: MetaDuration?

    /// How long to wait for volumes to be detached; `0s` is forever.
    public var nodeVolumeDetachTimeout: MetaDuration?

    /// How long to try to delete the Node once the infrastructure is gone; `0s` is forever. Default: `10s`.
    public var nodeDeletionTimeout: MetaDuration?

    /// How long a new machine's Node must be ready before the machine counts as available. Default: 0.
    public var minReadySeconds: Int32?

    /// Conditions that must be good, beyond the usual ones, before a machine counts as ready.
    // +listType=map
    // +listMapKey=conditionType
    // +maxItems=32
    public var readinessGates: [MachineReadinessGate] = []

    /// How machines are replaced when their specification changes.
    public var strategy: MachineDeploymentStrategy?

    /// Values that hold for this MachineDeployment only.
    public var variables: VariableOverrides?

    public var unknownFields = JSONObject()
}

/// One MachinePool of a managed topology.
public struct MachinePoolTopology: JSONRepresentable {
    /// Labels and annotations for the MachinePool; they win over those of the ClusterClass.
    public var metadata = TemplateMetadata()

    /// The name of a class under `workers.machinePools` of the ClusterClass.
    // +minLength=1
    // +maxLength=256
    public var `class`: String

    /// The name of this part of the topology. The MachinePool's own name is derived from it.
    // +minLength=1
    // +maxLength=63
    // +pattern=^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*$
    public var name: String

    /// The failure domains over which the machines are spread.
    // +maxItems=100
    // +items.minLength=1
    // +items.maxLength=256
    public var failureDomains: [String] = []

    /// How long a drain may take; `0s` is forever.
    public var nodeDrainTimeout: MetaDuration?

    /// How long to wait for volumes to be detached; `0s` is forever.
    public var nodeVolumeDetachTimeout: MetaDuration?

    /// How long to try to delete the Node once the infrastructure is gone; `0s` is forever. Default: `10s`.
    public var nodeDeletionTimeout: MetaDuration?

    /// How long a new machine's Node must be ready before the machine counts as available. Default: 0.
    public var minReadySeconds: Int32?

    /// How many machines there are. Absent: left to the default, or to an autoscaler.
    public var replicas: Int32?

    /// Values that hold for this MachinePool only.
    public var variables: VariableOverrides?

    public var unknownFields = JSONObject()
}

/// Health checking in a managed topology.
public struct MachineHealthCheckTopology: JSONRepresentable {
    /// Whether machines are checked. Absent: they are where the topology or the ClusterClass says how.
    public var enable: Bool?

    /// The conditions of a Node that make its machine unhealthy.
    // +maxItems=100
    public var unhealthyConditions: [UnhealthyCondition] = []

    /// Machines are replaced only while no more than this many, or this percentage, are unhealthy.
    public var maxUnhealthy: IntOrString?

    /// Machines are replaced only while the number of unhealthy ones lies in this range, `[3-5]`. Wins over `maxUnhealthy`.
    // +minLength=1
    // +maxLength=32
    // +pattern=^\[[0-9]+-[0-9]+\]$
    public var unhealthyRange: String?

    /// How long a machine may take until it has a Node; `0s` is forever.
    public var nodeStartupTimeout: MetaDuration?

    /// The template of an object that another controller acts on to repair a machine, in place of its deletion.
    public var remediationTemplate: ObjectReference?

    public var unknownFields = JSONObject()
}

/// A value for one variable of a ClusterClass.
public struct ClusterVariable: JSONRepresentable {
    /// The name of the variable.
    // +minLength=1
    // +maxLength=256
    public var name: String

    /// Must be empty. Deprecated upstream.
    // +maxLength=256
    public var definitionFrom: String?

    /// Any JSON value that fits the schema of the variable.
    public var value: JSONValue

    public var unknownFields = JSONObject()
}

/// Values that replace those of the whole topology in one part of it.
public struct VariableOverrides: JSONRepresentable {
    /// The values.
    // +listType=map
    // +listMapKey=name
    // +maxItems=1000
    public var overrides: [ClusterVariable] = []

    public var unknownFields = JSONObject()
}
