import JSON
import Machinery

/// The kinds of `rbac.authorization.k8s.io/v1`.
enum RBACKinds {
    static let definitions = [
        role("ClusterRole", "clusterroles", isNamespaced: false), role("Role", "roles", isNamespaced: true),
        binding("ClusterRoleBinding", "clusterrolebindings", isNamespaced: false),
        binding("RoleBinding", "rolebindings", isNamespaced: true),
    ]

    private static func names(_ kind: String, _ plural: String, isNamespaced: Bool) -> ResourceType {
        ResourceType(
            group: "rbac.authorization.k8s.io", version: "v1", kind: kind, plural: plural, isNamespaced: isNamespaced)
    }

    private static func role(_ kind: String, _ plural: String, isNamespaced: Bool) -> ResourceDefinition {
        var definition = ResourceDefinition.builtIn(
            names(kind, plural, isNamespaced: isNamespaced), columns: [.name, .createdAt])
        definition.nameRule = .pathSegment
        definition.allowsCreateOnUpdate = true
        definition.rules.validate = { object, _ in RBACValidation.errors(inRole: object, isNamespaced: isNamespaced) }
        return definition
    }

    private static func binding(_ kind: String, _ plural: String, isNamespaced: Bool) -> ResourceDefinition {
        var definition = ResourceDefinition.builtIn(
            names(kind, plural, isNamespaced: isNamespaced),
            columns: [
                .name,
                .text("Role", description: "The role that is granted.") { object in
                    "\(object.text(at: "roleRef", "kind"))/\(object.text(at: "roleRef", "name"))"
                },
                .age,
                .text("Users", priority: 1, description: "The users it is granted to.") { subjects($0, "User") },
                .text("Groups", priority: 1, description: "The groups it is granted to.") { subjects($0, "Group") },
                .text("ServiceAccounts", priority: 1, description: "The service accounts it is granted to.") {
                    subjects($0, "ServiceAccount")
                },
            ])
        definition.nameRule = .pathSegment
        definition.allowsCreateOnUpdate = true
        definition.rules.prepareForCreate = { prepare(&$0) }
        definition.rules.prepareForUpdate = { object, _ in prepare(&object) }
        definition.rules.validate = { RBACValidation.errors(inBinding: $0, since: $1, isNamespaced: isNamespaced) }
        return definition
    }

    /// The API groups that the kinds of roles and subjects imply.
    private static func prepare(_ object: inout Unstructured) {
        let group: JSONValue = "rbac.authorization.k8s.io"
        if var role = object.fields["roleRef"]?.objectValue, role["apiGroup"]?.stringValue ?? "" == "" {
            role["apiGroup"] = group
            object.fields["roleRef"] = .object(role)
        }
        guard let subjects = object.fields["subjects"]?.arrayValue else { return }
        object.fields["subjects"] = .array(
            subjects.map { subject in
                guard var fields = subject.objectValue, ["User", "Group"].contains(fields["kind"]?.stringValue ?? ""),
                    fields["apiGroup"]?.stringValue ?? "" == ""
                else { return subject }
                fields["apiGroup"] = group
                return .object(fields)
            })
    }

    private static func subjects(_ object: Unstructured, _ kind: String) -> String {
        object.elements(at: "subjects").filter { $0["kind"]?.stringValue == kind }
            .map { subject in
                let namespace = subject["namespace"]?.stringValue ?? ""
                let name = subject["name"]?.stringValue ?? ""
                return namespace.isEmpty ? name : "\(namespace)/\(name)"
            }
            .joined(separator: ", ")
    }
}
