import Effects
import JSON
import KubernetesClient
import Machinery
import ObjectStore

extension APICore {
    /// The objects of a built-in resource in one namespace; none where the plane does not serve it.
    func objects(of definition: ResourceDefinition, namespace: String) async throws -> [StoredObject] {
        try await store.list(RangeQuery(prefix: definition.prefix(namespace: namespace))).objects
    }

    /// What the budget of a pod's namespace allows now, by the pods that are there.
    func assess(_ budget: Unstructured, among pods: [Unstructured]) async throws -> DisruptionBudget {
        let selected = pods.filter { DisruptionBudget.applies(budget, to: $0) }
        let scale = DisruptionBudget.needsScale(budget) ? try await scale(ofControllersOf: selected) : 0
        return DisruptionBudget(budget, pods: selected, scale: scale, now: time.now().truncatedToSeconds)
    }

    /// How many pods the controllers of these pods are to have together. A pod without one that can be scaled stands for
    /// itself.
    private func scale(ofControllersOf pods: [Unstructured]) async throws -> Int {
        var total = 0
        var counted: Set<String> = []
        for pod in pods {
            guard let owner = pod.controller else {
                total += 1
                continue
            }
            guard counted.insert(owner.uid).inserted else { continue }
            let replicas = try await replicas(of: owner, namespace: pod.namespace)
            total += replicas ?? pods.count { $0.controller?.uid == owner.uid }
        }
        return total
    }

    /// - Returns: `nil` for a controller that is gone or has no scale.
    private func replicas(of owner: OwnerReference, namespace: String) async throws -> Int? {
        guard let (object, replicas) = try await scaled(owner, namespace: namespace) else { return nil }
        // A Deployment decides for its ReplicaSets; nothing else has a say in the replicas of what it owns.
        guard owner.groupKind == GroupKind(group: "apps", kind: "ReplicaSet"), let deployment = object.controller,
            deployment.groupKind == GroupKind(group: "apps", kind: "Deployment")
        else { return replicas }
        return try await scaled(deployment, namespace: namespace)?.replicas ?? replicas
    }

    /// An owner that can be scaled, with how many replicas it is to have.
    private func scaled(
        _ owner: OwnerReference, namespace: String
    ) async throws -> (object: Unstructured, replicas: Int?)? {
        let kind = GroupVersionKind(apiVersion: owner.apiVersion, kind: owner.kind)
        guard let served = catalog.snapshot().resource(for: kind), let paths = served.version.subresources.scale,
            let stored = try await store.get(
                served.definition.key(
                    NamespacedName(namespace: served.type.isNamespaced ? namespace : "", name: owner.name)))
        else { return nil }
        let object = try ObjectCodec.decode(stored)
        guard object.uid == owner.uid else { return nil }
        // What is stored may be older than the rule that it is a 32-bit number.
        let replicas = object.json.value(at: paths.specReplicas)?.integerValue
        return (object, replicas.map { Int(min(max(0, $0), Int64(Int32.max))) })
    }

    /// Brings the status of the budgets of a namespace up to date.
    func updateBudgets(namespace: String) async throws {
        let catalog = catalog.snapshot()
        guard let budgets = catalog.definition(of: PodDisruptionBudgetKind.definition.names.groupKind),
            let pods = catalog.definition(of: PodKind.definition.names.groupKind)
        else { return }
        let found = try await objects(of: budgets, namespace: namespace)
        guard !found.isEmpty else { return }
        let present = try await objects(of: pods, namespace: namespace).map { try ObjectCodec.decode($0) }
        for stored in found {
            let budget = try ObjectCodec.decode(stored)
            let assessed = try await assess(budget, among: present)
            let updated = assessed.updated(now: time.now().truncatedToSeconds)
            if updated == budget { continue }
            _ = try await put(
                ObjectCodec.encode(updated), under: stored.key, if: [.revision(stored.key, stored.revision)])
        }
    }
}

extension Unstructured {
    /// The owner that controls the object.
    var controller: OwnerReference? { ownerReferences.first { $0.controller == true } }
}
