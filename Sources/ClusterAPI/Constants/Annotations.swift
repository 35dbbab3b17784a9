/// The annotations of Cluster API.
public enum ClusterAnnotation {
    /// Controllers leave the object alone while it has this annotation.
    public static let paused = "cluster.x-k8s.io/paused"
    /// The infrastructure object is managed by somebody else; the value may say who.
    public static let managedBy = "cluster.x-k8s.io/managed-by"
    /// The name of the template that an object was made from.
    public static let clonedFromName = "cluster.x-k8s.io/cloned-from-name"
    /// The kind of the template that an object was made from: `Kind.group`.
    public static let clonedFromGroupKind = "cluster.x-k8s.io/cloned-from-groupkind"

    /// The Machine goes first when its set shrinks.
    public static let deleteMachine = "cluster.x-k8s.io/delete-machine"
    /// No Machines are made for the MachineSet.
    public static let disableMachineCreate = "cluster.x-k8s.io/disable-machine-create"
    /// Health checks leave the Machine alone.
    public static let skipRemediation = "cluster.x-k8s.io/skip-remediation"
    /// The Machine counts as unhealthy.
    public static let remediateMachine = "cluster.x-k8s.io/remediate-machine"
    /// The checks before Machines are made that are left out, separated by commas; `All` for all.
    public static let skipPreflightChecks = "machineset.cluster.x-k8s.io/skip-preflight-checks"
    /// The least number of replicas that an autoscaler may choose.
    public static let autoscalerMinSize = "cluster.x-k8s.io/cluster-api-autoscaler-node-group-min-size"
    /// The greatest number of replicas that an autoscaler may choose.
    public static let autoscalerMaxSize = "cluster.x-k8s.io/cluster-api-autoscaler-node-group-max-size"
    /// Somebody else, named by the value, decides the number of replicas.
    public static let replicasManagedBy = "cluster.x-k8s.io/replicas-managed-by"

    /// The Node is not drained before the Machine is deleted.
    public static let excludeNodeDraining = "machine.cluster.x-k8s.io/exclude-node-draining"
    /// Nobody waits for volumes to be detached before the Machine is deleted.
    public static let excludeWaitForNodeVolumeDetach = "machine.cluster.x-k8s.io/exclude-wait-for-node-volume-detach"
    /// While a Machine has an annotation with this prefix, its deletion waits before the drain.
    public static let preDrainDeleteHookPrefix = "pre-drain.delete.hook.machine.cluster.x-k8s.io"
    /// While a Machine has an annotation with this prefix, its deletion waits before the infrastructure is deleted.
    public static let preTerminateDeleteHookPrefix = "pre-terminate.delete.hook.machine.cluster.x-k8s.io"
    /// When the first of a machine's certificates expires, as an RFC 3339 timestamp.
    public static let certificatesExpiry = "machine.cluster.x-k8s.io/certificates-expiry"
}

/// The annotations that tie a Node to its Machine.
public enum NodeAnnotation {
    /// The name of the Cluster.
    public static let clusterName = "cluster.x-k8s.io/cluster-name"
    /// The namespace of the Cluster.
    public static let clusterNamespace = "cluster.x-k8s.io/cluster-namespace"
    /// The name of the Machine.
    public static let machine = "cluster.x-k8s.io/machine"
    /// The kind of the Machine's controller.
    public static let ownerKind = "cluster.x-k8s.io/owner-kind"
    /// The name of the Machine's controller.
    public static let ownerName = "cluster.x-k8s.io/owner-name"
    /// The labels that came from the Machine, separated by commas: those that may be removed again.
    public static let labelsFromMachine = "cluster.x-k8s.io/labels-from-machine"
    /// The annotations that came from the Machine, separated by commas: those that may be removed again.
    public static let annotationsFromMachine = "cluster.x-k8s.io/annotations-from-machine"
}

/// The annotations by which a MachineDeployment keeps account of its MachineSets.
public enum MachineDeploymentAnnotation {
    /// The number of the MachineSet's template among those of its deployment.
    public static let revision = "machinedeployment.clusters.x-k8s.io/revision"
    /// The numbers that the template had before, separated by commas.
    public static let revisionHistory = "machinedeployment.clusters.x-k8s.io/revision-history"
    /// The number of replicas that the deployment wants in all.
    public static let desiredReplicas = "machinedeployment.clusters.x-k8s.io/desired-replicas"
    /// The greatest number of replicas in all while a rollout goes on.
    public static let maxReplicas = "machinedeployment.clusters.x-k8s.io/max-replicas"
}

/// The annotations of a KubeadmControlPlane and its Machines.
public enum KubeadmControlPlaneAnnotation {
    /// On a Machine: the cluster configuration with which it was made, as JSON.
    public static let clusterConfiguration = "controlplane.cluster.x-k8s.io/kubeadm-cluster-configuration"
    /// On the control plane: the repair that goes on, as JSON.
    public static let remediationInProgress = "controlplane.cluster.x-k8s.io/remediation-in-progress"
    /// On a Machine: the repair that it was made for, as JSON.
    public static let remediationFor = "controlplane.cluster.x-k8s.io/remediation-for"
    /// On the control plane: CoreDNS is left alone.
    public static let skipCoreDNS = "controlplane.cluster.x-k8s.io/skip-coredns"
    /// On the control plane: kube-proxy is left alone.
    public static let skipKubeProxy = "controlplane.cluster.x-k8s.io/skip-kube-proxy"
    /// On a Machine: its deletion waits until its etcd member is removed.
    public static let cleanupHook = "\(ClusterAnnotation.preTerminateDeleteHookPrefix)/kcp-cleanup"
}

/// The annotations of managed topologies.
public enum TopologyAnnotation {
    /// Marks a dry run of the topology controller, which may change what is otherwise immutable.
    public static let dryRun = "topology.cluster.x-k8s.io/dry-run"
    /// On a part of the topology: it is not upgraded.
    public static let deferUpgrade = "topology.cluster.x-k8s.io/defer-upgrade"
    /// On a part of the topology: neither it nor those after it are upgraded.
    public static let holdUpgradeSequence = "topology.cluster.x-k8s.io/hold-upgrade-sequence"
    /// On a Cluster: how many MachineDeployments are upgraded at once; at least 1.
    public static let upgradeConcurrency = "topology.cluster.x-k8s.io/upgrade-concurrency"
    /// On a Cluster: a topology may be added to it. Unsafe.
    public static let disableUpdateClassNameCheck = "unsafe.topology.cluster.x-k8s.io/disable-update-class-name-check"
    /// On a Cluster: its version may change in any way. Unsafe.
    public static let disableUpdateVersionCheck = "unsafe.topology.cluster.x-k8s.io/disable-update-version-check"
}
