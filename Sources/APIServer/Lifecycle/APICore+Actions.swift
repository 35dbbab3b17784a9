import Effects
import JSON
import KubernetesClient
import Machinery
import ObjectStore
import Synchronization

extension APICore {
    /// How often a change of metadata is applied anew to an object that others change at the same time.
    private static let amendAttempts = 100

    func perform(_ action: LifecycleAction) async throws {
        switch action {
        case .delete(let key, let revision, let policy):
            try await delete(key, DeleteOptions(propagation: policy.propagation, resourceVersion: revision.description))
        case .disown(let key, let owners):
            try await amend(key) { $0.removeOwners(owners) }
        case .release(let key, let finalizer):
            try await amend(key) { object in object.finalizers.removeAll { $0 == finalizer } }
        case .orphan(let key, let uid, let dependents):
            for dependent in dependents { try await amend(dependent) { $0.removeOwners([uid]) } }
            try await amend(key) { object in object.finalizers.removeAll { $0 == DeletionPlan.orphan } }
        case .emptyNamespace(let namespace):
            try await empty(namespace)
        case .releaseNamespace(let namespace):
            try await amend(NamespaceGate.key(of: namespace)) { object in
                var spec = object.fields["spec"]?.objectValue ?? [:]
                spec["finalizers"] = nil
                object.fields["spec"] = .object(spec)
            }
        case .deleteInstances(let name):
            try await deleteInstances(of: name)
        case .releaseDefinition(let name):
            try await releaseDefinition(name)
        case .settleNames(let group):
            try await settleNames(in: group)
        case .updateBudgets(let namespace):
            do {
                try await updateBudgets(namespace: namespace)
            } catch let error as StoreError where error.code == .preconditionFailed {
                // It has changed, so the watch will have it done again.
                return
            }
        case .expire(let key, let revision):
            try await expire(key, revision)
        }
    }

    private func expire(_ key: StoreKey, _ revision: Revision) async throws {
        do {
            _ = try await store.commit(Mutation(.delete(key), if: .revision(key, revision)))
        } catch let error where error.code == .preconditionFailed {
            // It was touched again, or someone else deleted it.
            return
        }
    }

    private func releaseDefinition(_ name: String) async throws {
        try await amend(CustomResources.key(ofDefinition: name)) { object in
            let isEstablished = object.conditionStatus("Established") == "True"
            object.set(isEstablished ? .deletionCompleted : .neverEstablished, now: time.now().truncatedToSeconds)
            object.finalizers.removeAll { $0 == CustomResources.cleanupFinalizer }
        }
    }

    private func deleteInstances(of name: String) async throws {
        // What lies under the names of one that was never established belongs to somebody else.
        guard customResources.definition(name) != nil else { return try await releaseDefinition(name) }
        let key = CustomResources.key(ofDefinition: name)
        try await amend(key) { $0.set(.deletionInProgress, now: time.now().truncatedToSeconds) }
        do {
            try await deleteAll(under: LifecycleModel.prefix(ofDefinition: name))
        } catch let status as APIStatus {
            try await amend(key) { $0.set(.deletionFailed(status.message), now: time.now().truncatedToSeconds) }
            throw status
        }
    }

    private func settleNames(in group: String) async throws {
        for name in customResources.waiting(in: group) {
            try await customResources.turn.take {
                try await amend(CustomResources.key(ofDefinition: name)) { object in
                    CustomResourceDefinitionKind.settle(
                        &object, old: object, customResources, now: time.now().truncatedToSeconds)
                }
            }
        }
    }

    private func empty(_ namespace: String) async throws {
        // Where two resources share their objects, the first stands for both.
        var prefixes: Set<StoreKey> = []
        let definitions = catalog.snapshot().definitions.filter {
            $0.names.isNamespaced && prefixes.insert($0.storagePrefix).inserted
        }
        var refusal: (any Error)?
        for definition in definitions {
            do {
                try await deleteAll(under: definition.prefix(namespace: namespace))
            } catch let status as APIStatus {
                refusal = refusal ?? status
            }
        }
        let remains = try await remains(of: definitions, in: namespace)
        try await amend(NamespaceGate.key(of: namespace)) { object in
            object.set(conditions: remains.conditions, now: time.now().truncatedToSeconds)
        }
        if let refusal { throw refusal }
    }

    /// What is still in a namespace after everything in it was deleted: it waits for its finalizers.
    private func remains(of definitions: [ResourceDefinition], in namespace: String) async throws -> NamespaceRemains {
        var remains = NamespaceRemains()
        for definition in definitions {
            for stored in try await store.list(RangeQuery(prefix: definition.prefix(namespace: namespace))).objects {
                remains.count(try StoredMetadata(of: stored.value).finalizers, of: definition.names.groupResource)
            }
        }
        return remains
    }

    /// Deletes all objects under a prefix whose deletion has not begun.
    ///
    /// - Throws: The first refusal, after all others are deleted.
    private func deleteAll(under prefix: StoreKey) async throws {
        let refusal = Mutex<APIStatus?>(nil)
        let objects = try await store.list(RangeQuery(prefix: prefix)).objects
        try await concurrently(objects, width: Self.concurrentWrites) { stored in
            guard try !StoredMetadata(of: stored.value).isBeingDeleted else { return }
            do {
                try await self.delete(stored.key, DeleteOptions(propagation: .background))
            } catch let status as APIStatus where status.reason != .notFound {
                refusal.withLock { $0 = $0 ?? status }
            } catch is APIStatus {
                return
            }
        }
        if let refusal = refusal.withLock({ $0 }) { throw refusal }
    }

    private func delete(_ key: StoreKey, _ options: DeleteOptions) async throws {
        guard let name = ObjectKey(key)?.name, var call = call(for: key, .delete(name: name.name, options)) else {
            return
        }
        _ = try await delete(name.name, options, &call)
    }

    /// Changes the metadata of an object by the server's own right: no plugin can refuse it.
    private func amend(_ key: StoreKey, _ body: (inout Unstructured) -> Void) async throws {
        guard let name = ObjectKey(key)?.name else { return }
        var found = try await store.get(key)
        for _ in 0..<Self.amendAttempts {
            guard let current = found, let call = call(for: key, .get(name: name.name)) else { return }
            let old = try ObjectCodec.decode(current)
            var new = old
            body(&new)
            if new == old { return }
            do {
                // It keeps the version that it is stored in, but what is written is complete.
                let complete = call.definition.completed(new)
                let tracked = try await trackingOwnChanges(in: complete, since: old, call.definition)
                _ = try await replace(current, old, with: tracked, call)
                return
            } catch let error as StoreError where error.code == .preconditionFailed && error.key == key {
                found = error.current
            } catch let error as StoreError where error.code == .preconditionFailed {
                do { try learn(from: error, call) } catch is CatalogChanged {}
            }
        }
        throw APIStatus.modified(
            ObjectKey(key).map(Self.resource(of:)) ?? CustomResources.groupResource, name: name.name)
    }

    private static func resource(of key: ObjectKey) -> GroupResource {
        let parts = key.prefix.text.split(separator: "/")
        let group = parts.count > 1 ? String(parts[1]) : ""
        return GroupResource(group: group == "core" ? "" : group, resource: parts.count > 2 ? String(parts[2]) : "")
    }

    /// A request of the server's own for the object under a key; `nil` where no resource has objects there.
    private func call(for key: StoreKey, _ operation: ClientRequest.Operation) -> Call? {
        guard let key = ObjectKey(key), let definition = catalog.snapshot().definition(storedUnder: key.prefix) else {
            return nil
        }
        return Call(
            request: ClientRequest(operation, of: definition.names, namespace: key.name.namespace),
            served: ServedResource(type: definition.names, definition: definition, version: definition.storage),
            user: .systemMaster, decodingProblems: [])
    }
}

extension OwnershipGraph.DeletionPolicy {
    fileprivate var propagation: DeleteOptions.Propagation {
        switch self {
        case .background: .background
        case .foreground: .foreground
        case .orphan: .orphan
        }
    }
}

extension Unstructured {
    /// Removes the references to these owners; all others stay as they are.
    fileprivate mutating func removeOwners(_ owners: [ObjectUID]) {
        let kept = fields["metadata"]?["ownerReferences"]?.arrayValue?.filter { reference in
            reference["uid"]?.stringValue.map { !owners.contains(ObjectUID($0)) } ?? true
        }
        setMetadata("ownerReferences", kept.flatMap { $0.isEmpty ? nil : .array($0) })
    }
}
