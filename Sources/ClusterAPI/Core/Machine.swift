public import JSON
public import KubernetesAPI
public import Machinery

/// One machine that is, or is to become, a Node of a cluster.
// +resource: group=cluster.x-k8s.io, version=v1beta1, plural=machines, shortNames=ma, categories=cluster-api,
//     subresources=status, contract=v1beta1, provider=cluster-api
// +printColumn: name=Cluster, type=string, jsonPath=.spec.clusterName, description="Cluster the machine belongs to"
// +printColumn: name=NodeName, type=string, jsonPath=.status.nodeRef.name, description="Name of the machine's Node"
// +printColumn: name=ProviderID, type=string, jsonPath=.spec.providerID, description="Identity of the machine at its provider"
// +printColumn: name=Phase, type=string, jsonPath=.status.phase, description="Where the machine stands in its life"
// +printColumn: name=Age, type=date, jsonPath=.metadata.creationTimestamp, description="Time since creation"
// +printColumn: name=Version, type=string, jsonPath=.spec.version, description="Kubernetes version of the machine"
public struct Machine: Resource {
    public var metadata = ObjectMeta()

    /// The desired state of the machine.
    public var spec: MachineSpec

    /// The state that was last observed.
    public var status: MachineStatus?

    public var unknownFields = JSONObject()
}

/// The desired state of a Machine.
public struct MachineSpec: JSONRepresentable {
    /// The name of the Cluster that the machine belongs to. Cannot be changed.
    // +minLength=1
    // +maxLength=63
    public var clusterName: String

    /// Where the data comes from that turns the machine into a Node.
    public var bootstrap: MachineBootstrap

    /// The object that provides the machine itself, such as a DevMachine.
    public var infrastructureRef: ObjectReference

    /// The Kubernetes version of the machine, such as `v1.34.1`.
    // +minLength=1
    // +maxLength=256
    public var version: String?

    /// The identity of the machine at its provider. The Node carries the same, and so the two are matched.
    // +minLength=1
    // +maxLength=512
    public var providerID: String?

    /// The failure domain in which the machine is placed; one of those in the Cluster's status.
    // +minLength=1
    // +maxLength=256
    public var failureDomain: String?

    /// Conditions that must be good, beyond the usual ones, before the machine counts as ready.
    // +listType=map
    // +listMapKey=conditionType
    // +maxItems=32
    public var readinessGates: [MachineReadinessGate] = []

    /// How long a drain may take before the machine is deleted anyway; `0s` is forever.
    public var nodeDrainTimeout: MetaDuration?

    /// How long to wait for volumes to be detached before the machine is deleted anyway; `0s` is forever.
    public var nodeVolumeDetachTimeout: MetaDuration?

    /// How long to try to delete the Node once the infrastructure is gone; `0s` is forever. Default: `10s`.
    public var nodeDeletionTimeout: MetaDuration?

    public var unknownFields = JSONObject()
}

/// Where a machine's bootstrap data comes from: an object that makes it, or a Secret that holds it.
public struct MachineBootstrap: JSONRepresentable {
    /// The object that makes the data, such as a KubeadmConfig.
    public var configRef: ObjectReference?

    /// The name of the Secret with the data, under the key `value`. Set by the user, or else copied from the status of
    /// `configRef`'s object once it is ready.
    // +maxLength=253
    public var dataSecretName: String?

    public var unknownFields = JSONObject()
}

/// A Machine to be made from a template.
public struct MachineTemplateSpec: JSONRepresentable {
    /// Labels and annotations of the machines.
    public var metadata = TemplateMetadata()

    /// The specification of the machines.
    public var spec: MachineSpec

    public var unknownFields = JSONObject()
}
