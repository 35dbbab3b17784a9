import JSON
import KubernetesAPI
import KubernetesClient
import Machinery
import ObjectStore

extension APICore {
    /// How often a change is applied anew to an object that others change at the same time.
    private static let attempts = 100

    func update(_ sent: Unstructured, _ call: inout Call) async throws -> CoreResponse {
        guard !sent.name.isEmpty else {
            throw APIStatus.invalid(
                call.served.type.groupKind, name: "", [.required("metadata.name", "name must be provided")])
        }
        guard call.definition.allowsCreateOnUpdate, call.request.subresource == nil else {
            return try await change(sent.name, &call) { _ in sent }
        }
        return try await changeOrCreate(
            sent.name, &call, change: { call in try await self.change(sent.name, &call) { _ in sent } },
            create: { call in try await self.create(byUpdating: sent, &call) })
    }

    private func create(byUpdating sent: Unstructured, _ call: inout Call) async throws -> CoreResponse {
        try await authorizeCreation(call)
        guard sent.uid.isEmpty else {
            throw APIStatus.conflict(
                call.groupResource, name: sent.name,
                "Precondition failed: UID in precondition: \(sent.uid), UID in object meta: ")
        }
        var new = sent
        // The version of an object that is gone says nothing of this one.
        new.resourceVersion = ""
        return try await create(new, &call)
    }

    /// How often a write begins anew because the object comes and goes at the same time.
    private static let existenceAttempts = 10

    /// Changes an object, or creates it where it is not there.
    func changeOrCreate(
        _ name: String, _ call: inout Call, change: (inout Call) async throws -> CoreResponse,
        create: (inout Call) async throws -> CoreResponse
    ) async throws -> CoreResponse {
        let key = call.definition.key(call.namespacedName(name))
        for _ in 0..<Self.existenceAttempts {
            var attempt = call
            let exists = try await store.get(key) != nil
            do {
                let response = exists ? try await change(&attempt) : try await create(&attempt)
                call = attempt
                return response
            } catch let status as APIStatus where status.reason == (exists ? .notFound : .alreadyExists) {
                guard try await (store.get(key) != nil) != exists else { throw status }
            }
        }
        throw APIStatus.modified(call.groupResource, name: name)
    }

    /// Asks whether the sender of an update or an apply may create the object, which is not there.
    func authorizeCreation(_ call: Call) async throws {
        var permission = AuthorizationRequest(call.request, by: call.user)
        permission.verb = ResourceDefinition.Verb.create.rawValue
        try await authorize(permission)
    }

    /// Replaces an object by what `body` makes of it.
    ///
    /// - Parameters:
    ///   - knowsOwners: Whether `body` keeps account of who sets which field; otherwise the sender of the request gets to own
    ///     what changes.
    ///   - body: From the object as it is to the object as it should be, both in the version of the request. It runs again
    ///     when someone else was faster; a `resourceVersion` in its result makes that a conflict instead.
    func change(
        _ name: String, _ call: inout Call, knowsOwners: Bool = false,
        _ body: (Unstructured) async throws -> Unstructured
    ) async throws -> CoreResponse {
        let key = call.definition.key(call.namespacedName(name))
        var found = try await store.get(key)
        for _ in 0..<Self.attempts {
            guard let current = found else { throw APIStatus.notFound(call.groupResource, name: name) }
            var attempt = call
            let raw = try ObjectCodec.decode(current)
            let old = try await storageForm(of: raw, storedAt: current.revision, call.definition)
            let shown = try await converted(old, to: call.served.type.groupVersion, call.definition)
            attempt.requestForm = RequestForm(old: shown)
            var sent = try attempt.accept(try await body(shown))
            try checkIdentity(of: sent, against: old, call)
            if !knowsOwners { sent = try await trackingOwners(of: sent, from: shown, call) }
            let new = try await revise(old, to: sent, &attempt)
            do {
                let stored = try await settlingNames(of: new, old: old, attempt) {
                    try await replace(current, raw, with: $0, attempt)
                }
                call = attempt
                return .object(try await encoded(stored, as: call.served), created: false)
            } catch let error as StoreError where error.code == .preconditionFailed {
                if error.key != key { try learn(from: error, call) }
                found = error.current
            }
        }
        throw APIStatus.modified(call.groupResource, name: name)
    }

    /// The object to store when `sent` is to take the place of `old`. The result is in the storage version.
    private func revise(_ old: Unstructured, to sent: Unstructured, _ call: inout Call) async throws -> Unstructured {
        let definition = call.definition
        var new = try await converted(sent, to: definition.storageGroupVersion, definition)
        confine(&new, to: old, call)
        call.requestForm = call.requestForm?.taking(sent, stored: new, call)
        try await mutate(&new, old: old, &call)
        // What the request cannot change, those who change it on its way cannot either.
        confine(&new, to: old, call)
        MetadataRules.carryOver(from: old, to: &new)
        definition.rules.prepareForUpdate?(&new, old)
        let countsStatus = definition.source != nil && !definition.storage.subresources.status
        if definition.tracksGeneration,
            MetadataRules.changesSpecification(from: old, to: new, countsStatus: countsStatus)
        {
            new.generation = old.generation + 1
        }
        try await validate(new, old: old, &call)
        return new
    }

    /// Leaves as it was what a write of the object, or of its status, has no say in.
    private func confine(_ new: inout Unstructured, to old: Unstructured, _ call: Call) {
        if call.request.subresource == "status" {
            let (status, owners) = (new.fields["status"], new.metadata("managedFields"))
            new = old
            new.fields["status"] = status
            new.setMetadata("managedFields", owners)
        } else if call.definition.storage.subresources.status {
            new.fields["status"] = old.fields["status"]
        }
    }

    private func checkIdentity(of sent: Unstructured, against old: Unstructured, _ call: Call) throws {
        if !sent.uid.isEmpty, sent.uid != old.uid {
            throw APIStatus.conflict(
                call.groupResource, name: old.name,
                "Precondition failed: UID in precondition: \(sent.uid), UID in object meta: \(old.uid)")
        }
        if sent.resourceVersion.isEmpty || sent.resourceVersion == "0" {
            guard case .update = call.request.operation, !call.definition.allowsUnconditionalUpdate else { return }
            throw APIStatus.invalid(
                call.served.type.groupKind, name: old.name,
                [.invalid("metadata.resourceVersion", 0, "must be specified for an update")])
        }
        if sent.resourceVersion != old.resourceVersion { throw APIStatus.modified(call.groupResource, name: old.name) }
    }

    /// Stores the new object in place of the current one, which `old` is as it was stored: nothing is written where nothing
    /// differs, and an object that was only waiting for its finalizers goes with the last of them.
    func replace(
        _ current: StoredObject, _ old: Unstructured, with wanted: Unstructured, _ call: Call
    ) async throws -> StoredObject {
        let new = wanted.keepingTimesOfOwners(of: old)
        let isDryRun = call.request.write.isDryRun
        if new.isBeingDeleted, !call.definition.isHeld(new) {
            let value = ObjectCodec.encode(new)
            let revision = isDryRun ? current.revision : try await remove(current, old, call.definition)
            return StoredObject(key: current.key, value: value, revision: revision)
        }
        if new == old { return current }
        let value = ObjectCodec.encode(new)
        try Self.checkSize(of: value, replacing: current)
        if isDryRun { return StoredObject(key: current.key, value: value, revision: current.revision) }
        // A definition that changed meanwhile may store its objects in another version.
        let stored = try await put(
            value, under: current.key,
            if: [.revision(current.key, current.revision)] + definitionPrecondition(call.definition))
        didWrite(new, stored, call.definition)
        return stored
    }
}

extension ResourceDefinition {
    /// Whether anything keeps an object from going at once when it is deleted.
    func isHeld(_ object: Unstructured) -> Bool {
        !object.finalizers.isEmpty || rules.holdsDeletion?(object) == true
    }

    /// The version in which objects are stored.
    var storage: ResourceVersion { versions.first(where: \.isStorage) ?? versions[0] }

    /// What is wrong with an object by what its version says alone. Another definition says it of objects that are stored
    /// in its form.
    func structuralErrors(in object: Unstructured) -> [FieldError] {
        guard storageGroupVersion == names.groupVersion else { return [] }
        if let kind = storage.builtInKind { return kind.unsupportedValues(in: object.fields) }
        return storage.schema?.validate(object.json) ?? []
    }
}

extension APIStatus {
    /// Someone else was faster.
    static func modified(_ resource: GroupResource, name: String) -> APIStatus {
        .conflict(
            resource, name: name,
            "the object has been modified; please apply your changes to the latest version and try again")
    }
}
