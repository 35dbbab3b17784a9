import JSON
import Machinery

/// The rules for webhook configurations that their schema cannot say, in the words of Kubernetes.
struct WebhookConfigurationValidation {
    let webhooks: [JSONValue]
    let isMutating: Bool

    func errors() -> [FieldError] {
        var names: Set<String> = []
        return webhooks.enumerated().flatMap { index, webhook in
            let field = "webhooks[\(index)]"
            var errors = nameErrors(webhook["name"]?.stringValue ?? "", at: "\(field).name")
            for (index, rule) in (webhook["rules"]?.arrayValue ?? []).enumerated() {
                errors += WebhookRuleValidation(rule: rule, field: "\(field).rules[\(index)]").errors()
            }
            errors += policyErrors(webhook, at: field) + selectorErrors(webhook, at: field)
            errors += WebhookClientValidation.errors(webhook["clientConfig"] ?? [:], at: "\(field).clientConfig")
            errors += reviewVersionErrors(webhook, at: "\(field).admissionReviewVersions")
            if webhook["matchConditions"]?.arrayValue?.isEmpty == false {
                errors.append(
                    .forbidden(
                        "\(field).matchConditions", "match conditions are CEL, which this server does not evaluate yet")
                )
            }
            if let name = webhook["name"]?.stringValue, !name.isEmpty, !names.insert(name).inserted {
                errors.append(.duplicate("\(field).name", .string(name)))
            }
            return errors
        }
    }

    private func nameErrors(_ name: String, at field: String) -> [FieldError] {
        if name.isEmpty { return [.required(field)] }
        let problems = NameRule.dns1123Subdomain.problems(in: name)
        guard problems.isEmpty else { return [.invalid(field, .string(name), problems.joined(separator: ","))] }
        guard name.split(separator: ".", omittingEmptySubsequences: false).count >= 3 else {
            return [
                .invalid(
                    field, .string(name), "should be a domain with at least three segments separated by dots")
            ]
        }
        return []
    }

    private func policyErrors(_ webhook: JSONValue, at field: String) -> [FieldError] {
        var errors = choiceErrors(webhook, "failurePolicy", ["Fail", "Ignore"], at: field)
        errors += choiceErrors(webhook, "matchPolicy", ["Equivalent", "Exact"], at: field)
        let sideEffects = ["None", "NoneOnDryRun"]
        if webhook["sideEffects"] == nil {
            errors.append(
                .required("\(field).sideEffects", "must specify one of \(sideEffects.joined(separator: ", "))"))
        }
        errors += choiceErrors(webhook, "sideEffects", sideEffects, at: field)
        if let seconds = webhook["timeoutSeconds"]?.integerValue, !(1...30).contains(seconds) {
            errors.append(
                .invalid(
                    "\(field).timeoutSeconds", .integer(seconds),
                    "the timeout value must be between 1 and 30 seconds"))
        }
        if isMutating { errors += choiceErrors(webhook, "reinvocationPolicy", ["IfNeeded", "Never"], at: field) }
        return errors
    }

    private func choiceErrors(
        _ webhook: JSONValue, _ key: String, _ supported: [String], at field: String
    ) -> [FieldError] {
        guard let value = webhook[key]?.stringValue, !supported.contains(value) else { return [] }
        return [.notSupported("\(field).\(key)", .string(value), supported: supported)]
    }

    private func selectorErrors(_ webhook: JSONValue, at field: String) -> [FieldError] {
        ["namespaceSelector", "objectSelector"].flatMap { key -> [FieldError] in
            guard let json = webhook[key], let selector = try? LabelSelector(json: json) else { return [] }
            return selector.validate(at: "\(field).\(key)")
        }
    }

    private func reviewVersionErrors(_ webhook: JSONValue, at field: String) -> [FieldError] {
        let versions = webhook["admissionReviewVersions"]?.arrayValue?.compactMap(\.stringValue) ?? []
        let known = AdmissionReview.Version.allCases.map(\.rawValue)
        guard !versions.isEmpty else {
            return [.required(field, "must specify one of \(known.joined(separator: ", "))")]
        }
        var errors: [FieldError] = []
        var seen: Set<String> = []
        for (index, version) in versions.enumerated() {
            guard seen.insert(version).inserted else {
                errors.append(.invalid("\(field)[\(index)]", .string(version), "duplicate version"))
                continue
            }
            errors += NameRule.dns1035Label.problems(in: version).map {
                .invalid("\(field)[\(index)]", .string(version), $0)
            }
        }
        if seen.isDisjoint(with: known) {
            errors.append(
                .invalid(field, versions.json, "must include at least one of \(known.joined(separator: ", "))"))
        }
        return errors
    }
}

/// The rules for one entry of `rules`.
private struct WebhookRuleValidation {
    let rule: JSONValue
    let field: String

    private static let operations = ["*", "CONNECT", "CREATE", "DELETE", "UPDATE"]
    private static let scopes = ["*", "Cluster", "Namespaced"]

    private func texts(_ key: String) -> [String] { rule[key]?.arrayValue?.compactMap(\.stringValue) ?? [] }

    func errors() -> [FieldError] {
        var errors = listErrors("operations", others: "operations")
        for (index, operation) in texts("operations").enumerated() where !Self.operations.contains(operation) {
            errors.append(
                .notSupported("\(field).operations[\(index)]", .string(operation), supported: Self.operations))
        }
        errors += listErrors("apiGroups", others: "API groups") + listErrors("apiVersions", others: "API versions")
        for (index, version) in texts("apiVersions").enumerated() where version.isEmpty {
            errors.append(.required("\(field).apiVersions[\(index)]"))
        }
        errors += resourceErrors(texts("resources"), at: "\(field).resources")
        if let scope = rule["scope"]?.stringValue, !Self.scopes.contains(scope) {
            errors.append(.notSupported("\(field).scope", .string(scope), supported: Self.scopes))
        }
        return errors
    }

    private func listErrors(_ key: String, others: String) -> [FieldError] {
        let values = texts(key)
        if values.isEmpty { return [.required("\(field).\(key)")] }
        guard values.count > 1, values.contains("*") else { return [] }
        return [.invalid("\(field).\(key)", values.json, "if '*' is present, must not specify other \(others)")]
    }

    private func resourceErrors(_ resources: [String], at field: String) -> [FieldError] {
        if resources.isEmpty { return [.required(field)] }
        var errors: [FieldError] = []
        var withAllSubresources: Set<String> = []
        var ofAllResources: Set<String> = []
        var namesResource = false
        for (index, text) in resources.enumerated() {
            if text.isEmpty {
                errors.append(.required("\(field)[\(index)]"))
                continue
            }
            let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            guard parts.count == 2 else {
                namesResource = namesResource || text != "*"
                continue
            }
            if withAllSubresources.contains(parts[0]) {
                errors.append(
                    .invalid(
                        "\(field)[\(index)]", .string(text), "if '\(parts[0])/*' is present, must not specify \(text)"))
            }
            if ofAllResources.contains(parts[1]) {
                errors.append(
                    .invalid(
                        "\(field)[\(index)]", .string(text), "if '*/\(parts[1])' is present, must not specify \(text)"))
            }
            if parts[1] == "*" { withAllSubresources.insert(parts[0]) }
            if parts[0] == "*" { ofAllResources.insert(parts[1]) }
        }
        if resources.count > 1, resources.contains("*/*") {
            errors.append(
                .invalid(field, resources.json, "if '*/*' is present, must not specify other resources"))
        }
        if resources.contains("*"), namesResource {
            errors.append(
                .invalid(
                    field, resources.json,
                    "if '*' is present, must not specify other resources without subresources"))
        }
        return errors
    }
}
