public import Effects
public import JSON
public import Machinery

/// What ClusterResourceSets have made in one cluster; it has the cluster's name.
// +resource: group=addons.cluster.x-k8s.io, version=v1beta1, plural=clusterresourcesetbindings, categories=cluster-api,
//     contract=v1beta1, provider=cluster-api
// +printColumn: name=Cluster, type=string, jsonPath=.spec.clusterName, description="The cluster"
// +printColumn: name=Age, type=date, jsonPath=.metadata.creationTimestamp, description="Time since creation"
public struct ClusterResourceSetBinding: Resource {
    public var metadata = ObjectMeta()

    /// What was made.
    public var spec = ClusterResourceSetBindingSpec()

    public var unknownFields = JSONObject()
}

/// What ClusterResourceSets have made in one cluster.
public struct ClusterResourceSetBindingSpec: JSONRepresentable {
    /// By ClusterResourceSet.
    // +maxItems=100
    public var bindings: [ResourceSetBinding] = []

    /// The name of the Cluster. Cannot be changed.
    // +maxLength=63
    public var clusterName = ""

    public var unknownFields = JSONObject()

    public init() {}
}

/// What one ClusterResourceSet has made.
public struct ResourceSetBinding: JSONRepresentable {
    /// The name of the ClusterResourceSet.
    // +minLength=1
    // +maxLength=253
    public var clusterResourceSetName: String

    /// By the Secret or ConfigMap that held the manifests.
    // +maxItems=100
    public var resources: [ResourceBinding] = []

    public var unknownFields = JSONObject()
}

/// What came of the manifests of one Secret or ConfigMap.
public struct ResourceBinding: JSONRepresentable {
    /// The name of the Secret or ConfigMap.
    // +minLength=1
    // +maxLength=253
    public var name: String

    /// Its kind.
    public var kind: ResourceSetKind

    /// The digest of the manifests, `sha256:<hex>`.
    // +maxLength=256
    public var hash: String?

    /// When they were last applied.
    public var lastAppliedTime: Timestamp?

    /// Whether all of them could be applied.
    public var applied: Bool

    public var unknownFields = JSONObject()
}
