public import ClusterAPI
public import JSON
public import Machinery

/// A template of DevMachines.
// +resource: group=infrastructure.cluster.x-k8s.io, version=v1beta1, plural=devmachinetemplates, categories=cluster-api,
//     contract=v1beta1, provider=infrastructure-dev
// +printColumn: name=Age, type=date, jsonPath=.metadata.creationTimestamp, description="Time since creation"
public struct DevMachineTemplate: Resource {
    public var metadata = ObjectMeta()

    /// The template. Cannot be changed.
    public var spec: DevMachineTemplateSpec

    public var unknownFields = JSONObject()
}

/// What a DevMachineTemplate holds.
public struct DevMachineTemplateSpec: JSONRepresentable {
    /// The DevMachine to be made.
    public var template: DevMachineTemplateResource

    public var unknownFields = JSONObject()
}

/// A DevMachine to be made from a template.
public struct DevMachineTemplateResource: JSONRepresentable {
    /// Labels and annotations of the DevMachine.
    public var metadata = TemplateMetadata()

    /// The specification of the DevMachine.
    public var spec = DevMachineSpec()

    public var unknownFields = JSONObject()
}
