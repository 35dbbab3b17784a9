public import Effects
public import JSON
public import KubernetesAPI
public import Machinery

/// The control plane of a cluster, made of machines that kubeadm sets up.
// +resource: group=controlplane.cluster.x-k8s.io, version=v1beta1, plural=kubeadmcontrolplanes, shortNames=kcp,
//     categories=cluster-api, subresources=status, contract=v1beta1, provider=control-plane-kubeadm
// +scale: spec=.spec.replicas, status=.status.replicas, selector=.status.selector
// +printColumn: name=Cluster, type=string, jsonPath=.metadata.labels['cluster\.x-k8s\.io/cluster-name'],
//     description="Cluster the control plane belongs to"
// +printColumn: name=Initialized, type=boolean, jsonPath=.status.initialized, description="Whether the first machine is up"
// +printColumn: name=API Server Available, type=boolean, jsonPath=.status.ready, description="Whether the API server answers"
// +printColumn: name=Desired, type=integer, priority=10, jsonPath=.spec.replicas, description="Machines that are wanted"
// +printColumn: name=Replicas, type=integer, jsonPath=.status.replicas, description="Machines that exist"
// +printColumn: name=Ready, type=integer, jsonPath=.status.readyReplicas, description="Machines whose Node is ready"
// +printColumn: name=Updated, type=integer, jsonPath=.status.updatedReplicas, description="Machines of the current
//     specification"
// +printColumn: name=Unavailable, type=integer, jsonPath=.status.unavailableReplicas, description="Machines that are missing
//     or not ready"
// +printColumn: name=Age, type=date, jsonPath=.metadata.creationTimestamp, description="Time since creation"
// +printColumn: name=Version, type=string, jsonPath=.spec.version, description="Kubernetes version of the control plane"
public struct KubeadmControlPlane: Resource {
    public var metadata = ObjectMeta()

    /// The desired state of the control plane.
    public var spec: KubeadmControlPlaneSpec

    /// The state that was last observed.
    public var status: KubeadmControlPlaneStatus?

    public var unknownFields = JSONObject()
}

/// The desired state of a KubeadmControlPlane.
public struct KubeadmControlPlaneSpec: JSONRepresentable {
    /// How many machines there are: an odd number, unless etcd runs elsewhere. Default: 1.
    public var replicas: Int32?

    /// The Kubernetes version, such as `v1.34.1`.
    // +minLength=1
    // +maxLength=256
    public var version: String

    /// The template of the machines.
    public var machineTemplate: KubeadmControlPlaneMachineTemplate

    /// What each machine does on its first boot.
    public var kubeadmConfigSpec: KubeadmConfigSpec

    /// Conditions under which machines are replaced before something breaks.
    public var rolloutBefore: RolloutBefore?

    /// From this time on, machines that are older than it are replaced, even if nothing else has changed.
    public var rolloutAfter: Timestamp?

    /// How machines are replaced when the specification changes. Default: `RollingUpdate`, one machine beyond the number.
    // +default={"type":"RollingUpdate","rollingUpdate":{"maxSurge":1}}
    public var rolloutStrategy: KubeadmControlPlaneRolloutStrategy?

    /// How unhealthy machines are replaced.
    public var remediationStrategy: KubeadmControlPlaneRemediationStrategy?

    /// How machines are named.
    public var machineNamingStrategy: MachineNamingStrategy?

    public var unknownFields = JSONObject()
}

/// The template of control-plane machines.
public struct KubeadmControlPlaneMachineTemplate: JSONRepresentable {
    /// Labels and annotations of the machines, of their KubeadmConfigs and of their infrastructure.
    public var metadata = TemplateMetadata()

    /// The template of the objects that provide the machines, such as a DevMachineTemplate.
    public var infrastructureRef: ObjectReference

    /// Conditions that must be good, beyond the usual ones, before a machine counts as ready.
    // +listType=map
    // +listMapKey=conditionType
    // +maxItems=32
    public var readinessGates: [MachineReadinessGate] = []

    /// How long a drain may take before a machine is deleted anyway; `0s` is forever.
    public var nodeDrainTimeout: MetaDuration?

    /// How long to wait for volumes to be detached before a machine is deleted anyway; `0s` is forever.
    public var nodeVolumeDetachTimeout: MetaDuration?

    /// How long to try to delete the Node once the infrastructure is gone; `0s` is forever. Default: `10s`.
    public var nodeDeletionTimeout: MetaDuration?

    public var unknownFields = JSONObject()
}

/// Conditions under which machines are replaced before something breaks.
public struct RolloutBefore: JSONRepresentable {
    /// Replace a machine when one of its certificates expires within this many days; at least 7.
    // +minimum=7
    public var certificatesExpiryDays: Int32?

    public var unknownFields = JSONObject()
}

/// How control-plane machines are replaced when the specification changes.
public struct KubeadmControlPlaneRolloutStrategy: JSONRepresentable {
    /// The only type is `RollingUpdate`.
    // +enum=RollingUpdate
    public var type: String?

    /// The steps of a rolling update.
    public var rollingUpdate: KubeadmControlPlaneRollingUpdate?

    public var unknownFields = JSONObject()
}

/// The steps of a rolling update of a control plane.
public struct KubeadmControlPlaneRollingUpdate: JSONRepresentable {
    /// How many machines may exist beyond the wanted number meanwhile: 1 (default), or 0 with at least 3 replicas.
    public var maxSurge: IntOrString?

    public var unknownFields = JSONObject()
}

/// How unhealthy control-plane machines are replaced.
public struct KubeadmControlPlaneRemediationStrategy: JSONRepresentable {
    /// How often a repair that fails is tried again. Absent: without end.
    public var maxRetry: Int32?

    /// How long to wait between tries. Default: `0s`.
    public var retryPeriod: MetaDuration?

    /// A failure this long after the last repair counts as a new one. Default: `1h`.
    public var minHealthyPeriod: MetaDuration?

    public var unknownFields = JSONObject()
}
