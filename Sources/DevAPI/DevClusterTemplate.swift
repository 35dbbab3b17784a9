public import ClusterAPI
public import JSON
public import Machinery

/// A template of DevClusters, for ClusterClasses.
// +resource: group=infrastructure.cluster.x-k8s.io, version=v1beta1, plural=devclustertemplates, categories=cluster-api,
//     contract=v1beta1, provider=infrastructure-dev
// +printColumn: name=Age, type=date, jsonPath=.metadata.creationTimestamp, description="Time since creation"
public struct DevClusterTemplate: Resource {
    public var metadata = ObjectMeta()

    /// The template. Cannot be changed.
    public var spec: DevClusterTemplateSpec

    public var unknownFields = JSONObject()
}

/// What a DevClusterTemplate holds.
public struct DevClusterTemplateSpec: JSONRepresentable {
    /// The DevCluster to be made.
    public var template: DevClusterTemplateResource

    public var unknownFields = JSONObject()
}

/// A DevCluster to be made from a template.
public struct DevClusterTemplateResource: JSONRepresentable {
    /// Labels and annotations of the DevCluster.
    public var metadata = TemplateMetadata()

    /// The specification of the DevCluster.
    public var spec = DevClusterSpec()

    public var unknownFields = JSONObject()
}
