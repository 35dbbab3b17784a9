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
            names(kind, plural, isNamespaced: isNamespaced), schema: roleSchema, columns: [.name, .createdAt])
        definition.nameRule = .pathSegment
        return definition
    }

    private static func binding(_ kind: String, _ plural: String, isNamespaced: Bool) -> ResourceDefinition {
        var definition = ResourceDefinition.builtIn(
            names(kind, plural, isNamespaced: isNamespaced), schema: bindingSchema,
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
        definition.rules.prepareForCreate = { prepare(&$0) }
        definition.rules.prepareForUpdate = { object, _ in prepare(&object) }
        definition.rules.validate = { object, old in
            guard let old, old.fields["roleRef"] != object.fields["roleRef"] else { return [] }
            return [.invalid("roleRef", object.fields["roleRef"] ?? .null, "cannot change roleRef")]
        }
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

    private static let roleSchema: StaticString = #"""
        {"description": "A set of permissions.", "type": "object", "properties": {
        "rules": {"description": "What is permitted.", "type": "array", "items": {
        "description": "One permission.", "type": "object", "required": ["verbs"], "properties": {
        "apiGroups": {"description": "The API groups of the resources; `*` for all.", "type": "array", "items": {"type": "string"}},
        "resources": {"description": "The resources, and their subresources after a slash; `*` for all.", "type": "array", "items": {"type": "string"}},
        "resourceNames": {"description": "The objects; all where empty.", "type": "array", "items": {"type": "string"}},
        "nonResourceURLs": {"description": "Paths that are no resources.", "type": "array", "items": {"type": "string"}},
        "verbs": {"description": "What may be done; `*` for all.", "type": "array", "items": {"type": "string"}}
        }}},
        "aggregationRule": {"description": "Which other roles to take the rules from.", "type": "object", "x-kubernetes-preserve-unknown-fields": true}
        }}
        """#

    private static let bindingSchema: StaticString = #"""
        {"description": "Grants a role.", "type": "object", "required": ["roleRef"], "properties": {
        "roleRef": {"description": "The role that is granted; it cannot change.", "type": "object", "required": ["kind", "name"], "properties": {
        "apiGroup": {"description": "The API group of the role.", "type": "string"},
        "kind": {"description": "`Role` or `ClusterRole`.", "type": "string"},
        "name": {"description": "The name of the role.", "type": "string"}
        }},
        "subjects": {"description": "Whom it is granted to.", "type": "array", "items": {"type": "object", "required": ["kind", "name"], "properties": {
        "apiGroup": {"description": "The API group of the subject.", "type": "string"},
        "kind": {"description": "`User`, `Group` or `ServiceAccount`.", "type": "string"},
        "name": {"description": "The name of the subject.", "type": "string"},
        "namespace": {"description": "The namespace of a service account.", "type": "string"}
        }}}
        }}
        """#
}
