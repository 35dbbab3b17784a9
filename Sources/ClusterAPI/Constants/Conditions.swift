/// The types of conditions in Cluster API's own form (`status.conditions`).
public enum ConditionType {
    /// The summary of all others, on every kind.
    public static let ready = "Ready"

    // Cluster and Machine
    /// The infrastructure object is ready.
    public static let infrastructureReady = "InfrastructureReady"

    // Cluster
    /// The control plane has accepted its first requests; never goes back.
    public static let controlPlaneInitialized = "ControlPlaneInitialized"
    /// The control-plane object is ready.
    public static let controlPlaneReady = "ControlPlaneReady"

    // Machine
    /// The bootstrap data is there.
    public static let bootstrapReady = "BootstrapReady"
    /// The Node is healthy.
    public static let nodeHealthy = "NodeHealthy"
    /// A MachineHealthCheck finds the machine healthy.
    public static let healthCheckSucceeded = "HealthCheckSucceeded"
    /// False asks the owner to replace the machine.
    public static let ownerRemediated = "OwnerRemediated"
    /// The wait before the drain is over.
    public static let preDrainDeleteHookSucceeded = "PreDrainDeleteHookSucceeded"
    /// The Node is drained.
    public static let drainingSucceeded = "DrainingSucceeded"
    /// The volumes are detached.
    public static let volumeDetachSucceeded = "VolumeDetachSucceeded"
    /// The wait before the deletion of the infrastructure is over.
    public static let preTerminateDeleteHookSucceeded = "PreTerminateDeleteHookSucceeded"

    // MachineSet and KubeadmControlPlane
    /// All Machines could be made.
    public static let machinesCreated = "MachinesCreated"
    /// All Machines are ready.
    public static let machinesReady = "MachinesReady"
    /// The number of Machines is the wanted one.
    public static let resized = "Resized"

    // MachineDeployment and KubeadmControlPlane
    /// Enough machines are available.
    public static let available = "Available"
    /// The current MachineSet is ready.
    public static let machineSetReady = "MachineSetReady"

    // MachineHealthCheck
    /// So few machines are unhealthy that they may be replaced.
    public static let remediationAllowed = "RemediationAllowed"

    // ClusterResourceSet
    /// The manifests are applied in all clusters that fit.
    public static let resourcesApplied = "ResourcesApplied"

    // KubeadmConfig and KubeadmControlPlane
    /// The Secret with the bootstrap data is there.
    public static let dataSecretAvailable = "DataSecretAvailable"
    /// The cluster's certificates are there.
    public static let certificatesAvailable = "CertificatesAvailable"

    // KubeadmControlPlane
    /// All Machines are of the current specification.
    public static let machinesSpecUpToDate = "MachinesSpecUpToDate"
    /// API server, controller manager and scheduler are healthy on all machines.
    public static let controlPlaneComponentsHealthy = "ControlPlaneComponentsHealthy"
    /// The etcd cluster is healthy.
    public static let etcdClusterHealthy = "EtcdClusterHealthy"

    // Control-plane Machines
    /// The API server's Pod is healthy.
    public static let apiServerPodHealthy = "APIServerPodHealthy"
    /// The controller manager's Pod is healthy.
    public static let controllerManagerPodHealthy = "ControllerManagerPodHealthy"
    /// The scheduler's Pod is healthy.
    public static let schedulerPodHealthy = "SchedulerPodHealthy"
    /// etcd's Pod is healthy.
    public static let etcdPodHealthy = "EtcdPodHealthy"
    /// The etcd member is healthy.
    public static let etcdMemberHealthy = "EtcdMemberHealthy"
}

/// The reasons of conditions in Cluster API's own form.
public enum ConditionReason {
    // Any kind
    /// The object is being deleted.
    public static let deleting = "Deleting"
    /// The deletion failed and is tried again.
    public static let deletionFailed = "DeletionFailed"
    /// The object is gone.
    public static let deleted = "Deleted"

    // Cluster and Machine
    /// The infrastructure is not ready and says no reason of its own.
    public static let waitingForInfrastructure = "WaitingForInfrastructure"
    /// The control plane is not ready and says no reason of its own.
    public static let waitingForControlPlane = "WaitingForControlPlane"
    /// The control plane has not yet accepted a request.
    public static let waitingForControlPlaneProviderInitialized = "WaitingForControlPlaneProviderInitialized"
    /// No control-plane Machine has a Node yet.
    public static let missingNodeRef = "MissingNodeRef"

    // Machine
    /// The bootstrap data is not ready and says no reason of its own.
    public static let waitingForDataSecret = "WaitingForDataSecret"
    /// An annotation of somebody else holds the deletion up.
    public static let waitingExternalHook = "WaitingExternalHook"
    /// The Node is being drained.
    public static let draining = "Draining"
    /// The drain failed and is tried again.
    public static let drainingFailed = "DrainingFailed"
    /// Volumes are still attached.
    public static let waitingForVolumeDetach = "WaitingForVolumeDetach"
    /// The machine has no Node yet.
    public static let waitingForNodeRef = "WaitingForNodeRef"
    /// The Node is not up yet.
    public static let nodeProvisioning = "NodeProvisioning"
    /// The Node is gone.
    public static let nodeNotFound = "NodeNotFound"
    /// The Node's own conditions are not good.
    public static let nodeConditionsFailed = "NodeConditionsFailed"
    /// The Node could not be read.
    public static let nodeInspectionFailed = "NodeInspectionFailed"
    /// The machine reports a terminal problem.
    public static let machineHasFailure = "MachineHasFailure"
    /// The machine did not get a Node in time.
    public static let nodeStartupTimeout = "NodeStartupTimeout"
    /// A condition of the Node was bad for too long.
    public static let unhealthyNode = "UnhealthyNode"
    /// The machine is annotated as one to be replaced.
    public static let hasRemediateMachineAnnotation = "HasRemediateMachineAnnotation"
    /// The owner has not yet begun the repair.
    public static let waitingForRemediation = "WaitingForRemediation"
    /// The owner is repairing the machine.
    public static let remediationInProgress = "RemediationInProgress"
    /// The repair failed.
    public static let remediationFailed = "RemediationFailed"
    /// So many machines are unhealthy that none is replaced.
    public static let tooManyUnhealthy = "TooManyUnhealthy"

    // ClusterResourceSet
    /// The clusters could not be listed.
    public static let clusterMatchFailed = "ClusterMatchFailed"
    /// The cluster cannot be reached.
    public static let remoteClusterClientFailed = "RemoteClusterClientFailed"
    /// A Secret or ConfigMap is not there.
    public static let retrievingResourceFailed = "RetrievingResourceFailed"
    /// A Secret is of another type than those with manifests.
    public static let wrongSecretType = "WrongSecretType"
    /// Some manifests could not be applied.
    public static let applyFailed = "ApplyFailed"

    // MachineSet, MachineDeployment and KubeadmControlPlane
    /// The bootstrap object could not be made.
    public static let bootstrapTemplateCloningFailed = "BootstrapTemplateCloningFailed"
    /// The infrastructure object could not be made.
    public static let infrastructureTemplateCloningFailed = "InfrastructureTemplateCloningFailed"
    /// The Machine could not be made.
    public static let machineCreationFailed = "MachineCreationFailed"
    /// Something must settle before Machines are made.
    public static let preflightCheckFailed = "PreflightCheckFailed"
    /// Machines are being made.
    public static let scalingUp = "ScalingUp"
    /// Machines are being deleted.
    public static let scalingDown = "ScalingDown"
    /// Too few machines are available.
    public static let waitingForAvailableMachines = "WaitingForAvailableMachines"
    /// The current MachineSet is not ready and says no reason of its own.
    public static let waitingForMachineSet = "WaitingForMachineSet"
    /// Machines are being replaced.
    public static let rollingUpdateInProgress = "RollingUpdateInProgress"

    // KubeadmConfig and KubeadmControlPlane
    /// The cluster's infrastructure is not ready yet.
    public static let waitingForClusterInfrastructure = "WaitingForClusterInfrastructure"
    /// No control plane is there to join yet.
    public static let waitingForControlPlaneAvailable = "WaitingForControlPlaneAvailable"
    /// The bootstrap data could not be made.
    public static let dataSecretGenerationFailed = "DataSecretGenerationFailed"
    /// The certificates could not be made.
    public static let certificatesGenerationFailed = "CertificatesGenerationFailed"
    /// The certificates that are there cannot be used.
    public static let certificatesCorrupted = "CertificatesCorrupted"
    /// The first control-plane machine is not up yet.
    public static let waitingForKubeadmInit = "WaitingForKubeadmInit"
    /// A control-plane component is unhealthy.
    public static let controlPlaneComponentsUnhealthy = "ControlPlaneComponentsUnhealthy"
    /// The health of the control-plane components cannot be told.
    public static let controlPlaneComponentsUnknown = "ControlPlaneComponentsUnknown"
    /// The control-plane components could not be read.
    public static let controlPlaneComponentsInspectionFailed = "ControlPlaneComponentsInspectionFailed"
    /// The etcd cluster is unhealthy.
    public static let etcdClusterUnhealthy = "EtcdClusterUnhealthy"
    /// The health of the etcd cluster cannot be told.
    public static let etcdClusterUnknown = "EtcdClusterUnknown"
    /// The etcd cluster could not be asked.
    public static let etcdClusterInspectionFailed = "EtcdClusterInspectionFailed"
    /// The Pod is starting.
    public static let podProvisioning = "PodProvisioning"
    /// The Pod is not there.
    public static let podMissing = "PodMissing"
    /// The Pod failed.
    public static let podFailed = "PodFailed"
    /// The Pod could not be read.
    public static let podInspectionFailed = "PodInspectionFailed"
    /// The etcd member is unhealthy.
    public static let etcdMemberUnhealthy = "EtcdMemberUnhealthy"
    /// The etcd member could not be asked.
    public static let etcdMemberInspectionFailed = "EtcdMemberInspectionFailed"
}
