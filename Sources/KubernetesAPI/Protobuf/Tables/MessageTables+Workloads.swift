/// `apps/v1`, `batch/v1` and `policy/v1`.
extension MessageTables {
    static let apps = """
        kind Deployment+List: 1 metadata meta.ObjectMeta, 2 spec DeploymentSpec, 3 status DeploymentStatus
        kind DaemonSet+List: 1 metadata meta.ObjectMeta, 2 spec DaemonSetSpec, 3 status DaemonSetStatus
        kind ReplicaSet+List: 1 metadata meta.ObjectMeta, 2 spec ReplicaSetSpec, 3 status ReplicaSetStatus
        kind StatefulSet+List: 1 metadata meta.ObjectMeta, 2 spec StatefulSetSpec, 3 status StatefulSetStatus
        kind ControllerRevision+List: 1 metadata meta.ObjectMeta, 2 data JSON, 3 revision! int64
        DeploymentSpec: 1 replicas? int32, 2 selector?! meta.LabelSelector, 3 template core.PodTemplateSpec,
            4 strategy DeploymentStrategy, 5 minReadySeconds int32, 6 revisionHistoryLimit? int32, 7 paused bool,
            9 progressDeadlineSeconds? int32
        DeploymentStrategy: 1 type string, 2 rollingUpdate? RollingUpdateDeployment
        RollingUpdateDeployment: 1 maxUnavailable? IntOrString, 2 maxSurge? IntOrString
        DeploymentStatus: 1 observedGeneration int64, 2 replicas int32, 3 updatedReplicas int32, 7 readyReplicas int32,
            4 availableReplicas int32, 5 unavailableReplicas int32, 9 terminatingReplicas? int32,
            6 conditions [DeploymentCondition], 8 collisionCount? int32
        DeploymentCondition: 1 type! string, 2 status! string, 6 lastUpdateTime Time, 7 lastTransitionTime Time,
            4 reason string, 5 message string
        DaemonSetSpec: 1 selector?! meta.LabelSelector, 2 template core.PodTemplateSpec,
            3 updateStrategy DaemonSetUpdateStrategy, 4 minReadySeconds int32, 6 revisionHistoryLimit? int32
        DaemonSetUpdateStrategy: 1 type string, 2 rollingUpdate? RollingUpdateDaemonSet
        RollingUpdateDaemonSet: 1 maxUnavailable? IntOrString, 2 maxSurge? IntOrString
        DaemonSetStatus: 1 currentNumberScheduled! int32, 2 numberMisscheduled! int32, 3 desiredNumberScheduled! int32,
            4 numberReady! int32, 5 observedGeneration int64, 6 updatedNumberScheduled int32, 7 numberAvailable int32,
            8 numberUnavailable int32, 9 collisionCount? int32, 10 conditions [DaemonSetCondition]
        DaemonSetCondition: 1 type! string, 2 status! string, 3 lastTransitionTime Time, 4 reason string,
            5 message string
        ReplicaSetSpec: 1 replicas? int32, 4 minReadySeconds int32, 2 selector?! meta.LabelSelector,
            3 template core.PodTemplateSpec
        ReplicaSetStatus: 1 replicas! int32, 2 fullyLabeledReplicas int32, 4 readyReplicas int32,
            5 availableReplicas int32, 7 terminatingReplicas? int32, 3 observedGeneration int64,
            6 conditions [ReplicaSetCondition]
        ReplicaSetCondition: 1 type! string, 2 status! string, 3 lastTransitionTime Time, 4 reason string,
            5 message string
        StatefulSetSpec: 1 replicas? int32, 2 selector?! meta.LabelSelector, 3 template core.PodTemplateSpec,
            4 volumeClaimTemplates [core.PersistentVolumeClaim], 5 serviceName! string, 6 podManagementPolicy string,
            7 updateStrategy StatefulSetUpdateStrategy, 8 revisionHistoryLimit? int32, 9 minReadySeconds int32,
            10 persistentVolumeClaimRetentionPolicy? StatefulSetPersistentVolumeClaimRetentionPolicy,
            11 ordinals? StatefulSetOrdinals
        StatefulSetUpdateStrategy: 1 type string, 2 rollingUpdate? RollingUpdateStatefulSetStrategy
        RollingUpdateStatefulSetStrategy: 1 partition? int32, 2 maxUnavailable? IntOrString
        StatefulSetPersistentVolumeClaimRetentionPolicy: 1 whenDeleted string, 2 whenScaled string
        StatefulSetOrdinals: 1 start! int32
        StatefulSetStatus: 1 observedGeneration int64, 2 replicas! int32, 3 readyReplicas int32,
            4 currentReplicas int32, 5 updatedReplicas int32, 6 currentRevision string, 7 updateRevision string,
            9 collisionCount? int32, 10 conditions [StatefulSetCondition], 11 availableReplicas! int32
        StatefulSetCondition: 1 type! string, 2 status! string, 3 lastTransitionTime Time, 4 reason string,
            5 message string
        """

    static let batch = """
        kind Job+List: 1 metadata meta.ObjectMeta, 2 spec JobSpec, 3 status JobStatus
        kind CronJob+List: 1 metadata meta.ObjectMeta, 2 spec CronJobSpec, 3 status CronJobStatus
        JobSpec: 1 parallelism? int32, 2 completions? int32, 3 activeDeadlineSeconds? int64,
            11 podFailurePolicy? PodFailurePolicy, 16 successPolicy? SuccessPolicy, 7 backoffLimit? int32,
            12 backoffLimitPerIndex? int32, 13 maxFailedIndexes? int32, 4 selector? meta.LabelSelector,
            5 manualSelector? bool, 6 template core.PodTemplateSpec, 8 ttlSecondsAfterFinished? int32,
            9 completionMode? string, 10 suspend? bool, 14 podReplacementPolicy? string, 15 managedBy? string
        PodFailurePolicy: 1 rules! [PodFailurePolicyRule]
        PodFailurePolicyRule: 1 action! string, 2 onExitCodes? PodFailurePolicyOnExitCodesRequirement,
            3 onPodConditions [PodFailurePolicyOnPodConditionsPattern]
        PodFailurePolicyOnExitCodesRequirement: 1 containerName? string, 2 operator! string, 3 values! [int32]
        PodFailurePolicyOnPodConditionsPattern: 1 type! string, 2 status! string
        SuccessPolicy: 1 rules! [SuccessPolicyRule]
        SuccessPolicyRule: 1 succeededIndexes? string, 2 succeededCount? int32
        JobStatus: 1 conditions [JobCondition], 2 startTime? Time, 3 completionTime? Time, 4 active int32,
            5 succeeded int32, 6 failed int32, 11 terminating? int32, 7 completedIndexes string,
            10 failedIndexes? string, 8 uncountedTerminatedPods? UncountedTerminatedPods, 9 ready? int32
        JobCondition: 1 type! string, 2 status! string, 3 lastProbeTime Time, 4 lastTransitionTime Time,
            5 reason string, 6 message string
        UncountedTerminatedPods: 1 succeeded [string], 2 failed [string]
        CronJobSpec: 1 schedule! string, 8 timeZone? string, 2 startingDeadlineSeconds? int64,
            3 concurrencyPolicy string, 4 suspend? bool, 5 jobTemplate JobTemplateSpec,
            6 successfulJobsHistoryLimit? int32, 7 failedJobsHistoryLimit? int32
        JobTemplateSpec: 1 metadata meta.ObjectMeta, 2 spec JobSpec
        CronJobStatus: 1 active [core.ObjectReference], 4 lastScheduleTime? Time, 5 lastSuccessfulTime? Time
        """

    static let policy = """
        kind PodDisruptionBudget+List: 1 metadata meta.ObjectMeta, 2 spec PodDisruptionBudgetSpec,
            3 status PodDisruptionBudgetStatus
        kind Eviction: 1 metadata meta.ObjectMeta, 2 deleteOptions? meta.DeleteOptions
        PodDisruptionBudgetSpec: 1 minAvailable? IntOrString, 2 selector? meta.LabelSelector,
            3 maxUnavailable? IntOrString, 4 unhealthyPodEvictionPolicy? string
        PodDisruptionBudgetStatus: 1 observedGeneration int64, 2 disruptedPods {Time}, 3 disruptionsAllowed! int32,
            4 currentHealthy! int32, 5 desiredHealthy! int32, 6 expectedPods! int32, 7 conditions [meta.Condition]
        """
}
