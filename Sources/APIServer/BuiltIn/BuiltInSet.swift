import Effects

/// The built-in kinds of a plane, besides Namespaces and CustomResourceDefinitions, which every plane has.
public enum BuiltInSet {
    /// What a management plane needs.
    ///
    /// - Parameter eventTimeToLive: How long an Event is kept after it last happened.
    public static func management(eventTimeToLive: Duration = .seconds(3600)) -> [ResourceDefinition] {
        [
            ConfigMapKind.definition, SecretKind.definition, ServiceAccountKind.definition, LeaseKind.definition,
            EventKind.core(timeToLive: eventTimeToLive), EventKind.events(timeToLive: eventTimeToLive),
            APIServiceKind.definition,
        ] + RBACKinds.definitions + ReviewKinds.definitions + WebhookConfigurationKinds.definitions
    }

    /// What a simulated workload cluster needs besides: what kubeadm and the Kubernetes control plane would keep in it, and
    /// what those look at who drain a node.
    public static func workloadCluster(eventTimeToLive: Duration = .seconds(3600)) -> [ResourceDefinition] {
        management(eventTimeToLive: eventTimeToLive) + [
            NodeKind.definition, PodKind.definition, ServiceKind.definition, EndpointsKind.definition,
            EndpointSliceKind.definition, DeploymentKind.definition, DaemonSetKind.definition,
            ReplicaSetKind.definition, StatefulSetKind.definition, PodDisruptionBudgetKind.definition,
        ] + VolumeKinds.definitions + StorageKinds.definitions
    }
}
