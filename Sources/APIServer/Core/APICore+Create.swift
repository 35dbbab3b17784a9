import Effects
import JSON
import KubernetesClient
import Machinery
import ObjectStore

extension APICore {
    /// How often a name is generated before the server gives up, as in Kubernetes.
    private static let nameAttempts = 8
    /// How often a create begins anew because its namespace or its definition changes at the same time.
    private static let insertAttempts = 100

    /// - Parameter knowsOwners: Whether `sent` comes with account of who sets which field; otherwise the sender of the request
    ///   gets to own all of it.
    func create(_ sent: Unstructured, knowsOwners: Bool = false, _ call: inout Call) async throws -> CoreResponse {
        guard call.request.subresource == nil else { throw APIStatus.noSuchResource() }
        var accepted = try call.accept(sent)
        guard accepted.resourceVersion.isEmpty else {
            throw APIStatus.badRequest("resourceVersion should not be set on objects to be created")
        }
        if call.definition.dropsStatusOnCreate { accepted.fields["status"] = nil }
        if !knowsOwners { accepted = try await trackingOwners(of: accepted, from: nil, call) }
        var object = try await converted(accepted, to: call.definition.storageGroupVersion, call.definition)
        call.requestForm = RequestForm(object: accepted, stored: object)
        try await mutate(&object, old: nil, &call)
        prepare(&object, call)
        let isNameGenerated = object.name.isEmpty && !object.generateName.isEmpty
        for _ in 0..<Self.nameAttempts {
            if isNameGenerated { generateName(&object) }
            // Every name is looked at by those who may refuse it; warnings are those about the last.
            var attempt = call
            try await validate(object, old: nil, &attempt)
            let stored = try await settlingNames(of: object, old: nil, attempt) { [attempt] in
                try await insert($0, attempt)
            }
            if let stored {
                call = attempt
                return .object(try await encoded(stored, as: call.served), created: true)
            }
            guard isNameGenerated else { throw APIStatus.alreadyExists(call.groupResource, name: object.name) }
        }
        throw APIStatus.noUniqueName(call.groupResource, name: object.name)
    }

    private func prepare(_ object: inout Unstructured, _ call: Call) {
        let definition = call.definition
        if definition.dropsStatusOnCreate { object.fields["status"] = nil }
        MetadataRules.initialize(
            &object, uid: random.uid(), now: time.now().truncatedToSeconds,
            tracksGeneration: definition.tracksGeneration)
        definition.rules.prepareForCreate?(&object)
    }

    private func generateName(_ object: inout Unstructured) {
        object.name = NameGenerator(random: random).name(base: object.generateName)
    }

    /// Stores a new object.
    ///
    /// - Returns: `nil` where its name is taken.
    private func insert(_ object: Unstructured, _ call: Call) async throws -> StoredObject? {
        let key = call.definition.key(object.namespacedName)
        let value = ObjectCodec.encode(object)
        try Self.checkSize(of: value)
        for _ in 0..<Self.insertAttempts {
            let preconditions = try await containment(of: object.namespacedName, call)
            if call.request.write.isDryRun {
                let isTaken = try await store.get(key) != nil
                return isTaken ? nil : StoredObject(key: key, value: value, revision: Revision(0))
            }
            switch await insertion(of: value, under: key, if: preconditions) {
            case .success(let stored):
                didWrite(object, stored, call.definition)
                return stored
            case .failure(let error):
                guard error.code == .preconditionFailed else { throw error }
                if error.key == key { return nil }
                try learn(from: error, call)
            }
        }
        throw APIStatus.serviceUnavailable("the namespace or the definition of \(call.groupResource) does not settle")
    }

    /// Puts a value where nothing is. A function of its own with a result, because Swift 6.3 does not compile a loop
    /// around a typed `catch`.
    @inline(never)
    private func insertion(
        of value: [UInt8], under key: StoreKey, if preconditions: [Mutation.Precondition]
    ) async -> Result<StoredObject, StoreError> {
        do throws(StoreError) {
            return .success(try await put(value, under: key, if: [.absent(key)] + preconditions))
        } catch {
            return .failure(error)
        }
    }

    /// The conditions under which an object's namespace and definition take it in.
    private func containment(of name: NamespacedName, _ call: Call) async throws -> [Mutation.Precondition] {
        var preconditions: [Mutation.Precondition] = []
        if call.served.type.isNamespaced {
            preconditions.append(try await namespaces.precondition(for: name, of: call.groupResource, in: store))
        }
        if call.definition.source?.isTerminating == true {
            throw APIStatus.definitionIsTerminating(call.groupResource)
        }
        return preconditions + definitionPrecondition(call.definition)
    }

    /// The condition that the CustomResourceDefinition of a resource is still the one that the catalog knows.
    func definitionPrecondition(_ definition: ResourceDefinition) -> [Mutation.Precondition] {
        guard let source = definition.source else { return [] }
        return [.revision(CustomResources.key(of: definition.names.groupResource), source.revision)]
    }

    func learn(from error: StoreError, _ call: Call) throws {
        guard let key = error.key else { throw error }
        if let namespace = NamespaceGate.namespace(under: key) {
            try namespaces.learn(namespace, from: error.current)
        } else {
            // A definition that is gone leaves the catalog by the road of its deletion.
            guard let current = error.current else { throw APIStatus.noSuchResource() }
            customResources.take([current], reporting: reportUnreadable)
            throw CatalogChanged()
        }
    }
}

extension ResourceDefinition {
    fileprivate var dropsStatusOnCreate: Bool { storage.subresources.status && !rules.keepsStatusOnCreate }
}

/// The catalog was out of date: the request begins anew.
struct CatalogChanged: Error {}

extension APIStatus {
    fileprivate static func noUniqueName(_ resource: GroupResource, name: String) -> APIStatus {
        var status = APIStatus.alreadyExists(resource, name: name)
        status.message += ", the server was not able to generate a unique name for the object"
        status.details?.retryAfterSeconds = 1
        return status
    }

    fileprivate static func definitionIsTerminating(_ resource: GroupResource) -> APIStatus {
        APIStatus(
            code: 405, reason: .methodNotAllowed,
            message: "create not allowed while custom resource definition is terminating",
            details: Details(group: resource.group, kind: resource.resource))
    }
}
