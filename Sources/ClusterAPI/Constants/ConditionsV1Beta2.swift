/// The types of conditions in Kubernetes' form (`status.v1beta2.conditions`).
public enum V1Beta2ConditionType {
    // Any kind
    public static let available = "Available"
    public static let ready = "Ready"
    /// Whether the object is being deleted, and what the deletion waits for.
    public static let deleting = "Deleting"
    /// Whether controllers leave the object alone.
    public static let paused = "Paused"

    // Groups of Machines
    public static let machinesReady = "MachinesReady"
    public static let machinesUpToDate = "MachinesUpToDate"
    /// Machines of an old specification are being replaced.
    public static let rollingOut = "RollingOut"
    public static let scalingUp = "ScalingUp"
    public static let scalingDown = "ScalingDown"
    /// Unhealthy machines are being replaced.
    public static let remediating = "Remediating"

    // Cluster
    public static let infrastructureReady = "InfrastructureReady"
    public static let controlPlaneInitialized = "ControlPlaneInitialized"
    public static let controlPlaneAvailable = "ControlPlaneAvailable"
    public static let controlPlaneMachinesReady = "ControlPlaneMachinesReady"
    public static let controlPlaneMachinesUpToDate = "ControlPlaneMachinesUpToDate"
    public static let workersAvailable = "WorkersAvailable"
    public static let workerMachinesReady = "WorkerMachinesReady"
    public static let workerMachinesUpToDate = "WorkerMachinesUpToDate"
    /// The workload cluster answers.
    public static let remoteConnectionProbe = "RemoteConnectionProbe"
    public static let topologyReconciled = "TopologyReconciled"

    // Machine
    public static let upToDate = "UpToDate"
    public static let bootstrapConfigReady = "BootstrapConfigReady"
    public static let nodeReady = "NodeReady"
    public static let nodeHealthy = "NodeHealthy"
    public static let healthCheckSucceeded = "HealthCheckSucceeded"
    public static let ownerRemediated = "OwnerRemediated"
    public static let externallyRemediated = "ExternallyRemediated"

    // MachineHealthCheck
    public static let remediationAllowed = "RemediationAllowed"

    // KubeadmConfig
    public static let dataSecretAvailable = "DataSecretAvailable"

    // KubeadmConfig and KubeadmControlPlane
    public static let certificatesAvailable = "CertificatesAvailable"

    // KubeadmControlPlane
    public static let initialized = "Initialized"
    public static let controlPlaneComponentsHealthy = "ControlPlaneComponentsHealthy"
    public static let etcdClusterHealthy = "EtcdClusterHealthy"

    // Control-plane Machines
    public static let apiServerPodHealthy = "APIServerPodHealthy"
    public static let controllerManagerPodHealthy = "ControllerManagerPodHealthy"
    public static let schedulerPodHealthy = "SchedulerPodHealthy"
    public static let etcdPodHealthy = "EtcdPodHealthy"
    public static let etcdMemberHealthy = "EtcdMemberHealthy"
}

/// The reasons of conditions in Kubernetes' form.
///
/// Where nothing more exact can be said, a condition `X` has the reason `X` while it is true, `NotX` while it is false and
/// `XUnknown` while it is unknown: see `whenTrue`, `whenFalse` and `whenUnknown`.
public enum V1Beta2Reason {
    /// The reason of a condition that is true.
    public static func whenTrue(_ conditionType: String) -> String { conditionType }
    /// The reason of a condition that is false.
    public static func whenFalse(_ conditionType: String) -> String { "Not\(conditionType)" }
    /// The reason of a condition that is unknown.
    public static func whenUnknown(_ conditionType: String) -> String { "\(conditionType)Unknown" }

    // Any kind
    public static let paused = "Paused"
    public static let notPaused = "NotPaused"
    public static let deleting = "Deleting"
    public static let notDeleting = "NotDeleting"
    public static let deletionCompleted = "DeletionCompleted"
    /// An error that the log explains; it is tried again.
    public static let internalError = "InternalError"
    /// The state of the workload cluster cannot be read.
    public static let connectionDown = "ConnectionDown"
    /// The state could not be read.
    public static let inspectionFailed = "InspectionFailed"
    /// The object has not reported this condition yet.
    public static let notYetReported = "NotYetReported"
    /// A condition that another object reports cannot be read.
    public static let invalidConditionReported = "InvalidConditionReported"

    // Groups of Machines
    public static let noReplicas = "NoReplicas"
    public static let waitingForReplicasSet = "WaitingForReplicasSet"
    public static let waitingForAvailableReplicasSet = "WaitingForAvailableReplicasSet"

    // Cluster
    public static let noWorkers = "NoWorkers"
    public static let infrastructureDoesNotExist = "InfrastructureDoesNotExist"
    public static let infrastructureDeleted = "InfrastructureDeleted"
    public static let controlPlaneDoesNotExist = "ControlPlaneDoesNotExist"
    public static let controlPlaneDeleted = "ControlPlaneDeleted"
    public static let waitingForBeforeDeleteHook = "WaitingForBeforeDeleteHook"
    public static let waitingForWorkersDeletion = "WaitingForWorkersDeletion"
    public static let waitingForControlPlaneDeletion = "WaitingForControlPlaneDeletion"
    public static let waitingForInfrastructureDeletion = "WaitingForInfrastructureDeletion"
    public static let waitingForClusterInfrastructureReady = "WaitingForClusterInfrastructureReady"
    public static let waitingForControlPlaneInitialized = "WaitingForControlPlaneInitialized"
    public static let remoteConnectionProbeSucceeded = "ProbeSucceeded"
    public static let remoteConnectionProbeFailed = "ProbeFailed"

    // Machine
    public static let bootstrapConfigDoesNotExist = "BootstrapConfigDoesNotExist"
    public static let bootstrapConfigDeleted = "BootstrapConfigDeleted"
    public static let dataSecretProvided = "DataSecretProvided"
    public static let nodeDoesNotExist = "NodeDoesNotExist"
    public static let nodeDeleted = "NodeDeleted"
    public static let waitingForPreDrainHook = "WaitingForPreDrainHook"
    public static let drainingNode = "DrainingNode"
    public static let waitingForVolumeDetach = "WaitingForVolumeDetach"
    public static let waitingForPreTerminateHook = "WaitingForPreTerminateHook"
    public static let waitingForBootstrapDeletion = "WaitingForBootstrapDeletion"
    public static let deletingNode = "DeletingNode"
    public static let waitingForMinReadySeconds = "WaitingForMinReadySeconds"
}
