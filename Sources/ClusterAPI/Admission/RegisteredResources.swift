public import Machinery

extension RegisteredResource {
    /// The kinds of Cluster API's core, with those that IPAM providers work on, and of its kubeadm bootstrap and control-plane
    /// providers.
    public static let clusterAPI: [RegisteredResource] = [
        RegisteredResource(Cluster.self), RegisteredResource(Machine.self), RegisteredResource(MachineSet.self),
        RegisteredResource(MachineDeployment.self), RegisteredResource(MachineHealthCheck.self),
        RegisteredResource(MachineDrainRule.self),
        RegisteredResource(ClusterResourceSet.self), RegisteredResource(ClusterResourceSetBinding.self),
        RegisteredResource(KubeadmConfig.self), RegisteredResource(KubeadmConfigTemplate.self),
        RegisteredResource(KubeadmControlPlane.self), RegisteredResource(KubeadmControlPlaneTemplate.self),
        RegisteredResource(IPAddressClaim.self), RegisteredResource(IPAddress.self),
    ]
}
