/// The types of conditions in Kubernetes' form (`status.v1beta2.conditions`).
public enum V1Beta2ConditionType {
    // Any kind
    /// The object does what it is for.
    public static let available = "Available"
    /// The object is ready, by the summary of its other conditions.
    public static let ready = "Ready"
    /// Whether the object is being deleted, and what the deletion waits for.
    public static let deleting = "Deleting"
    /// Whether controllers leave the object alone.
    public static let paused = "Paused"

    // Groups of Machines
    /// All Machines are ready.
    public static let machinesReady = "MachinesReady"
    /// All Machines are of the current specification.
    public static let machinesUpToDate = "MachinesUpToDate"
    /// Machines of an old specification are being replaced.
    public static let rollingOut = "RollingOut"
    /// There are fewer Machines than wanted.
    public static let scalingUp = "ScalingUp"
    /// There are more Machines than wanted.
    public static let scalingDown = "ScalingDown"
    /// Unhealthy machines are being replaced.
    public static let remediating = "Remediating"

    // Cluster
    /// The infrastructure object is ready.
    public static let infrastructureReady = "InfrastructureReady"
    /// The control plane has accepted its first requests; never goes back.
    public static let controlPlaneInitialized = "ControlPlaneInitialized"
    /// The control-plane object is available.
    public static let controlPlaneAvailable = "ControlPlaneAvailable"
    /// All control-plane Machines are ready.
    public static let controlPlaneMachinesReady = "ControlPlaneMachinesReady"
    /// All control-plane Machines are of the current specification.
    public static let controlPlaneMachinesUpToDate = "ControlPlaneMachinesUpToDate"
    /// All MachineDeployments and MachinePools are available.
    public static let workersAvailable = "WorkersAvailable"
    /// All worker Machines are ready.
    public static let workerMachinesReady = "WorkerMachinesReady"
    /// All worker Machines are of the current specification.
    public static let workerMachinesUpToDate = "WorkerMachinesUpToDate"
    /// The workload cluster answers.
    public static let remoteConnectionProbe = "RemoteConnectionProbe"
    /// The cluster is as its topology says.
    public static let topologyReconciled = "TopologyReconciled"

    // Machine
    /// The Machine is of the current specification of its owner.
    public static let upToDate = "UpToDate"
    /// The bootstrap object is ready.
    public static let bootstrapConfigReady = "BootstrapConfigReady"
    /// The Node is ready.
    public static let nodeReady = "NodeReady"
    /// The Node is ready and under no pressure.
    public static let nodeHealthy = "NodeHealthy"
    /// A MachineHealthCheck finds the machine healthy.
    public static let healthCheckSucceeded = "HealthCheckSucceeded"
    /// False asks the owner to replace the machine.
    public static let ownerRemediated = "OwnerRemediated"
    /// Another controller has repaired the machine.
    public static let externallyRemediated = "ExternallyRemediated"

    // MachineHealthCheck
    /// So few machines are unhealthy that they may be replaced.
    public static let remediationAllowed = "RemediationAllowed"

    // KubeadmConfig
    /// The Secret with the bootstrap data is there.
    public static let dataSecretAvailable = "DataSecretAvailable"

    // KubeadmConfig and KubeadmControlPlane
    /// The cluster's certificates are there.
    public static let certificatesAvailable = "CertificatesAvailable"

    // KubeadmControlPlane
    /// The first machine has brought up the cluster; never goes back.
    public static let initialized = "Initialized"
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
    /// Controllers leave the object alone.
    public static let paused = "Paused"
    /// Controllers look after the object.
    public static let notPaused = "NotPaused"
    /// The object is being deleted.
    public static let deleting = "Deleting"
    /// The object is not being deleted.
    public static let notDeleting = "NotDeleting"
    /// Everything that belongs to the object is gone.
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

    /// The object is ready.
    public static let ready = "Ready"
    /// The object is not ready.
    public static let notReady = "NotReady"
    /// Whether the object is ready cannot be told.
    public static let readyUnknown = "ReadyUnknown"
    /// The object is of the current specification.
    public static let upToDate = "UpToDate"
    /// The object is of an old specification.
    public static let notUpToDate = "NotUpToDate"
    /// Whether the object is of the current specification cannot be told.
    public static let upToDateUnknown = "UpToDateUnknown"

    // Groups of Machines
    /// No Machines are wanted or exist.
    public static let noReplicas = "NoReplicas"
    /// The wanted number of Machines is not known yet.
    public static let waitingForReplicasSet = "WaitingForReplicasSet"
    /// The number of available Machines is not known yet.
    public static let waitingForAvailableReplicasSet = "WaitingForAvailableReplicasSet"

    // Cluster
    /// The cluster has no workers.
    public static let noWorkers = "NoWorkers"
    /// The infrastructure object is not there yet.
    public static let infrastructureDoesNotExist = "InfrastructureDoesNotExist"
    /// The infrastructure object was deleted.
    public static let infrastructureDeleted = "InfrastructureDeleted"
    /// The control-plane object is not there yet.
    public static let controlPlaneDoesNotExist = "ControlPlaneDoesNotExist"
    /// The control-plane object was deleted.
    public static let controlPlaneDeleted = "ControlPlaneDeleted"
    /// A hook holds the deletion up.
    public static let waitingForBeforeDeleteHook = "WaitingForBeforeDeleteHook"
    /// The deletion waits for the workers.
    public static let waitingForWorkersDeletion = "WaitingForWorkersDeletion"
    /// The deletion waits for the control plane.
    public static let waitingForControlPlaneDeletion = "WaitingForControlPlaneDeletion"
    /// The deletion waits for the infrastructure.
    public static let waitingForInfrastructureDeletion = "WaitingForInfrastructureDeletion"
    /// The cluster's infrastructure is not ready yet.
    public static let waitingForClusterInfrastructureReady = "WaitingForClusterInfrastructureReady"
    /// The control plane has not yet accepted a request.
    public static let waitingForControlPlaneInitialized = "WaitingForControlPlaneInitialized"
    /// The workload cluster answered lately.
    public static let remoteConnectionProbeSucceeded = "ProbeSucceeded"
    /// The workload cluster has not answered for too long.
    public static let remoteConnectionProbeFailed = "ProbeFailed"

    // Machine
    /// The bootstrap object is not there yet.
    public static let bootstrapConfigDoesNotExist = "BootstrapConfigDoesNotExist"
    /// The bootstrap object was deleted.
    public static let bootstrapConfigDeleted = "BootstrapConfigDeleted"
    /// The user provided the bootstrap data.
    public static let dataSecretProvided = "DataSecretProvided"
    /// The Node is not there yet.
    public static let nodeDoesNotExist = "NodeDoesNotExist"
    /// The Node was deleted.
    public static let nodeDeleted = "NodeDeleted"
    /// An annotation holds the deletion up before the drain.
    public static let waitingForPreDrainHook = "WaitingForPreDrainHook"
    /// The Node is being drained.
    public static let drainingNode = "DrainingNode"
    /// Volumes are still attached.
    public static let waitingForVolumeDetach = "WaitingForVolumeDetach"
    /// An annotation holds the deletion up before the infrastructure goes.
    public static let waitingForPreTerminateHook = "WaitingForPreTerminateHook"
    /// The deletion waits for the bootstrap object.
    public static let waitingForBootstrapDeletion = "WaitingForBootstrapDeletion"
    /// The Node is being deleted.
    public static let deletingNode = "DeletingNode"
    /// Somebody marked the machine as one to be replaced.
    public static let hasRemediateAnnotation = "HasRemediateAnnotation"
    /// The machine did not get a Node in time.
    public static let nodeStartupTimeout = "NodeStartupTimeout"
    /// The Node is ready.
    public static let nodeReady = "NodeReady"
    /// The Node is not ready.
    public static let nodeNotReady = "NodeNotReady"
    /// Whether the Node is ready cannot be told.
    public static let nodeReadyUnknown = "NodeReadyUnknown"
    /// The Node is ready and under no pressure.
    public static let nodeHealthy = "NodeHealthy"
    /// The Node is not ready, or under pressure.
    public static let nodeNotHealthy = "NodeNotHealthy"
    /// The Node does not tell all of how it is.
    public static let nodeHealthUnknown = "NodeHealthUnknown"
    /// The machine goes anyway, with its old specification.
    public static let cannotBeRemediated = "CannotBeRemediated"
    /// The repair has to wait.
    public static let remediationDeferred = "RemediationDeferred"
    /// The machine is deleted, so that another one takes its place.
    public static let remediationMachineDeleting = "MachineDeleting"
    /// The Node has not been ready for long enough.
    public static let waitingForMinReadySeconds = "WaitingForMinReadySeconds"
}
