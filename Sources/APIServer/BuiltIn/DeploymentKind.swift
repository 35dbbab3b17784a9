import JSON
import Machinery

/// `apps/v1` Deployment: kept as it is; nothing in a simulated cluster makes its pods.
enum DeploymentKind {
    static let definition: ResourceDefinition = {
        let names = ResourceType(
            group: "apps", version: "v1", kind: "Deployment", plural: "deployments", shortNames: ["deploy"],
            categories: ["all"])
        var definition = ResourceDefinition.builtIn(
            names, hasStatus: true,
            columns: [
                .name,
                .text("Ready", description: "How many of its pods are ready.") { object in
                    "\(object.number(at: "status", "readyReplicas"))/\(object.number(at: "spec", "replicas"))"
                },
                .count("Up-to-date", description: "How many of its pods follow the newest template.") {
                    $0.number(at: "status", "updatedReplicas")
                },
                .count("Available", description: "How many of its pods are available.") {
                    $0.number(at: "status", "availableReplicas")
                },
                .age, WorkloadColumns.containers, WorkloadColumns.images, WorkloadColumns.selector,
            ])
        definition.versions[0].subresources.scale = ResourceVersion.ScalePaths(
            specReplicas: ["spec", "replicas"], statusReplicas: ["status", "replicas"],
            structuredSelector: ["spec", "selector"])
        definition.tracksGeneration = true
        definition.rules.prepareForCreate = { complete(&$0) }
        definition.rules.prepareForUpdate = { object, _ in complete(&object) }
        definition.rules.validate = { validate($0, $1) }
        return definition
    }()

    private static func complete(_ object: inout Unstructured) {
        PodDefaults.completeTemplate(of: &object)
        var json = object.json
        let path = ["spec", "strategy"]
        if json.value(at: path + ["type"]) == "RollingUpdate" {
            for amount in ["maxSurge", "maxUnavailable"]
            where json.value(at: path + ["rollingUpdate", amount]) == nil {
                json.set("25%", at: path + ["rollingUpdate", amount])
            }
        }
        object = Unstructured(fields: json.objectValue ?? object.fields)
    }

    private static func validate(_ object: Unstructured, _ old: Unstructured?) -> [FieldError] {
        let spec = object.fields["spec"] ?? [:]
        var errors = FieldRules.nonNegative(["replicas"], of: spec, at: "spec")
        errors += WorkloadValidation.selector(spec, kind: "deployment")
        errors += WorkloadValidation.template(spec)
        errors += validate(strategy: spec["strategy"] ?? [:])
        errors += FieldRules.nonNegative(
            ["minReadySeconds", "revisionHistoryLimit", "progressDeadlineSeconds"], of: spec, at: "spec")
        if let deadline = spec["progressDeadlineSeconds"],
            (deadline.integerValue ?? 0) <= (spec["minReadySeconds"]?.integerValue ?? 0)
        {
            errors.append(.invalid("spec.progressDeadlineSeconds", deadline, "must be greater than minReadySeconds"))
        }
        if let old {
            errors += FieldRules.immutable(spec["selector"], since: old.value(at: "spec", "selector"), "spec.selector")
        }
        return errors
            + WorkloadValidation.statusCounts(
                object, ["replicas", "updatedReplicas", "readyReplicas", "availableReplicas", "unavailableReplicas"])
    }

    private static func validate(strategy: JSONValue) -> [FieldError] {
        let path = "spec.strategy"
        switch strategy.text(of: "type") {
        case "Recreate":
            guard strategy["rollingUpdate"] != nil else { return [] }
            return [
                .forbidden("\(path).rollingUpdate", "may not be specified when strategy `type` is 'Recreate'")
            ]
        case "RollingUpdate":
            let rolling = strategy["rollingUpdate"]
            var errors: [FieldError] = []
            for amount in ["maxUnavailable", "maxSurge"] {
                errors += FieldRules.amount(rolling?[amount], "\(path).rollingUpdate.\(amount)")
            }
            if FieldRules.isNothing(rolling?["maxUnavailable"]), FieldRules.isNothing(rolling?["maxSurge"]) {
                errors.append(
                    .invalid(
                        "\(path).rollingUpdate.maxUnavailable", rolling?["maxUnavailable"] ?? .null,
                        "may not be 0 when `maxSurge` is 0"))
            }
            return errors
                + FieldRules.atMostAll(rolling?["maxUnavailable"], "\(path).rollingUpdate.maxUnavailable")
        default:
            return [.notSupported(path, strategy, supported: ["Recreate", "RollingUpdate"])]
        }
    }
}
