import JSON
import KubernetesClient
import Machinery

extension APICore {
    /// Lets the plugins change an object that is about to be written.
    func mutate(_ object: inout Unstructured, old: Unstructured?, _ call: inout Call) async throws {
        let plugins = configuration.admission.plugins(for: call.served.type.groupKind)
        guard !plugins.isEmpty else { return }
        var request = admissionRequest(object, old: old, call)
        for plugin in plugins { try await plugin.mutate(&request) }
        call.warnings += request.warnings
        if let changed = request.object { object = changed }
    }

    /// Checks an object that is about to be written: its metadata, its schema (that of the storage
    /// version), its kind's own rules, then the plugins.
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
        errors += definition.structuralErrors(in: object)
        errors += definition.rules.validate?(object, old) ?? []
        guard errors.isEmpty else {
            throw APIStatus.invalid(definition.names.groupKind, name: object.name, errors)
        }
        call.warnings += definition.rules.warnings?(object) ?? []
        try await askPlugins(object, old: old, &call)
    }

    /// Asks the plugins whether an object may be deleted.
    func validateDeletion(of old: Unstructured, _ call: inout Call) async throws {
        if let refusal = call.definition.rules.refuseDeletion?(old) { throw refusal }
        try await askPlugins(nil, old: old, &call)
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
