import JSON
import Machinery

/// What is wrong with a node, in the words of Kubernetes.
enum NodeValidation {
    static func errors(in node: Unstructured, since old: Unstructured?) -> [FieldError] {
        let spec = node.fields["spec"] ?? [:]
        var errors = validate(taints: spec.list("taints"))
        let ranges = spec.list("podCIDRs").compactMap(\.stringValue)
        for (index, range) in ranges.enumerated() where CIDRBlock(parsing: range) == nil {
            errors.append(
                .invalid(
                    "spec.podCIDRs[\(index)]", .string(range),
                    "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)"))
        }
        if ranges.count > 2 {
            errors.append(
                .invalid(
                    "spec.podCIDRs", .array(ranges.map(JSONValue.string)),
                    "may specify no more than one CIDR for each IP family"))
        }
        errors += FieldRules.quantities(node.value(at: "status", "capacity"), "status.capacity")
        errors += FieldRules.quantities(node.value(at: "status", "allocatable"), "status.allocatable")
        guard let old else { return errors }
        return errors + changes(from: old.fields["spec"] ?? [:], to: spec)
    }

    /// What is the machine's identity is said once.
    private static func changes(from old: JSONValue, to spec: JSONValue) -> [FieldError] {
        var errors: [FieldError] = []
        if !old.text(of: "podCIDR").isEmpty, old["podCIDRs"] != spec["podCIDRs"] {
            errors.append(.forbidden("spec.podCIDRs", "node updates may not change podCIDR except from \"\" to valid"))
        }
        if !old.text(of: "providerID").isEmpty, old.text(of: "providerID") != spec.text(of: "providerID") {
            errors.append(
                .forbidden("spec.providerID", "node updates may not change providerID except from \"\" to valid"))
        }
        return errors
    }

    private static func validate(taints: [JSONValue]) -> [FieldError] {
        var errors: [FieldError] = []
        var seen: Set<[String]> = []
        for (index, taint) in taints.enumerated() {
            let path = "spec.taints[\(index)]"
            let (key, value, effect) = (taint.text(of: "key"), taint.text(of: "value"), taint.text(of: "effect"))
            errors += NameRule.qualifiedName.problems(in: key).map { .invalid("\(path).key", .string(key), $0) }
            errors += NameRule.labelValue.problems(in: value).map { .invalid("\(path).value", .string(value), $0) }
            if effect.isEmpty { errors.append(.required("\(path).effect")) }
            if !seen.insert([key, effect]).inserted {
                var duplicate = FieldError.duplicate(path, taint)
                duplicate.detail = "taints must be unique by key and effect pair"
                errors.append(duplicate)
            }
        }
        return errors
    }
}
