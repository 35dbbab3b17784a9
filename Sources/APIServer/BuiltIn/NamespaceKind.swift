import JSON
import Machinery

/// `v1` Namespace.
enum NamespaceKind {
    /// Nobody can delete them.
    private static let permanent = ["default", "kube-system", "kube-public"]
    /// The namespaces that every plane begins with.
    static let initial = permanent + ["kube-node-lease"]

    /// In `spec.finalizers`: keeps a namespace until everything in it is gone.
    static let finalizer = "kubernetes"

    static let definition: ResourceDefinition = {
        let names = ResourceType(
            group: "", version: "v1", kind: "Namespace", plural: "namespaces", isNamespaced: false, shortNames: ["ns"])
        var definition = ResourceDefinition.builtIn(
            names, hasStatus: true,
            columns: [
                .name,
                TableColumn(
                    "Status", description: "Whether the namespace is in use or going.", value: .path(".status.phase")),
                .age,
            ],
            selectableFields: ["status.phase"])
        definition.versions[0].actions = [
            Subresource(
                name: "finalize", kind: names.groupVersionKind, verbs: [.update],
                handler: { core, call in try await core.finalizeNamespace(&call) })
        ]
        definition.verbs.removeAll { $0 == .deletecollection }
        definition.nameRule = .dns1123Label
        definition.rules.prepareForCreate = { object in
            object.fields["spec"] = ["finalizers": [.string(finalizer)]]
            object.fields["status"] = ["phase": "Active"]
            label(&object)
        }
        definition.rules.prepareForUpdate = { object, old in
            // The server alone lets go of a namespace.
            object.fields["spec"] = old.fields["spec"]
            label(&object)
        }
        definition.rules.prepareForDeletion = { object in
            var status = object.fields["status"]?.objectValue ?? [:]
            status["phase"] = "Terminating"
            object.fields["status"] = .object(status)
        }
        definition.rules.holdsDeletion = { object in
            object.value(at: "spec", "finalizers")?.arrayValue?.isEmpty == false
        }
        definition.rules.refuseDeletion = { object in
            guard permanent.contains(object.name) else { return nil }
            return .forbidden(
                GroupResource(group: "", resource: "namespaces"), name: object.name, "this namespace may not be deleted"
            )
        }
        return definition
    }()

    /// Selectors of namespaces can name them by this label.
    private static func label(_ object: inout Unstructured) {
        object.labels["kubernetes.io/metadata.name"] = object.name
    }
}
