import Effects
import KubernetesClient
import Machinery
import ObjectStore

extension APICore {
    /// How often a delete begins anew because the object changes at the same time.
    private static let deleteAttempts = 100

    /// - Parameter isAdmitted: Whether whoever may refuse the deletion has been asked already.
    func delete(
        _ name: String, _ options: DeleteOptions, isAdmitted: Bool = false, _ call: inout Call
    ) async throws -> CoreResponse {
        guard let current = try await store.get(call.definition.key(call.namespacedName(name))) else {
            throw APIStatus.notFound(call.groupResource, name: name)
        }
        return try await delete(current, named: name, options, isAdmitted: isAdmitted, &call)
    }

    /// Deletes every object of the resource that a list with these options finds.
    ///
    /// - Returns: The objects as they were before.
    func deleteCollection(_ listOptions: ListOptions, _ options: DeleteOptions, _ call: Call) async throws
        -> CoreResponse
    {
        let page = try await select(listOptions, call)
        try await concurrently(page.objects, width: Self.concurrentWrites) { listed in
            try await self.deleteListed(listed, options, call)
        }
        return .list(try await encoded(page, as: call.served))
    }

    private func deleteListed(_ listed: StoredObject, _ options: DeleteOptions, _ call: Call) async throws {
        var call = call
        do {
            _ = try await delete(listed, named: "", options, &call)
        } catch let status as APIStatus where status.reason == .notFound {
            return
        }
    }

    /// - Parameter found: The object as it was read last; someone may have changed it since.
    private func delete(
        _ found: StoredObject, named name: String, _ options: DeleteOptions, isAdmitted: Bool = false,
        _ call: inout Call
    ) async throws -> CoreResponse {
        var found: StoredObject? = found
        for _ in 0..<Self.deleteAttempts {
            guard let current = found else { throw APIStatus.notFound(call.groupResource, name: name) }
            var attempt = call
            let old = try ObjectCodec.decode(current)
            try options.check(old, call.groupResource)
            if !isAdmitted {
                try await validateDeletion(
                    of: try await storageForm(of: old, storedAt: current.revision, call.definition), &attempt)
            }
            let plan = DeletionPlan(for: old, options, call.definition, now: time.now().truncatedToSeconds)
            do {
                let response = try await carryOut(plan, on: current, old, attempt)
                call = attempt
                return response
            } catch let error as StoreError where error.code == .preconditionFailed {
                found = error.current
            }
        }
        throw APIStatus.modified(call.groupResource, name: name)
    }

    private func carryOut(
        _ plan: DeletionPlan, on current: StoredObject, _ old: Unstructured, _ call: Call
    ) async throws -> CoreResponse {
        let isDryRun = call.request.write.isDryRun
        switch plan {
        case .wait:
            return .object(try await encoded(current, as: call.served), created: false)
        case .mark(let incomplete):
            // It keeps the version that it is stored in, but what is written is complete.
            let marked = call.definition.completed(incomplete)
            let value = ObjectCodec.encode(marked)
            var stored = StoredObject(key: current.key, value: value, revision: current.revision)
            if !isDryRun {
                stored = try await put(value, under: current.key, if: [.revision(current.key, current.revision)])
                didWrite(marked, stored, call.definition)
            }
            return .object(try await encoded(stored, as: call.served), created: false)
        case .remove:
            if !isDryRun { try await remove(current, old, call.definition) }
            let resource = call.groupResource
            return .deleted(
                APIStatus.Details(name: old.name, group: resource.group, kind: resource.resource, uid: old.uid))
        }
    }
}

extension DeleteOptions {
    /// The sender's preconditions.
    fileprivate func check(_ object: Unstructured, _ resource: GroupResource) throws {
        // Kubernetes names the kind here, not the resource.
        let record = GroupResource(group: resource.group, resource: object.kind)
        if let uid, uid != object.uid {
            throw APIStatus.conflict(
                record, name: object.name,
                "the UID in the precondition (\(uid)) does not match the UID in record (\(object.uid)). The object might "
                    + "have been deleted and then recreated")
        }
        if let resourceVersion, resourceVersion != object.resourceVersion {
            throw APIStatus.conflict(
                record, name: object.name,
                "the ResourceVersion in the precondition (\(resourceVersion)) does not match the ResourceVersion in record "
                    + "(\(object.resourceVersion)). The object might have been modified")
        }
    }
}
