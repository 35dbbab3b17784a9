import ClusterAPI
import ClusterContract
import ControllerRuntime
import Effects
import KubernetesAPI
import KubernetesClient
import Machinery
import WorkloadCluster

/// Makes the objects of a ClusterResourceSet in every cluster that it selects.
///
/// Objects stay where they are when the set, or one of its manifests, goes.
struct ClusterResourceSetReconciler: Reconciler {
    private static let secretType: SecretType = "addons.cluster.x-k8s.io/resource-set"

    let workloadClusters: WorkloadClusters

    func reconcile(_ name: NamespacedName, _ context: ReconcileContext) async throws -> ReconcileResult {
        guard let set = try context.cache.get(ClusterResourceSet.self, name) else { return .done }
        return try await context.reconcileWithPatch(
            set, ownedConditions: [ConditionType.resourcesApplied], observesGeneration: true
        ) { set in
            let isPaused = Pausing.isPaused(set.metadata)
            set.setPaused(isPaused, by: nil, now: context.time.now())
            if isPaused { return .done }
            if set.metadata.isBeingDeleted { return try await delete(&set, context) }
            if set.metadata.addFinalizer(ClusterFinalizer.addOns) { return .done }
            return try await reconcile(&set, context)
        }
    }

    private func reconcile(_ set: inout ClusterResourceSet, _ context: ReconcileContext) async throws -> ReconcileResult
    {
        var problems: [Problem] = []
        let manifests = try await manifests(of: set, &problems, context)
        var phases = Phases()
        for cluster in try clusters(of: set, context) {
            await phases.run {
                do {
                    try await apply(manifests, of: set, to: cluster, context)
                } catch let problem as Problem {
                    problems.append(problem)
                    if problem.isWorthTryingAgain { throw problem }
                }
                return .done
            }
        }
        record(problems, in: &set, context)
        return try phases.result()
    }

    private func clusters(of set: ClusterResourceSet, _ context: ReconcileContext) throws -> [Cluster] {
        try context.cache.list(Cluster.self, namespace: set.metadata.namespace).filter { cluster in
            !cluster.metadata.isBeingDeleted && set.spec.clusterSelector.matches(cluster.metadata.labels)
        }.sorted { $0.metadata.name < $1.metadata.name }
    }

    // MARK: Manifests

    private struct Source: Sendable {
        let reference: ResourceSetReference
        let manifests: ResourceManifests
    }

    /// What is there of the Secrets and ConfigMaps; a change of any wakes this key, and so does one that comes.
    private func manifests(
        of set: ClusterResourceSet, _ problems: inout [Problem], _ context: ReconcileContext
    ) async throws -> [Source] {
        var sources: [Source] = []
        for reference in set.spec.resources {
            do {
                let texts = try await texts(of: reference, set, context)
                sources.append(Source(reference: reference, manifests: try ResourceManifests(texts)))
            } catch let problem as Problem {
                problems.append(problem)
            } catch let error as ManifestError {
                problems.append(
                    Problem(
                        reason: ConditionReason.retrievingResourceFailed,
                        message: "\(reference.kind) \(reference.name): \(error)"))
            }
        }
        return sources
    }

    private func texts(
        of reference: ResourceSetReference, _ set: ClusterResourceSet, _ context: ReconcileContext
    ) async throws -> [String: [UInt8]] {
        let name = NamespacedName(namespace: set.metadata.namespace, name: reference.name)
        if reference.kind == .secret {
            guard let secret = try await context.observe(Secret.self, name) else { throw Problem.missing(reference) }
            guard secret.type == Self.secretType else {
                throw Problem(
                    reason: ConditionReason.wrongSecretType,
                    message: "Secret \(reference.name) must have the type \(Self.secretType)")
            }
            try await own(secret, by: set, context)
            return secret.data
        }
        guard let map = try await context.observe(ConfigMap.self, name) else { throw Problem.missing(reference) }
        try await own(map, by: set, context)
        return map.data.mapValues { Array($0.utf8) }.merging(map.binaryData) { text, _ in text }
    }

    /// What moves clusters elsewhere takes along what the set owns.
    private func own<R: Resource>(_ object: R, by set: ClusterResourceSet, _ context: ReconcileContext) async throws {
        var owned = object
        owned.metadata.ownerReferences.set(set.ownerReference(isController: false))
        try await context.patch(from: object, to: owned)
    }

    // MARK: Clusters

    private func apply(
        _ sources: [Source], of set: ClusterResourceSet, to cluster: Cluster, _ context: ReconcileContext
    ) async throws {
        var binding = try await binding(of: cluster, context)
        let stored = binding
        var entry = binding.entry(of: set)
        let due = sources.filter { entry.isDue($0.reference, $0.manifests.hash, set.spec.strategy ?? .applyOnce) }
        guard !due.isEmpty else { return }
        guard cluster.conditions.isTrue(ConditionType.controlPlaneInitialized), !cluster.pauses(set.metadata) else {
            throw Problem(
                reason: ConditionReason.remoteClusterClientFailed,
                message: "Cluster \(cluster.metadata.name): waiting for the control plane to be initialized")
        }
        let client: any Client
        do {
            client = try workloadClusters.client(for: cluster.namespacedName)
        } catch {
            // The connection wakes this key when it comes up.
            throw Problem(
                reason: ConditionReason.remoteClusterClientFailed,
                message: "Cluster \(cluster.metadata.name): \(error.reason)")
        }
        let target = ResourceSetClient(client: client, strategy: set.spec.strategy ?? .applyOnce)
        var failures: [String] = []
        for source in due {
            let failed = try await target.apply(source.manifests)
            entry.record(source.reference, source.manifests.hash, applied: failed.isEmpty, now: context.time.now())
            failures += failed
        }
        binding.set(entry, for: set)
        try await context.patch(from: stored, to: binding)
        guard failures.isEmpty else {
            throw Problem(
                reason: ConditionReason.applyFailed,
                message: "Cluster \(cluster.metadata.name): \(failures.joined(separator: "; "))",
                isWorthTryingAgain: true)
        }
    }

    private func binding(of cluster: Cluster, _ context: ReconcileContext) async throws -> ClusterResourceSetBinding {
        if let binding = try context.cache.get(ClusterResourceSetBinding.self, cluster.namespacedName) {
            return binding
        }
        var binding = ClusterResourceSetBinding(
            metadata: ObjectMeta(name: cluster.metadata.name, namespace: cluster.metadata.namespace))
        binding.spec.clusterName = cluster.metadata.name
        binding.metadata.labels[ClusterLabel.clusterName] = cluster.metadata.name
        return try await context.createOrGet(binding).object
    }

    // MARK: The end

    /// Forgets what the set has made; it stays where it is.
    private func delete(_ set: inout ClusterResourceSet, _ context: ReconcileContext) async throws -> ReconcileResult {
        for stored in try context.cache.list(ClusterResourceSetBinding.self, namespace: set.metadata.namespace)
        where stored.spec.bindings.contains(where: { $0.clusterResourceSetName == set.metadata.name }) {
            var binding = stored
            binding.remove(set)
            if binding.spec.bindings.isEmpty {
                try await context.client.delete(stored)
            } else {
                try await context.patch(from: stored, to: binding)
            }
        }
        set.metadata.removeFinalizer(ClusterFinalizer.addOns)
        return .done
    }

    // MARK: Words

    /// What keeps manifests from being applied.
    private struct Problem: Error, CustomStringConvertible {
        var reason: String
        var message: String
        /// Whether nothing tells when it may go better.
        var isWorthTryingAgain = false

        var description: String { message }

        static func missing(_ reference: ResourceSetReference) -> Problem {
            Problem(
                reason: ConditionReason.retrievingResourceFailed,
                message: "\(reference.kind) \(reference.name) does not exist")
        }
    }

    private func record(_ problems: [Problem], in set: inout ClusterResourceSet, _ context: ReconcileContext) {
        let type = ConditionType.resourcesApplied
        guard let first = problems.first else {
            set.conditions.set(.true(type), now: context.time.now())
            return set.setV1Beta2(type, .true, reason: "Applied", now: context.time.now())
        }
        let message = problems.map(\.message).joined(separator: "\n")
        set.conditions.set(
            .false(type, reason: first.reason, severity: .warning, message), now: context.time.now())
        set.setV1Beta2(type, .false, reason: first.reason, message, now: context.time.now())
    }
}
