public import Effects
public import JSON
public import Machinery

/// A template of KubeadmControlPlanes, for ClusterClasses.
// +resource: group=controlplane.cluster.x-k8s.io, version=v1beta1, plural=kubeadmcontrolplanetemplates,
//     categories=cluster-api, contract=v1beta1, provider=control-plane-kubeadm
// +printColumn: name=Age, type=date, jsonPath=.metadata.creationTimestamp, description="Time since creation"
public struct KubeadmControlPlaneTemplate: Resource {
    public var metadata = ObjectMeta()

    /// The template.
    public var spec: KubeadmControlPlaneTemplateSpec

    public var unknownFields = JSONObject()
}

/// What a KubeadmControlPlaneTemplate holds.
public struct KubeadmControlPlaneTemplateSpec: JSONRepresentable {
    /// The KubeadmControlPlane to be made.
    public var template: KubeadmControlPlaneTemplateResource

    public var unknownFields = JSONObject()
}

/// A KubeadmControlPlane to be made from a template.
public struct KubeadmControlPlaneTemplateResource: JSONRepresentable {
    /// Labels and annotations of the KubeadmControlPlane.
    public var metadata = TemplateMetadata()

    /// The specification of the KubeadmControlPlane.
    public var spec: KubeadmControlPlaneTemplateResourceSpec

    public var unknownFields = JSONObject()
}

/// The specification of a KubeadmControlPlane without what the topology decides: replicas, version and infrastructure.
public struct KubeadmControlPlaneTemplateResourceSpec: JSONRepresentable {
    /// The template of the machines.
    public var machineTemplate: KubeadmControlPlaneTemplateMachineTemplate?

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

/// The template of control-plane machines without their infrastructure.
public struct KubeadmControlPlaneTemplateMachineTemplate: JSONRepresentable {
    /// Labels and annotations of the machines, of their KubeadmConfigs and of their infrastructure.
    public var metadata = TemplateMetadata()

    /// How long a drain may take before a machine is deleted anyway; `0s` is forever.
    public var nodeDrainTimeout: MetaDuration?

    /// How long to wait for volumes to be detached before a machine is deleted anyway; `0s` is forever.
    public var nodeVolumeDetachTimeout: MetaDuration?

    /// How long to try to delete the Node once the infrastructure is gone; `0s` is forever. Default: `10s`.
    public var nodeDeletionTimeout: MetaDuration?

    public var unknownFields = JSONObject()
}
