public import JSON
public import Machinery

/// A template of KubeadmConfigs.
// +resource: group=bootstrap.cluster.x-k8s.io, version=v1beta1, plural=kubeadmconfigtemplates, categories=cluster-api,
//     contract=v1beta1, provider=bootstrap-kubeadm
// +printColumn: name=Age, type=date, jsonPath=.metadata.creationTimestamp, description="Time since creation"
public struct KubeadmConfigTemplate: Resource {
    public var metadata = ObjectMeta()

    /// The template.
    public var spec: KubeadmConfigTemplateSpec

    public var unknownFields = JSONObject()
}

/// What a KubeadmConfigTemplate holds.
public struct KubeadmConfigTemplateSpec: JSONRepresentable {
    /// The KubeadmConfig to be made.
    public var template: KubeadmConfigTemplateResource

    public var unknownFields = JSONObject()
}

/// A KubeadmConfig to be made from a template.
public struct KubeadmConfigTemplateResource: JSONRepresentable {
    /// Labels and annotations of the KubeadmConfig.
    public var metadata = TemplateMetadata()

    /// The specification of the KubeadmConfig.
    public var spec = KubeadmConfigSpec()

    public var unknownFields = JSONObject()
}
