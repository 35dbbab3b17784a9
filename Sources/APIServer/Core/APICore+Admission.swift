import JSON
import KubernetesClient
import Machinery

extension APICore {
    /// Lets the plugins and then the webhooks change an object that is about to be written. Where a webhook did, the plugins
    /// have another look, and those webhooks that want one.
    func mutate(_ object: inout Unstructured, old: Unstructured?, _ call: inout Call) async throws {
        let owners = object.metadata("managedFields")
        try await mutateByPlugins(&object, old: old, &call)
        let webhooks = webhooks(concerning: call, .mutating)
        if !webhooks.isEmpty {
            try await mutate(&object, old: old, by: webhooks, &call)
            call.addWarnings(object.mendOwnersOfFields(from: owners))
        }
        call.warnings += object.joinRepeatedOwners(isAdmitted: true)
    }

    private func mutate(
        _ object: inout Unstructured, old: Unstructured?, by webhooks: [AdmissionWebhook], _ call: inout Call
    ) async throws {
        try await checkNamespace(of: object, old: old, call)
        let namespace = object.namespace
        var reinvocation = Reinvocation()
        try await mutate(&object, old: old, by: webhooks, &reinvocation, &call)
        if reinvocation.isRequested {
            try await mutateByPlugins(&object, old: old, &call)
            reinvocation.beginRepeating(with: object)
            try await mutate(&object, old: old, by: webhooks, &reinvocation, &call)
        }
        if old == nil { try keep(&object, in: namespace) }
    }

    /// Keeps a new object in the namespace of the request.
    private func keep(_ object: inout Unstructured, in namespace: String) throws {
        if object.namespace == namespace { return }
        guard object.namespace.isEmpty || namespace.isEmpty else {
            throw APIStatus.badRequest(
                "the namespace of the provided object does not match the namespace sent on the request")
        }
        object.namespace = namespace
    }

    private func mutate(
        _ object: inout Unstructured, old: Unstructured?, by webhooks: [AdmissionWebhook],
        _ reinvocation: inout Reinvocation, _ call: inout Call
    ) async throws {
        var written: Unstructured? = object
        try await mutate(&written, old: old, by: webhooks, &reinvocation, &call)
        if let written { object = written }
    }

    /// Spares webhooks what has no namespace to be created in.
    func checkNamespace(of object: Unstructured, old: Unstructured?, _ call: Call) async throws {
        guard old == nil, call.served.type.isNamespaced else { return }
        _ = try await namespaces.precondition(for: object.namespacedName, of: call.groupResource, in: store)
    }

    private func mutateByPlugins(_ object: inout Unstructured, old: Unstructured?, _ call: inout Call) async throws {
        let plugins = configuration.admission.plugins(for: call.served.type.groupKind)
        guard !plugins.isEmpty else { return }
        var request = admissionRequest(object, old: old, call)
        for plugin in plugins { try await plugin.mutate(&request) }
        let known = call.warnings
        call.warnings += request.warnings.filter { !known.contains($0) }
        if let changed = request.object { object = changed }
    }

    /// Checks an object that is about to be written: its metadata, its schema (that of the storage
    /// version), its kind's own rules, then the plugins, then the webhooks.
    func validate(_ object: Unstructured, old: Unstructured?, _ call: inout Call) async throws {
        let definition = call.definition
        var errors: [FieldError]
        do {
            errors = try ObjectMeta(json: object.fields["metadata"] ?? [:])
                .validate(isNamespaced: definition.names.isNamespaced, nameRule: definition.nameRule)
        } catch {
            throw call.cannotBeHandled(error.nested(in: "metadata").description)
        }
        if let old { errors += MetadataRules.validateUpdate(of: old, to: object) }
        errors += try await schemaErrors(of: object, old: old, call)
        errors += definition.rules.validate?(object, old) ?? []
        guard errors.isEmpty else {
            throw APIStatus.invalid(definition.names.groupKind, name: object.name, errors)
        }
        call.warnings += writeWarnings(object, old: old, definition)
        try await askAdmission(object, old: old, &call)
    }

    /// Asks the plugins and the webhooks whether a write may be, once the server itself has nothing against it.
    func askAdmission(_ object: Unstructured?, old: Unstructured?, _ call: inout Call) async throws {
        try await askPlugins(object, old: old, &call)
        try await askWebhooks(object, old: old, &call)
    }

    /// Asks the plugins and the webhooks whether an object may be deleted.
    func validateDeletion(of old: Unstructured, _ call: inout Call) async throws {
        if let refusal = call.definition.rules.refuseDeletion?(old) { throw refusal }
        let webhooks = webhooks(concerning: call, .mutating)
        if !webhooks.isEmpty {
            var nothing: Unstructured?
            var reinvocation = Reinvocation()
            try await mutate(&nothing, old: old, by: webhooks, &reinvocation, &call)
        }
        try await askAdmission(nil, old: old, &call)
    }

    private func askWebhooks(_ object: Unstructured?, old: Unstructured?, _ call: inout Call) async throws {
        let webhooks = webhooks(concerning: call, .validating)
        guard !webhooks.isEmpty else { return }
        if let object { try await checkNamespace(of: object, old: old, call) }
        try await validate(object, old: old, by: webhooks, &call)
    }

    private func askPlugins(_ object: Unstructured?, old: Unstructured?, _ call: inout Call) async throws {
        let plugins = configuration.admission.plugins(for: call.served.type.groupKind)
        guard !plugins.isEmpty else { return }
        var request = admissionRequest(object, old: old, call)
        for plugin in plugins { try await plugin.validate(&request) }
        call.warnings += request.warnings
    }

    private func admissionRequest(_ object: Unstructured?, old: Unstructured?, _ call: Call) -> AdmissionRequest {
        AdmissionRequest(
            operation: object == nil ? .delete : old == nil ? .create : .update, resource: call.definition.names,
            subresource: call.admissionSubresource, namespace: call.request.namespace,
            name: object?.name ?? old?.name ?? "", user: call.user, isDryRun: call.request.write.isDryRun,
            client: client(as: .systemMaster), object: object, oldObject: old)
    }
}

extension Call {
    /// The subresource as plugins hear of it: `scale` writes the specification, so to them it is an update of the object.
    fileprivate var admissionSubresource: String? { request.subresource == "scale" ? nil : request.subresource }
}
