import JSON
import Machinery

/// `apps/v1` DaemonSet: kept as it is; nothing in a simulated cluster makes its pods.
enum DaemonSetKind {
    static let definition: ResourceDefinition = {
        let names = ResourceType(
            group: "apps", version: "v1", kind: "DaemonSet", plural: "daemonsets", shortNames: ["ds"],
            categories: ["all"])
        var definition = ResourceDefinition.builtIn(
            names, hasStatus: true,
            columns: [.name]
                + [
                    ("Desired", "desiredNumberScheduled", "How many nodes should run its pod."),
                    ("Current", "currentNumberScheduled", "How many nodes run its pod."),
                    ("Ready", "numberReady", "How many of its pods are ready."),
                    ("Up-to-date", "updatedNumberScheduled", "How many of its pods follow the newest template."),
                    ("Available", "numberAvailable", "How many of its pods are available."),
                ].map { name, field, description in
                    TableColumn.count(name, description: description) { $0.number(at: "status", field) }
                } + [
                    .text("Node Selector", description: "The labels of the nodes that run it.") {
                        WorkloadColumns.labels($0.value(at: "spec", "template", "spec", "nodeSelector"))
                    },
                    .age, WorkloadColumns.containers, WorkloadColumns.images, WorkloadColumns.selector,
                ])
        definition.tracksGeneration = true
        definition.rules.prepareForCreate = { complete(&$0) }
        definition.rules.prepareForUpdate = { object, _ in complete(&object) }
        definition.rules.validate = { validate($0, $1) }
        return definition
    }()

    private static func complete(_ object: inout Unstructured) {
        PodDefaults.completeTemplate(of: &object)
        var json = object.json
        let path = ["spec", "updateStrategy"]
        if json.value(at: path + ["type"]) == "RollingUpdate" {
            for (amount, value) in [("maxUnavailable", 1), ("maxSurge", 0)] as [(String, JSONValue)]
            where json.value(at: path + ["rollingUpdate", amount]) == nil {
                json.set(value, at: path + ["rollingUpdate", amount])
            }
        }
        // Counts the templates, as the deprecated field of that name.
        object = Unstructured(fields: json.objectValue ?? object.fields)
        if object.annotations["deprecated.daemonset.template.generation"] == nil {
            object.annotations["deprecated.daemonset.template.generation"] = "1"
        }
    }

    private static func validate(_ object: Unstructured, _ old: Unstructured?) -> [FieldError] {
        let spec = object.fields["spec"] ?? [:]
        var errors = FieldRules.selector(spec["selector"], "spec.selector")
        if let json = spec["selector"] {
            if let selector = try? LabelSelector(json: json), selector.isEmpty {
                errors.append(.invalid("spec.selector", json, "empty selector is invalid for daemonset"))
            }
        } else {
            errors.append(.required("spec.selector"))
        }
        errors += WorkloadValidation.template(spec)
        errors += FieldRules.nonNegative(["minReadySeconds", "revisionHistoryLimit"], of: spec, at: "spec")
        errors += validate(strategy: spec["updateStrategy"] ?? [:])
        if let old {
            errors += FieldRules.immutable(spec["selector"], since: old.value(at: "spec", "selector"), "spec.selector")
        }
        return errors
            + WorkloadValidation.statusCounts(
                object,
                [
                    "currentNumberScheduled", "numberMisscheduled", "desiredNumberScheduled", "numberReady",
                    "updatedNumberScheduled", "numberAvailable", "numberUnavailable",
                ])
    }

    private static func validate(strategy: JSONValue) -> [FieldError] {
        let path = "spec.updateStrategy"
        switch strategy.text(of: "type") {
        case "OnDelete": return []
        case "RollingUpdate":
            let rolling = strategy["rollingUpdate"]
            var errors: [FieldError] = []
            for amount in ["maxUnavailable", "maxSurge"] {
                let field = "\(path).rollingUpdate.\(amount)"
                errors += FieldRules.amount(rolling?[amount], field) + FieldRules.atMostAll(rolling?[amount], field)
            }
            let isUnavailable = !FieldRules.isNothing(rolling?["maxUnavailable"])
            let surges = !FieldRules.isNothing(rolling?["maxSurge"])
            if isUnavailable, surges {
                errors.append(
                    .invalid(
                        "\(path).rollingUpdate.maxSurge", rolling?["maxSurge"] ?? .null,
                        "may not be set when `maxUnavailable` is non-zero"))
            } else if !isUnavailable, !surges {
                errors.append(
                    .required("\(path).rollingUpdate.maxUnavailable", "cannot be 0 when `maxSurge` is 0"))
            }
            return errors
        default:
            return [.notSupported(path, strategy, supported: ["RollingUpdate", "OnDelete"])]
        }
    }
}
