import Effects
import JSON
import KubernetesClient
public import Machinery

extension ReconcileContext {
    /// Sends what differs between two states of one object: a merge patch of all but the status, and one of the status.
    ///
    /// Nothing is sent where nothing differs. A patch that replaces a list carries the resource version of `original` and
    /// fails with a conflict when somebody else wrote meanwhile. Conditions are merged with what is stored, type by type.
    ///
    /// - Parameters:
    ///   - original: The object as it was read.
    ///   - modified: The object as it shall be.
    ///   - ownedConditions: The types that only this controller writes: its value wins over what is stored. For other types a
    ///     change by somebody else is a conflict.
    ///   - observesGeneration: Sets `status.observedGeneration` to the generation of `original`, or to the one that the change
    ///     of its specification makes.
    /// - Returns: The object as the server answered; `modified` where nothing was sent.
    /// - Throws: `APIStatus`, with reason `Conflict` where the key had best be reconciled anew.
    @discardableResult
    public func patch<R: Resource>(
        from original: R, to modified: R, ownedConditions: [String] = [], observesGeneration: Bool = false
    ) async throws -> R {
        guard let plan = try plan(from: original, to: modified, observesGeneration) else { return modified }
        return try await send(
            plan, from: original, to: modified, ownedConditions: ownedConditions, observesGeneration: observesGeneration
        )
    }

    /// - Returns: `nil` where nothing differs.
    private func plan<R: Resource>(
        from original: R, to modified: R, _ observesGeneration: Bool
    ) throws -> PatchPlan? {
        if original == modified, !observesGeneration || hasObservedGeneration(original) { return nil }
        let plan = try PatchPlan(
            from: original.json, to: modified.json, hasClusterAPIConditions: R.self is any Conditioned.Type,
            observedGeneration: observesGeneration ? original.metadata.generation : nil)
        return plan.main.isEmpty && !plan.changesStatus ? nil : plan
    }

    private func send<R: Resource>(
        _ plan: PatchPlan, from original: R, to modified: R, ownedConditions: [String], observesGeneration: Bool
    ) async throws -> R {
        var plan = plan
        var latest = original.unstructured
        if !plan.main.isEmpty {
            latest = try await client.patch(
                R.resourceType, original.namespacedName,
                .merge(plan.mainBody(resourceVersion: original.metadata.resourceVersion)))
            let isGone = latest.isBeingDeleted && latest.finalizers.isEmpty
            // The change comes back by the watch, and is observed then with all else that there is to say.
            if isGone || plan.onlyObserves { return try R(latest) }
            if observesGeneration, plan.changesSpecification, latest.generation == original.metadata.generation + 1 {
                // The one change of the specification is this controller's own, which needs no second look.
                plan = try PatchPlan(
                    from: original.json, to: modified.json.observing(latest.generation),
                    hasClusterAPIConditions: R.self is any Conditioned.Type, observedGeneration: latest.generation)
            }
        }
        if plan.changesStatus {
            latest = try await patchStatus(plan, of: R.resourceType, latest, owned: ownedConditions)
        }
        return try R(latest)
    }

    /// Whether the status says so already, as far as the cache has the object as it was read.
    private func hasObservedGeneration(_ object: some Resource) -> Bool {
        let metadata = object.metadata
        guard metadata.generation > 0 else { return true }
        let cached = try? cache.get(type(of: object).resourceType, object.namespacedName)
        guard let cached, cached.resourceVersion == metadata.resourceVersion else { return false }
        return cached.value(at: "status", "observedGeneration")?.integerValue == metadata.generation
    }

    /// Runs `body` on an object and sends at the end what it changed, also when it failed.
    ///
    /// `body` must not write the same object in another way. `status.observedGeneration` is set, where asked for, only after
    /// success. Where nothing changes but the words of conditions, which they do many times while much goes on, they are written
    /// two seconds later, as they are then.
    ///
    /// - Throws: What `body` threw, with the failure of the patch where that failed too.
    public func reconcileWithPatch<R: Resource>(
        _ object: R, ownedConditions: [String] = [], observesGeneration: Bool = false,
        isolation: isolated (any Actor)? = #isolation, _ body: (inout R) async throws -> ReconcileResult
    ) async throws -> ReconcileResult {
        var modified = object
        let result: ReconcileResult
        do {
            result = try await body(&modified)
        } catch let error where !Task.isCancelled {
            do {
                try await patch(from: object, to: modified, ownedConditions: ownedConditions)
            } catch let patchError {
                throw AggregateError([error, patchError])
            }
            throw error
        }
        guard let plan = try plan(from: object, to: modified, observesGeneration) else {
            observation.forgetWords()
            return result
        }
        if plan.changesOnlyWords, let delay = observation.delayOfWords(now: time.now()) {
            return result.merging(.after(delay))
        }
        _ = try await send(
            plan, from: object, to: modified, ownedConditions: ownedConditions, observesGeneration: observesGeneration)
        observation.forgetWords()
        return result
    }

    /// Creates an object, or reads the one that is there by its name.
    ///
    /// - Returns: The object as stored, and whether it is new. One that was there may belong to somebody else: look at it.
    public func createOrGet<R: Resource>(_ object: R) async throws -> (object: R, isNew: Bool) {
        do {
            return (try await client.create(object), true)
        } catch let status as APIStatus where status.reason == .alreadyExists {
            return (try await client.get(R.self, object.namespacedName), false)
        }
    }

    /// Where only conditions and plain fields change, somebody else's write in between is no reason to give up.
    private func patchStatus(
        _ plan: PatchPlan, of resource: ResourceType, _ base: Unstructured, owned: [String]
    ) async throws -> Unstructured {
        var latest = base
        var attemptsLeft = 5
        while true {
            attemptsLeft -= 1
            do {
                guard let body = try plan.statusBody(on: latest, owned: owned, now: time.now()) else { return latest }
                return try await client.patch(resource, latest.namespacedName, .merge(body), subresource: "status")
            } catch let error as MachineryError where error.code == .conflict {
                throw APIStatus.conflict(resource.groupResource, name: latest.name, error.message)
            } catch let status as APIStatus
                where status.reason == .conflict && !plan.statusTouchesList && plan.hasConditions && attemptsLeft > 0
            {
                latest = try await client.get(resource, latest.namespacedName)
            }
        }
    }
}

extension JSONValue {
    /// An object whose metav1 conditions say of this generation what they said of the one before.
    fileprivate func observing(_ generation: Int64) -> JSONValue {
        guard var fields = objectValue, var status = fields["status"]?.objectValue else { return self }
        if let conditions = status["conditions"] { status["conditions"] = conditions.raised(to: generation) }
        if var group = status["v1beta2"]?.objectValue, let conditions = group["conditions"] {
            group["conditions"] = conditions.raised(to: generation)
            status["v1beta2"] = .object(group)
        }
        fields["status"] = .object(status)
        return .object(fields)
    }

    private func raised(to generation: Int64) -> JSONValue {
        let conditions = (arrayValue ?? []).map { condition -> JSONValue in
            guard var fields = condition.objectValue,
                fields["observedGeneration"]?.integerValue == generation - 1
            else { return condition }
            fields["observedGeneration"] = .integer(generation)
            return .object(fields)
        }
        return .array(conditions)
    }
}
