import ClusterAPI
import ClusterContract
import ControllerRuntime
import Effects
import KubernetesAPI
import KubernetesClient
import Machinery
import PKI
import WorkloadCluster

/// Makes the bootstrap data of a machine: what it runs at its first start to become a node.
struct KubeadmConfigReconciler: Reconciler {
    let workloadClusters: WorkloadClusters
    let keyAlgorithm: KeyAlgorithm
    let pki: PKIEnvironment

    static let ownedConditions = [
        ConditionType.ready, ConditionType.dataSecretAvailable, ConditionType.certificatesAvailable,
    ]

    func reconcile(_ name: NamespacedName, _ context: ReconcileContext) async throws -> ReconcileResult {
        guard let config = try context.cache.get(KubeadmConfig.self, name), !config.metadata.isBeingDeleted else {
            return .done
        }
        // Only Machines are served; a template's copy without an owner is nobody's yet.
        guard let owner = config.metadata.controller, owner.groupKind == Machine.resourceType.groupKind,
            let machine = try await context.observe(
                Machine.self, NamespacedName(namespace: name.namespace, name: owner.name)),
            let cluster = try await context.observe(
                Cluster.self, NamespacedName(namespace: name.namespace, name: machine.spec.clusterName))
        else { return .done }

        return try await context.reconcileWithPatch(
            config, ownedConditions: Self.ownedConditions, observesGeneration: true
        ) { config in
            let isPaused = cluster.spec.paused == true || Pausing.isPaused(config.metadata)
            config.setV1Beta2(
                V1Beta2ConditionType.paused, ConditionStatus(isPaused),
                reason: isPaused ? V1Beta2Reason.paused : V1Beta2Reason.notPaused, now: context.time.now())
            if isPaused { return .done }
            defer { Self.summarize(&config, now: context.time.now()) }
            do {
                return try await reconcile(&config, of: machine, in: cluster, context)
            } catch let wait as BootstrapWait {
                config.conditions.set(
                    .false(ConditionType.dataSecretAvailable, reason: wait.reason, severity: .info, wait.message),
                    now: context.time.now())
                return .done
            } catch let error where !(error is CancellationError) && config.status?.ready != true {
                if let problem = error as? ClusterSecretsError {
                    config.conditions.set(
                        .false(
                            ConditionType.certificatesAvailable, reason: ConditionReason.certificatesCorrupted,
                            severity: .error, problem.description),
                        now: context.time.now())
                }
                config.conditions.set(
                    .false(
                        ConditionType.dataSecretAvailable, reason: ConditionReason.dataSecretGenerationFailed,
                        severity: .warning, "\(error)"),
                    now: context.time.now())
                throw error
            }
        }
    }

    private func reconcile(
        _ config: inout KubeadmConfig, of machine: Machine, in cluster: Cluster, _ context: ReconcileContext
    ) async throws -> ReconcileResult {
        guard cluster.status?.infrastructureReady == true else {
            throw BootstrapWait(
                ConditionReason.waitingForClusterInfrastructure, "Waiting for the cluster's infrastructure to be ready")
        }
        if let secretName = machine.spec.bootstrap.dataSecretName, config.status?.ready != true {
            // The objects came from elsewhere: the data is there, only the status that says so is lost.
            setReady(&config, secretName: secretName, now: context.time.now())
            return .done
        }
        if config.status?.ready == true {
            config.conditions.set(.true(ConditionType.dataSecretAvailable), now: context.time.now())
            return try await keepTokenAlive(config, of: machine, in: cluster, context)
        }
        let data = BootstrapDataMaker(
            config: config, machine: machine, cluster: cluster, workloadClusters: workloadClusters,
            keyAlgorithm: keyAlgorithm, pki: pki, context: context)
        let text: String
        if cluster.conditions.isTrue(ConditionType.controlPlaneInitialized) {
            try await InitLock(cluster: cluster, machine: machine, context: context).releaseForAll()
            text = try await data.join(into: &config)
        } else {
            text = try await initialize(&config, of: machine, in: cluster, data, context)
        }
        try await store(text, for: config, in: cluster, context)
        setReady(&config, secretName: config.metadata.name, now: context.time.now())
        context.events.normal(config, "DataSecretCreated", "Bootstrap data is in the Secret \(config.metadata.name)")
        return .done
    }

    /// The first control-plane machine founds the cluster; everybody else waits for it.
    private func initialize(
        _ config: inout KubeadmConfig, of machine: Machine, in cluster: Cluster, _ data: BootstrapDataMaker,
        _ context: ReconcileContext
    ) async throws -> String {
        let isControlPlane = machine.metadata.labels[ClusterLabel.controlPlane] != nil
        let mayFound = config.spec.initConfiguration != nil || config.spec.clusterConfiguration != nil
        guard isControlPlane, mayFound else {
            throw BootstrapWait(
                ConditionReason.waitingForControlPlaneAvailable, "Waiting for the control plane to be initialized")
        }
        let lock = InitLock(cluster: cluster, machine: machine, context: context)
        guard try await lock.acquire() else {
            throw BootstrapWait(
                ConditionReason.waitingForControlPlaneAvailable,
                "Another control-plane machine is founding the cluster; this one will join it")
        }
        do {
            let text = try await data.initialization(of: &config)
            config.conditions.set(.true(ConditionType.certificatesAvailable), now: context.time.now())
            return text
        } catch {
            try await lock.release()
            throw error
        }
    }

    private func store(
        _ text: String, for config: KubeadmConfig, in cluster: Cluster, _ context: ReconcileContext
    ) async throws {
        var secret = Secret(type: .clusterAPI)
        secret.metadata = ObjectMeta(
            name: config.metadata.name, namespace: config.metadata.namespace,
            labels: [ClusterLabel.clusterName: cluster.metadata.name])
        secret.metadata.ownerReferences = [config.ownerReference(isController: true)]
        secret.data = [
            ClusterSecret.valueKey: Array(text.utf8),
            ClusterSecret.formatKey: Array((config.spec.format ?? .cloudConfig).rawValue.utf8),
        ]
        let (stored, isNew) = try await context.createOrGet(secret)
        guard !isNew else { return }
        guard stored.metadata.controller?.uid == config.metadata.uid else {
            throw ControllerStateError(
                "the Secret \(stored.namespacedName) exists and is not this KubeadmConfig's: delete it or rename one of them"
            )
        }
        // What a reconcile before this one wrote and could not report any more.
        var updated = stored
        updated.data = secret.data
        _ = try await context.client.update(updated)
    }

    /// Data is made only with certificates at hand.
    private func setReady(_ config: inout KubeadmConfig, secretName: String, now: Timestamp) {
        config.conditions.set(.true(ConditionType.certificatesAvailable), now: now)
        config.currentStatus.ready = true
        config.currentStatus.dataSecretName = secretName
        config.conditions.set(.true(ConditionType.dataSecretAvailable), now: now)
    }

    /// A machine that takes long to start must still find its token valid.
    private func keepTokenAlive(
        _ config: KubeadmConfig, of machine: Machine, in cluster: Cluster, _ context: ReconcileContext
    ) async throws -> ReconcileResult {
        guard machine.status?.nodeRef == nil,
            let token = config.spec.joinConfiguration?.discovery.bootstrapToken?.token.flatMap(BootstrapToken.init)
        else { return .done }
        let workloadClient: any Client
        do {
            workloadClient = try workloadClusters.client(for: cluster.namespacedName)
        } catch {
            // The connection wakes this key when it comes up.
            return .done
        }
        try await token.extend(in: workloadClient, now: context.time.now())
        // The passing of the token's life is no event that could be watched.
        return .after(BootstrapToken.lifetime / 3)
    }

    private static func summarize(_ config: inout KubeadmConfig, now: Timestamp) {
        config.conditions.set(
            config.conditions.summary(
                ConditionMerge(types: [ConditionType.dataSecretAvailable, ConditionType.certificatesAvailable])),
            now: now)
        for condition in BootstrapConditions.v1Beta2(of: config.conditions) {
            config.setV1Beta2(
                condition.type, condition.status, reason: condition.reason, condition.message, now: now)
        }
    }
}

/// Something that must happen first; a watch tells when it has.
struct BootstrapWait: Error, Sendable {
    var reason: String
    var message: String

    init(_ reason: String, _ message: String) {
        self.reason = reason
        self.message = message
    }
}
