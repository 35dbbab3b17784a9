import JSON
import Machinery

/// What is wrong with roles and bindings, in the words of Kubernetes.
enum RBACValidation {
    private static let group = "rbac.authorization.k8s.io"

    static func errors(inRole role: Unstructured, isNamespaced: Bool) -> [FieldError] {
        role.elements(at: "rules").enumerated().flatMap { index, rule in
            errors(inRule: rule, at: "rules[\(index)]", isNamespaced: isNamespaced)
        }
    }

    private static func errors(inRule rule: JSONValue, at path: String, isNamespaced: Bool) -> [FieldError] {
        var errors: [FieldError] = []
        if rule.list("verbs").isEmpty {
            errors.append(.required("\(path).verbs", "verbs must contain at least one value"))
        }
        if let urls = rule["nonResourceURLs"], !rule.list("nonResourceURLs").isEmpty {
            if isNamespaced {
                errors.append(
                    .invalid(
                        "\(path).nonResourceURLs", urls, "namespaced rules cannot apply to non-resource URLs"))
            }
            if ["apiGroups", "resources", "resourceNames"].contains(where: { !rule.list($0).isEmpty }) {
                errors.append(
                    .invalid(
                        "\(path).nonResourceURLs", urls,
                        "rules cannot apply to both regular resources and non-resource URLs"))
            }
            return errors
        }
        if rule.list("apiGroups").isEmpty {
            errors.append(.required("\(path).apiGroups", "resource rules must supply at least one api group"))
        }
        if rule.list("resources").isEmpty {
            errors.append(.required("\(path).resources", "resource rules must supply at least one resource"))
        }
        if !rule.list("resourceNames").isEmpty, rule.list("resources").count > 1 {
            errors.append(
                .required("\(path).resourceNames", "resource names cannot apply to multiple resources"))
        }
        return errors
    }

    static func errors(
        inBinding binding: Unstructured, since old: Unstructured?, isNamespaced: Bool
    ) -> [FieldError] {
        let role = binding.fields["roleRef"] ?? [:]
        var errors: [FieldError] = []
        if role.text(of: "apiGroup") != group {
            errors.append(.notSupported("roleRef.apiGroup", .string(role.text(of: "apiGroup")), supported: [group]))
        }
        let kinds = isNamespaced ? ["Role", "ClusterRole"] : ["ClusterRole"]
        if !kinds.contains(role.text(of: "kind")) {
            errors.append(.notSupported("roleRef.kind", .string(role.text(of: "kind")), supported: kinds))
        }
        errors += FieldRules.name(role["name"], "roleRef.name", .pathSegment)
        for (index, subject) in binding.elements(at: "subjects").enumerated() {
            errors += self.errors(inSubject: subject, at: "subjects[\(index)]", isNamespaced: isNamespaced)
        }
        if let old, old.fields["roleRef"] != binding.fields["roleRef"] {
            errors.append(.invalid("roleRef", role, "cannot change roleRef"))
        }
        return errors
    }

    private static func errors(inSubject subject: JSONValue, at path: String, isNamespaced: Bool) -> [FieldError] {
        let name = subject.text(of: "name")
        let apiGroup = subject.text(of: "apiGroup")
        var errors: [FieldError] = name.isEmpty ? [.required("\(path).name")] : []
        switch subject.text(of: "kind") {
        case "ServiceAccount":
            if !name.isEmpty {
                errors += NameRule.dns1123Subdomain.problems(in: name).map {
                    .invalid("\(path).name", .string(name), $0)
                }
            }
            if !apiGroup.isEmpty {
                errors.append(.notSupported("\(path).apiGroup", .string(apiGroup), supported: [""]))
            }
            if !isNamespaced, subject.text(of: "namespace").isEmpty { errors.append(.required("\(path).namespace")) }
        case "User", "Group":
            if name.isEmpty {
                let kind = subject.text(of: "kind").lowercased()
                errors.append(.invalid("\(path).name", "", "\(kind) name cannot be empty"))
            }
            if apiGroup != group {
                errors.append(.notSupported("\(path).apiGroup", .string(apiGroup), supported: [group]))
            }
        default:
            errors.append(
                .notSupported(
                    "\(path).kind", .string(subject.text(of: "kind")), supported: ["ServiceAccount", "User", "Group"]))
        }
        return errors
    }
}
