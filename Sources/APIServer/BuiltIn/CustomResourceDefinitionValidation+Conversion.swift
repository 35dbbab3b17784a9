import JSON
import Machinery

extension CustomResourceDefinitionValidation {
    private static let reviewVersions = ["v1", "v1beta1"]

    /// The fields have the names of Kubernetes' own type, where the webhook's lie beside the strategy.
    func conversionErrors() -> [FieldError] {
        guard let conversion = spec["conversion"], !conversion.isNull else { return [] }
        let strategy = conversion["strategy"]?.stringValue ?? ""
        let webhook = conversion["webhook"] ?? .null
        let config = webhook["clientConfig"] ?? .null
        let versions = webhook["conversionReviewVersions"]?.arrayValue?.compactMap(\.stringValue) ?? []
        switch strategy {
        case "": return [.required("spec.conversion.strategy")]
        case "None":
            var errors: [FieldError] = []
            let detail = "should not be set when strategy is not set to Webhook"
            if !config.isNull { errors.append(.forbidden("spec.conversion.webhookClientConfig", detail)) }
            if !versions.isEmpty { errors.append(.forbidden("spec.conversion.conversionReviewVersions", detail)) }
            return errors
        case "Webhook":
            return clientErrors(config, at: "spec.conversion.webhookClientConfig")
                + reviewVersionErrors(versions, at: "spec.conversion.conversionReviewVersions")
        default:
            return [
                .notSupported("spec.conversion.strategy", .string(strategy), supported: ["None", "Webhook"])
            ]
        }
    }

    private func clientErrors(_ config: JSONValue, at field: String) -> [FieldError] {
        guard config.objectValue != nil else {
            return [.required(field, "required when strategy is set to Webhook")]
        }
        var errors: [FieldError] = []
        switch (config["url"]?.stringValue, config["service"]) {
        case (let url?, nil): errors += Self.urlErrors(url, at: "\(field).url")
        case (nil, let service?): errors += Self.serviceErrors(service, at: "\(field).service")
        default: errors.append(.required(field, "exactly one of url or service is required"))
        }
        if let bundle = config["caBundle"], let problem = CABundle.problem(in: bundle.stringValue ?? ""),
            requiresCABundle
        {
            errors.append(.invalid("\(field).caBundle", bundle, problem))
        }
        return errors
    }

    /// An invalid bundle keeps a definition from being established; one that is has a valid bundle and keeps it.
    private var requiresCABundle: Bool {
        guard let old, old.conditionStatus("Established") == "True" else { return false }
        return CABundle.problem(in: old.text(at: "spec", "conversion", "webhook", "clientConfig", "caBundle")) == nil
    }

    private static func urlErrors(_ text: String, at field: String) -> [FieldError] {
        let form = "; desired format: https://host[/path]"
        guard let url = URLText(text) else {
            return [.required(field, "url must be a valid URL: parse \(JSONValue.string(text).text)\(form)")]
        }
        var errors: [FieldError] = []
        if url.scheme != "https" {
            errors.append(.invalid(field, .string(url.scheme), "'https' is the only allowed URL scheme\(form)"))
        }
        if url.host.isEmpty { errors.append(.invalid(field, "", "host must be specified\(form)")) }
        if url.hasUser { errors.append(.invalid(field, .string(text), "user information is not permitted in the URL")) }
        if !url.fragment.isEmpty {
            errors.append(.invalid(field, .string(url.fragment), "fragments are not permitted in the URL"))
        }
        if !url.query.isEmpty {
            errors.append(.invalid(field, .string(url.query), "query parameters are not permitted in the URL"))
        }
        return errors
    }

    private static func serviceErrors(_ service: JSONValue, at field: String) -> [FieldError] {
        var errors: [FieldError] = []
        for key in ["name", "namespace"] where service[key] == "" {
            errors.append(.required("\(field).\(key)", "service \(key) is required"))
        }
        let port = service["port"]?.integerValue ?? 443
        if !(1...65535).contains(port) {
            errors.append(
                .invalid(
                    "\(field).port", .integer(port), "port is not valid: must be between 1 and 65535, inclusive"))
        }
        let path = service["path"]?.stringValue ?? ""
        if path.isEmpty || path == "/" { return errors }
        if !path.hasPrefix("/") {
            errors.append(.invalid("\(field).path", .string(path), "must start with a '/'"))
        }
        var steps = path.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
        if steps.count > 1, steps.last == "" { steps.removeLast() }
        for (index, step) in steps.enumerated() {
            let problems =
                step.isEmpty
                ? ["segment[\(index)] may not be empty"]
                : NameRule.dns1123Subdomain.problems(in: String(step)).map { "segment[\(index)]: \($0)" }
            errors += problems.map { .invalid("\(field).path", .string(path), $0) }
        }
        return errors
    }

    private func reviewVersionErrors(_ versions: [String], at field: String) -> [FieldError] {
        if versions.isEmpty { return [.required(field)] }
        var errors: [FieldError] = []
        for (index, version) in versions.enumerated() {
            if versions[..<index].contains(version) {
                errors.append(.invalid("\(field)[\(index)]", .string(version), "duplicate version"))
            } else {
                errors += NameRule.dns1035Label.problems(in: version).map {
                    .invalid("\(field)[\(index)]", .string(version), $0)
                }
            }
        }
        let before = old?.value(at: "spec", "conversion", "webhook", "conversionReviewVersions")?.arrayValue ?? []
        let wasRecognized = before.isEmpty || before.contains { Self.reviewVersions.contains($0.stringValue ?? "") }
        if wasRecognized, !versions.contains(where: Self.reviewVersions.contains) {
            errors.append(
                .invalid(
                    field, versions.json,
                    "must include at least one of \(Self.reviewVersions.joined(separator: ", "))"))
        }
        return errors
    }
}
