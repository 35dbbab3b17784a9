public import JSON
public import KubernetesAPI
public import Machinery

/// A Kubernetes cluster: its network, its control plane and its infrastructure.
// +resource: group=cluster.x-k8s.io, version=v1beta1, plural=clusters, shortNames=cl, categories=cluster-api,
//     subresources=status, contract=v1beta1, provider=cluster-api
// +printColumn: name=ClusterClass, type=string, jsonPath=.spec.topology.class, description="Class of the cluster; empty
//     without a managed topology"
// +printColumn: name=Phase, type=string, jsonPath=.status.phase, description="Pending, Provisioning, Provisioned, Deleting
//     or Failed"
// +printColumn: name=Age, type=date, jsonPath=.metadata.creationTimestamp, description="Time since creation"
// +printColumn: name=Version, type=string, jsonPath=.spec.topology.version, description="Kubernetes version of the managed
//     topology"
public struct Cluster: Resource {
    public var metadata = ObjectMeta()

    /// The desired state of the cluster.
    public var spec = ClusterSpec()

    /// The state that was last observed.
    public var status: ClusterStatus?

    public var unknownFields = JSONObject()
}

/// The desired state of a Cluster.
public struct ClusterSpec: JSONRepresentable {
    /// Whether controllers leave this cluster and everything in it alone.
    public var paused: Bool?

    /// The addresses and names of the cluster's network.
    public var clusterNetwork: ClusterNetwork?

    /// Where the control plane answers. Set by the user, or else copied from the infrastructure or control-plane object.
    public var controlPlaneEndpoint: APIEndpoint?

    /// The object that manages the control plane, such as a KubeadmControlPlane. Without it, control-plane Machines are the
    /// user's business.
    public var controlPlaneRef: ObjectReference?

    /// The object that provides the cluster's infrastructure, such as a DevCluster.
    public var infrastructureRef: ObjectReference?

    /// The topology, where a ClusterClass manages this cluster.
    public var topology: ClusterTopology?

    /// Conditions that must be good, beyond the usual ones, before the cluster counts as available.
    // +listType=map
    // +listMapKey=conditionType
    // +maxItems=32
    public var availabilityGates: [ClusterAvailabilityGate] = []

    public var unknownFields = JSONObject()

    public init() {}
}

/// The network of a cluster.
public struct ClusterNetwork: JSONRepresentable {
    /// The port on which API servers listen. Default: 6443.
    public var apiServerPort: Int32?

    /// The ranges from which Services get their addresses.
    public var services: NetworkRanges?

    /// The ranges from which Pods get their addresses.
    public var pods: NetworkRanges?

    /// The DNS domain of Services. Default: `cluster.local`.
    // +minLength=1
    // +maxLength=253
    public var serviceDomain: String?

    public var unknownFields = JSONObject()
}

/// Ranges of IP addresses.
public struct NetworkRanges: JSONRepresentable {
    /// The ranges in CIDR notation: one, or one of each IP family.
    // +maxItems=100
    // +items.minLength=1
    // +items.maxLength=43
    public var cidrBlocks: [String]

    public var unknownFields = JSONObject()

    /// The ranges as kubeadm takes them: joined by commas.
    public var joined: String { cidrBlocks.joined(separator: ",") }
}
