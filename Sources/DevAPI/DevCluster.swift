public import ClusterAPI
public import JSON
public import Machinery

/// The infrastructure of a simulated cluster.
// +resource: group=infrastructure.cluster.x-k8s.io, version=v1beta1, plural=devclusters, categories=cluster-api,
//     subresources=status, contract=v1beta1, provider=infrastructure-dev
// +printColumn: name=Cluster, type=string, jsonPath=.metadata.labels['cluster\.x-k8s\.io/cluster-name'],
//     description="Cluster the infrastructure belongs to"
// +printColumn: name=Ready, type=boolean, jsonPath=.status.ready, description="Whether machines can be made"
// +printColumn: name=Endpoint, type=string, jsonPath=.spec.controlPlaneEndpoint.host, description="Where the control plane
//     answers"
// +printColumn: name=Age, type=date, jsonPath=.metadata.creationTimestamp, description="Time since creation"
public struct DevCluster: Resource {
    public var metadata = ObjectMeta()

    /// The desired state of the infrastructure.
    public var spec = DevClusterSpec()

    /// The state that was last observed.
    public var status: DevClusterStatus?

    public var unknownFields = JSONObject()
}

/// The desired state of a DevCluster.
public struct DevClusterSpec: JSONRepresentable {
    /// Where the control plane answers. Set by the provider once it has an address for it.
    public var controlPlaneEndpoint: APIEndpoint?

    /// What the cluster runs on. Default: in memory.
    public var backend = DevClusterBackend()

    public var unknownFields = JSONObject()

    public init() {}
}

/// What a simulated cluster runs on: exactly one backend.
public struct DevClusterBackend: JSONRepresentable {
    /// Containers of a Docker engine. Not available yet.
    public var docker: JSONObject?

    /// The memory of the management plane.
    public var inMemory: InMemoryClusterBackend?

    public var unknownFields = JSONObject()

    public init() {}
}

/// A cluster in the memory of the management plane.
public struct InMemoryClusterBackend: JSONRepresentable {
    /// The failure domains to offer, by name. Default: none.
    public var failureDomains: [String: FailureDomain] = [:]

    public var unknownFields = JSONObject()
}

/// The observed state of a DevCluster.
public struct DevClusterStatus: JSONRepresentable {
    /// Whether machines can be made.
    public var ready: Bool?

    /// The failure domains that are offered, by name.
    public var failureDomains: [String: FailureDomain] = [:]

    /// The conditions in Cluster API's own form.
    public var conditions: [Condition] = []

    /// The state in the form that the next version of this API has.
    public var v1beta2: ConditionsV1Beta2Status?

    public var unknownFields = JSONObject()

    public init() {}
}

extension DevCluster: ConditionedResource {}
extension DevClusterStatus: ConditionedStatus {}
