import JSON
import Machinery

/// What kinds that make pods of a template have in common.
enum WorkloadValidation {
    /// The selector, and that the template's labels fit it.
    ///
    /// - Parameter kind: As Kubernetes' sentence names it: `deployment`.
    static func selector(_ spec: JSONValue, kind: String) -> [FieldError] {
        guard let json = spec["selector"] else { return [.required("spec.selector")] }
        var errors = FieldRules.selector(json, "spec.selector")
        guard let selector = try? LabelSelector(json: json) else { return errors }
        if selector.isEmpty {
            errors.append(.invalid("spec.selector", json, "empty selector is invalid for \(kind)"))
        }
        return errors
    }

    static func templateLabels(_ spec: JSONValue) -> [FieldError] {
        guard let selector = spec["selector"].flatMap({ try? LabelSelector(json: $0) }), !selector.isEmpty else {
            return []
        }
        let labels = spec.labels(at: "template", "metadata", "labels")
        guard !selector.matches(labels) else { return [] }
        let json = labels.sorted { $0.key < $1.key }.map { ($0.key, JSONValue.string($0.value)) }
        return [
            .invalid(
                "spec.template.metadata.labels", .object(JSONObject(uniqueKeysWithValues: json)),
                "`selector` does not match template `labels`")
        ]
    }

    /// Pods that are made again when they end run for ever.
    static func alwaysRestarts(_ spec: JSONValue) -> [FieldError] {
        let pod = spec.value(at: ["template", "spec"]) ?? [:]
        var errors: [FieldError] = []
        if pod["restartPolicy"] != "Always" {
            errors.append(
                .notSupported(
                    "spec.template.spec.restartPolicy", .string(pod.text(of: "restartPolicy")), supported: ["Always"]))
        }
        if pod["activeDeadlineSeconds"] != nil {
            errors.append(
                .forbidden(
                    "spec.template.spec.activeDeadlineSeconds", "activeDeadlineSeconds in ReplicaSet is not Supported"))
        }
        return errors
    }

    static func template(_ spec: JSONValue) -> [FieldError] {
        templateLabels(spec) + PodValidation.errors(inTemplate: spec["template"], at: "spec.template")
            + alwaysRestarts(spec)
    }

    static func statusCounts(_ object: Unstructured, _ fields: [String]) -> [FieldError] {
        FieldRules.nonNegative(fields, of: object.fields["status"], at: "status")
    }
}

/// The wide columns of kinds with a pod template.
enum WorkloadColumns {
    static let containers = TableColumn.text("Containers", priority: 1, description: "The names of the containers.") {
        containerTexts($0, "name")
    }
    static let images = TableColumn.text("Images", priority: 1, description: "The images of the containers.") {
        containerTexts($0, "image")
    }
    static let selector = TableColumn.text("Selector", priority: 1, description: "The labels of the pods.") { object in
        let selector = object.value(at: "spec", "selector").flatMap { try? LabelSelector(json: $0) }
        return (try? selector?.requirements.description) ?? ""
    }

    /// `a=b,c=d`
    static func labels(_ json: JSONValue?) -> String {
        (json?.objectValue ?? [:]).map { "\($0.key)=\($0.value.stringValue ?? "")" }.sorted().joined(separator: ",")
    }

    private static func containerTexts(_ object: Unstructured, _ key: String) -> String {
        object.elements(at: "spec", "template", "spec", "containers").compactMap { $0[key]?.stringValue }
            .joined(separator: ",")
    }
}

extension Unstructured {
    /// The whole number at a path, zero where there is none.
    func number(at path: String...) -> Int { Int(clamping: json.value(at: path)?.integerValue ?? 0) }
}
