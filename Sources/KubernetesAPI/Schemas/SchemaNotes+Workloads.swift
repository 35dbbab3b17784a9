/// Notes on messages of `apps/v1`, `batch/v1` and `policy/v1`.
extension SchemaNotes {
    static let workloads = #"""
        apps.Deployment: Pods of one template, as many as wanted, replaced step by step when the template changes.
        apps.DeploymentSpec: What pods are wanted.
          template *: The pods.
          strategy retainKeys: How pods of an old template are replaced.
          replicas =1: How many pods there are to be.
          revisionHistoryLimit =10: How many old templates are kept.
          progressDeadlineSeconds =600: How long a change may get no further before it counts as failed.
          selector: Which pods belong to it; it cannot change.
          minReadySeconds: How long a pod must be ready to count as available.
          paused: Whether changes wait.
        apps.DeploymentStrategy: How pods of an old template are replaced.
          type ="RollingUpdate"
        apps.RollingUpdateDeployment: How many pods may be missing or too many meanwhile.
        apps.DeploymentStatus: What pods there are.
          conditions @type merge=type
        apps.DeploymentCondition: One observation about the deployment.
        apps.DaemonSet: One pod of a template on every node that fits.
        apps.DaemonSetSpec: What pods are wanted.
          template *: The pods.
          revisionHistoryLimit =10
          selector: Which pods belong to it; it cannot change.
          updateStrategy: How pods of an old template are replaced.
        apps.DaemonSetUpdateStrategy: How pods of an old template are replaced.
          type ="RollingUpdate"
        apps.RollingUpdateDaemonSet: How many nodes may be without a pod, or have two, meanwhile.
        apps.DaemonSetStatus: What pods there are.
          conditions @type merge=type
        apps.ReplicaSet: Pods of one template, as many as wanted.
        apps.ReplicaSetSpec: What pods are wanted.
          replicas =1: How many pods there are to be.
          selector: Which pods belong to it; it cannot change.
          template: The pods.
        apps.ReplicaSetStatus: What pods there are.
          conditions @type merge=type
        apps.StatefulSet: Pods with lasting names and volumes.
        apps.StatefulSetSpec: What pods are wanted.
          template *: The pods.
          volumeClaimTemplates atomic: Claims that every pod has one of each of.
          serviceName -: The service that gives the pods their names.
          replicas =1: How many pods there are to be.
          revisionHistoryLimit =10
          podManagementPolicy ="OrderedReady"
          persistentVolumeClaimRetentionPolicy ={}
          selector: Which pods belong to it; it cannot change.
        apps.StatefulSetUpdateStrategy: How pods of an old template are replaced.
        apps.StatefulSetPersistentVolumeClaimRetentionPolicy
          whenDeleted ="Retain"
          whenScaled ="Retain"
        apps.StatefulSetOrdinals
          start -
        apps.StatefulSetStatus: What pods there are.
          conditions @type merge=type
          availableReplicas -
        apps.ControllerRevision: One state of a controller's template, kept to go back to.
        batch.Job: Pods that run until enough of them have succeeded.
        batch.JobSpec: What is to be run.
          template *
        batch.PodFailurePolicy
          rules atomic
        batch.PodFailurePolicyRule
          onPodConditions atomic
        batch.PodFailurePolicyOnExitCodesRequirement
          values set
        batch.SuccessPolicy
          rules atomic
        batch.JobStatus: How far it has come.
          conditions atomic merge=type
        batch.UncountedTerminatedPods
          succeeded set
          failed set
        policy.PodDisruptionBudget: How many pods of an application may be evicted at a time.
        policy.PodDisruptionBudgetSpec: Which pods, and how many of them must stay.
          selector replace: Which pods.
          unhealthyPodEvictionPolicy (AlwaysAllow|IfHealthyBudget): When pods that are not healthy may be evicted.
          minAvailable: How many of the pods must stay: a number or a percentage.
          maxUnavailable: How many of the pods may be missing: a number or a percentage.
        policy.PodDisruptionBudgetStatus: How many may be evicted now.
          conditions @type merge=type
          disruptionsAllowed: How many pods may be evicted now.
          currentHealthy: How many pods are healthy.
          desiredHealthy: How many pods must be healthy.
          expectedPods: How many pods there should be.
          disruptedPods: Pods that were evicted and are not gone yet, with the times.
          observedGeneration: The generation that the status is about.
        policy.Eviction: The wish that a pod leave its node, which disruption budgets may refuse.
        """#
}
