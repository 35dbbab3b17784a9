import JSON
import Machinery

/// The rules for a CustomResourceDefinition that its schema cannot say, in the words of Kubernetes.
struct CustomResourceDefinitionValidation {
    let object: Unstructured
    let old: Unstructured?
    /// The resource that has a kind already.
    let plural: (GroupKind) -> String?

    private var spec: JSONValue { object.fields["spec"] ?? [:] }
    private var group: String { spec["group"]?.stringValue ?? "" }
    private var versions: [JSONValue] { spec["versions"]?.arrayValue ?? [] }

    func errors() -> [FieldError] {
        nameErrors() + groupErrors() + scopeErrors() + namesErrors() + versionErrors() + immutableErrors()
            + storedVersionErrors()
    }

    private func name(_ key: String) -> String { spec["names"]?[key]?.stringValue ?? "" }

    private func nameErrors() -> [FieldError] {
        guard object.name != "\(name("plural")).\(group)" else { return [] }
        return [.invalid("metadata.name", .string(object.name), "must be spec.names.plural+\".\"+spec.group")]
    }

    private func groupErrors() -> [FieldError] {
        if group.isEmpty { return [.required("spec.group")] }
        var errors = NameRule.dns1123Subdomain.problems(in: group).map {
            FieldError.invalid("spec.group", .string(group), $0)
        }
        if !group.contains(".") {
            errors.append(.invalid("spec.group", .string(group), "should be a domain with at least one dot"))
        }
        return errors
    }

    private func scopeErrors() -> [FieldError] {
        let scope = spec["scope"]?.stringValue ?? ""
        if scope.isEmpty { return [.required("spec.scope")] }
        let supported = ["Cluster", "Namespaced"]
        return supported.contains(scope) ? [] : [.notSupported("spec.scope", .string(scope), supported: supported)]
    }

    private func namesErrors() -> [FieldError] {
        var errors: [FieldError] = []
        for key in ["plural", "singular", "kind", "listKind"] {
            let value = name(key)
            let field = "spec.names.\(key)"
            if value.isEmpty {
                errors.append(.required(field))
            } else {
                // Kinds are words in CamelCase; but for that the rule is one.
                errors += NameRule.dns1035Label.problems(in: value.lowercased()).map {
                    .invalid(field, .string(value), $0)
                }
                if !key.lowercased().hasSuffix("kind"), value != value.lowercased() {
                    errors.append(.invalid(field, .string(value), "must be in lower case"))
                }
            }
        }
        for key in ["shortNames", "categories"] {
            for (index, value) in (spec["names"]?[key]?.arrayValue ?? []).enumerated() {
                errors += NameRule.dns1035Label.problems(in: value.stringValue ?? "").map {
                    .invalid("spec.names.\(key)[\(index)]", value, $0)
                }
            }
        }
        if name("kind") == name("listKind") {
            errors.append(
                .invalid("spec.names.listKind", .string(name("listKind")), "kind and listKind may not be the same"))
        }
        if let holder = plural(GroupKind(group: group, kind: name("kind"))), holder != name("plural") {
            errors.append(
                .invalid("spec.names.kind", .string(name("kind")), "is already the kind of \(holder).\(group)"))
        }
        return errors
    }

    private func versionErrors() -> [FieldError] {
        guard !versions.isEmpty else {
            return [.invalid("spec.versions", [], "must have exactly one version marked as storage version")]
        }
        var errors: [FieldError] = []
        var seen: Set<String> = []
        for (index, version) in versions.enumerated() {
            let field = "spec.versions[\(index)]"
            let name = version["name"]?.stringValue ?? ""
            errors += NameRule.dns1035Label.problems(in: name).map { .invalid("\(field).name", .string(name), $0) }
            if !seen.insert(name).inserted { errors.append(.duplicate("\(field).name", .string(name))) }
            errors += schemaErrors(version, at: field) + subresourceErrors(version, at: field)
        }
        if versions.filter({ $0["storage"]?.boolValue == true }).count != 1 {
            errors.append(
                .invalid(
                    "spec.versions", .array(versions.compactMap { $0["name"] }),
                    "must have exactly one version marked as storage version"))
        }
        return errors
    }

    private func schemaErrors(_ version: JSONValue, at field: String) -> [FieldError] {
        guard let json = version["schema"]?["openAPIV3Schema"] else {
            return [.required("\(field).schema.openAPIV3Schema", "schemas are required")]
        }
        let field = "\(field).schema.openAPIV3Schema"
        do {
            return try StructuralSchema(openAPI: json).violations(at: field)
        } catch {
            return [.invalid("\(field).\(error.dottedPath)", .null, error.message)]
        }
    }

    private func subresourceErrors(_ version: JSONValue, at field: String) -> [FieldError] {
        guard let scale = version["subresources"]?["scale"] else { return [] }
        var errors: [FieldError] = []
        for (key, prefix) in [("specReplicasPath", ".spec."), ("statusReplicasPath", ".status.")] {
            let path = scale[key]?.stringValue ?? ""
            if !path.hasPrefix(prefix) {
                errors.append(
                    .invalid(
                        "\(field).subresources.scale.\(key)", .string(path),
                        "should be a json path under \(prefix.dropLast())"))
            }
        }
        return errors
    }

    private func immutableErrors() -> [FieldError] {
        guard let old else { return [] }
        let paths = [["group"], ["scope"], ["names", "plural"], ["names", "kind"]]
        return paths.compactMap { path in
            let value = spec.value(at: path)
            guard value != old.fields["spec"]?.value(at: path) else { return nil }
            return .invalid("spec.\(path.joined(separator: "."))", value ?? .null, "field is immutable")
        }
    }

    /// A version in which objects are stored cannot go before they are stored in another.
    private func storedVersionErrors() -> [FieldError] {
        let names = versions.compactMap { $0["name"]?.stringValue }
        let stored = object.value(at: "status", "storedVersions")?.arrayValue ?? []
        return stored.enumerated().compactMap { index, value in
            guard let name = value.stringValue, !names.contains(name) else { return nil }
            return .invalid("status.storedVersions[\(index)]", value, "missing from spec.versions")
        }
    }
}
