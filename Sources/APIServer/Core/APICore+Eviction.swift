import Effects
import JSON
import KubernetesClient
import Machinery
import ObjectStore

extension APICore {
    /// How often an eviction begins anew because the budget or the pod changes at the same time.
    private static let evictionAttempts = 20
    /// A budget with more evictions that are not carried out yet refuses further ones.
    private static let maximumDisruptedPods = 2000

    /// `pods/eviction`: deletes a pod unless a PodDisruptionBudget is against it.
    func evict(_ call: inout Call) async throws -> CoreResponse {
        guard case .create(let sent, let name?) = call.request.operation else {
            throw APIStatus.methodNotAllowed(call.groupResource, verb: call.request.verb.rawValue)
        }
        var body = try Eviction.accept(sent, &call)
        try await mutate(&body, old: nil, &call)
        let eviction = try Eviction(body, of: name, call.request)
        try await checkNamespace(of: body, old: nil, call)
        try await askAdmission(body, old: nil, &call)
        for attempt in 1...Self.evictionAttempts {
            do {
                try await evict(name, eviction, call)
                // A create answers 201, and its Status says so.
                var status = APIStatus.success().objectValue ?? [:]
                status["code"] = 201
                return .created(.object(status))
            } catch let error as StoreError where error.code == .preconditionFailed {
                if attempt == Self.evictionAttempts { break }
            } catch let status as APIStatus where status.reason == .conflict {
                // A sender who named the version of the pod wants no second try.
                if eviction.options.resourceVersion != nil || attempt == Self.evictionAttempts { throw status }
            }
        }
        throw APIStatus.timeout("couldn't update PodDisruptionBudget due to conflicts")
    }

    private func evict(_ name: String, _ eviction: Eviction, _ call: Call) async throws {
        guard let stored = try await store.get(call.definition.key(call.namespacedName(name))) else {
            throw APIStatus.notFound(call.groupResource, name: name)
        }
        let pod = try ObjectCodec.decode(stored)
        let state = PodState(pod: pod)
        var options = eviction.options
        if state.isBeyondBudgets {
            // Lest a pod that has not begun becomes ready meanwhile.
            if !state.hasEnded, options.resourceVersion == nil { options.resourceVersion = pod.resourceVersion }
            return try await deleteEvicted(name, options, eviction, call)
        }
        guard let budget = try await budget(of: pod) else {
            return try await deleteEvicted(name, options, eviction, call)
        }
        let pods = try await objects(of: call.definition, namespace: pod.namespace).map { try ObjectCodec.decode($0) }
        let assessed = try await assess(try ObjectCodec.decode(budget), among: pods)
        if !state.isReady, assessed.allowsUnready {
            // It counts for nothing as long as it is not ready.
            if options.resourceVersion == nil { options.resourceVersion = pod.resourceVersion }
            do {
                return try await deleteEvicted(name, options, eviction, call)
            } catch let status as APIStatus where status.reason == .conflict && eviction.options.resourceVersion == nil
            {
                throw APIStatus.budgetIsBusy(assessed.budget.name)
            }
        }
        try await spend(assessed, on: name, budget, isDryRun: eviction.isDryRun)
        try await deleteEvicted(name, options, eviction, call)
    }

    /// The one budget that is about a pod.
    ///
    /// - Throws: `APIStatus` 500 where there are several.
    private func budget(of pod: Unstructured) async throws -> StoredObject? {
        let kind = PodDisruptionBudgetKind.definition.names.groupKind
        guard let definition = catalog.snapshot().definition(of: kind) else { return nil }
        let matching = try await objects(of: definition, namespace: pod.namespace).filter { stored in
            DisruptionBudget.applies(try ObjectCodec.decode(stored), to: pod)
        }
        guard matching.count < 2 else {
            throw APIStatus(
                code: 500, reason: .unknown,
                message:
                    "This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.")
        }
        return matching.first
    }

    /// Notes in the budget that the pod goes, so that the next eviction does not count on it.
    private func spend(
        _ assessed: DisruptionBudget, on pod: String, _ stored: StoredObject, isDryRun: Bool
    ) async throws {
        guard assessed.disruptedPods.count <= Self.maximumDisruptedPods else {
            throw APIStatus.forbidden(
                GroupResource(group: "policy", resource: "poddisruptionbudget"), name: assessed.budget.name,
                "DisruptedPods map too big - too many evictions not confirmed by PDB controller")
        }
        guard assessed.disruptionsAllowed > 0 else { throw APIStatus.budgetIsSpent(assessed) }
        guard !isDryRun else { return }
        var spent = assessed
        let now = time.now().truncatedToSeconds
        spent.disruptionsAllowed -= 1
        spent.disruptedPods[pod] = now
        _ = try await put(
            ObjectCodec.encode(spent.updated(now: now)), under: stored.key,
            if: [.revision(stored.key, stored.revision)])
    }

    private func deleteEvicted(
        _ name: String, _ options: DeleteOptions, _ eviction: Eviction, _ call: Call
    ) async throws {
        var request = ClientRequest(
            .delete(name: name, options), of: call.request.resource, namespace: call.request.namespace)
        request.write.isDryRun = eviction.isDryRun
        var deletion = Call(
            request: request, served: call.served, user: call.user, decodingProblems: [])
        // Those who have a say in deletions are not asked: in evictions they have theirs.
        _ = try await delete(name, options, isAdmitted: true, &deletion)
    }
}

extension DisruptionBudget {
    /// Whether pods that are not ready may go without the budget's leave.
    fileprivate var allowsUnready: Bool {
        if budget.text(at: "spec", "unhealthyPodEvictionPolicy") == "AlwaysAllow" { return true }
        return currentHealthy >= desiredHealthy && desiredHealthy > 0
    }
}

extension APIStatus {
    private static let evictionRefusal = "Cannot evict pod as it would violate the pod's disruption budget."

    fileprivate static func budgetIsSpent(_ budget: DisruptionBudget) -> APIStatus {
        refusal(
            "The disruption budget \(budget.budget.name) needs \(budget.desiredHealthy) healthy pods and has "
                + "\(budget.currentHealthy) currently", retryAfterSeconds: 0)
    }

    fileprivate static func budgetIsBusy(_ name: String) -> APIStatus {
        refusal("The disruption budget \(name) is still being processed by the server.", retryAfterSeconds: 10)
    }

    private static func refusal(_ cause: String, retryAfterSeconds: Int) -> APIStatus {
        var status = APIStatus.tooManyRequests(evictionRefusal, retryAfterSeconds: retryAfterSeconds)
        status.details?.causes = [Cause(reason: "DisruptionBudget", message: cause, field: "")]
        return status
    }
}
