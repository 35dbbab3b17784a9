import JSON
import Machinery

/// The rules for a CustomResourceDefinition that its schema cannot say, in the words of Kubernetes.
struct CustomResourceDefinitionValidation {
    let object: Unstructured
    let old: Unstructured?

    var spec: JSONValue { object.fields["spec"] ?? [:] }
    var versions: [JSONValue] { spec["versions"]?.arrayValue ?? [] }
    private var group: String { spec["group"]?.stringValue ?? "" }

    func errors() -> [FieldError] {
        var errors = nameErrors()
        // A write that leaves the specification alone, such as that of a status, is not judged by it.
        if old?.fields["spec"] != object.fields["spec"] {
            errors += groupErrors() + scopeErrors() + versionErrors() + namesErrors() + conversionErrors()
            errors += immutableErrors() + storedVersionErrors() + preservationErrors()
        }
        return errors + APIApproval.errors(object, old: old)
    }

    /// A text that the schema requires; `nil` where it is missing, which the schema reports.
    private func name(_ key: String) -> String? { spec["names"]?[key]?.stringValue }

    private func nameErrors() -> [FieldError] {
        guard object.name != "\(name("plural") ?? "").\(group)" else { return [] }
        return [.invalid("metadata.name", .string(object.name), "must be spec.names.plural+\".\"+spec.group")]
    }

    private func groupErrors() -> [FieldError] {
        guard let group = spec["group"]?.stringValue else { return [] }
        if group.isEmpty { return [.required("spec.group")] }
        let problems = NameRule.dns1123Subdomain.problems(in: group)
        if !problems.isEmpty { return [.invalid("spec.group", .string(group), problems.joined(separator: ","))] }
        if group.contains(".") { return [] }
        return [.invalid("spec.group", .string(group), "should be a domain with at least one dot")]
    }

    private func scopeErrors() -> [FieldError] {
        guard let scope = spec["scope"]?.stringValue else { return [] }
        if scope.isEmpty { return [.required("spec.scope")] }
        let supported = ["Cluster", "Namespaced"]
        return supported.contains(scope) ? [] : [.notSupported("spec.scope", .string(scope), supported: supported)]
    }

    private func namesErrors() -> [FieldError] {
        var errors: [FieldError] = []
        for key in ["plural", "singular", "kind", "listKind"] where name(key) == "" {
            errors.append(.required("spec.names.\(key)"))
        }
        for key in ["plural", "singular"] {
            errors += Self.labelErrors(name(key) ?? "", at: "spec.names.\(key)")
        }
        for key in ["kind", "listKind"] {
            guard let kind = name(key), !kind.isEmpty else { continue }
            let problems = NameRule.dns1035Label.problems(in: kind.lowercased())
            if problems.isEmpty { continue }
            errors.append(
                .invalid(
                    "spec.names.\(key)", .string(kind),
                    "may have mixed case, but should otherwise match: \(problems.joined(separator: ","))"))
        }
        for (index, value) in (spec["names"]?["shortNames"]?.arrayValue ?? []).enumerated() {
            errors += Self.labelErrors(
                value.stringValue ?? "", at: "spec.names.shortNames[\(index)]", mayBeEmpty: false)
        }
        if let kind = name("kind"), !kind.isEmpty, kind == name("listKind") {
            errors.append(
                .invalid("spec.names.listKind", .string(kind), "kind and listKind may not be the same"))
        }
        for (index, value) in (spec["names"]?["categories"]?.arrayValue ?? []).enumerated() {
            errors += Self.labelErrors(
                value.stringValue ?? "", at: "spec.names.categories[\(index)]", mayBeEmpty: false)
        }
        return errors
    }

    static func labelErrors(_ text: String, at field: String, mayBeEmpty: Bool = true) -> [FieldError] {
        if text.isEmpty, mayBeEmpty { return [] }
        let problems = NameRule.dns1035Label.problems(in: text)
        return problems.isEmpty ? [] : [.invalid(field, .string(text), problems.joined(separator: ","))]
    }

    private func immutableErrors() -> [FieldError] {
        guard let old else { return [] }
        var paths = [["group"], ["names", "plural"]]
        // What decides how instances are stored cannot change once there may be some.
        if old.conditionStatus("Established") == "True" { paths = [["scope"], ["names", "kind"]] + paths }
        return paths.compactMap { path in
            let value = spec.value(at: path)
            guard value != old.fields["spec"]?.value(at: path) else { return nil }
            return .invalid("spec.\(path.joined(separator: "."))", value ?? .null, "field is immutable")
        }
    }

    /// A version in which objects are stored cannot go before they are stored in another.
    private func storedVersionErrors() -> [FieldError] {
        let names = versions.compactMap { $0["name"]?.stringValue }
        let stored = object.elements(at: "status", "storedVersions")
        return stored.enumerated().compactMap { index, value in
            guard let name = value.stringValue, !names.contains(name) else { return nil }
            return .invalid(
                "status.storedVersions[\(index)]", value,
                "missing from spec.versions; \(name) was previously a storage version, and must remain in spec.versions "
                    + "until a storage migration ensures no data remains persisted in \(name) and removes \(name) from "
                    + "status.storedVersions")
        }
    }

    private func preservationErrors() -> [FieldError] {
        guard spec["preserveUnknownFields"] == true, old?.value(at: "spec", "preserveUnknownFields") != true else {
            return []
        }
        return [
            .invalid(
                "spec.preserveUnknownFields", true,
                "cannot set to true, set x-kubernetes-preserve-unknown-fields to true in spec.versions[*].schema instead"
            )
        ]
    }
}
