import JSON
import Machinery

/// `apps/v1` ReplicaSet: kept as it is; nothing in a simulated cluster makes its pods.
enum ReplicaSetKind {
    static let definition: ResourceDefinition = {
        let names = ResourceType(
            group: "apps", version: "v1", kind: "ReplicaSet", plural: "replicasets", shortNames: ["rs"],
            categories: ["all"])
        var definition = ResourceDefinition.builtIn(
            names, hasStatus: true,
            columns: [
                .name,
                .count("Desired", description: "How many pods there are to be.") { $0.number(at: "spec", "replicas") },
                .count("Current", description: "How many pods there are.") { $0.number(at: "status", "replicas") },
                .count("Ready", description: "How many of its pods are ready.") {
                    $0.number(at: "status", "readyReplicas")
                },
                .age, WorkloadColumns.containers, WorkloadColumns.images, WorkloadColumns.selector,
            ],
            selectableFields: ["status.replicas"])
        definition.versions[0].subresources.scale = ResourceVersion.ScalePaths(
            specReplicas: ["spec", "replicas"], statusReplicas: ["status", "replicas"],
            structuredSelector: ["spec", "selector"])
        definition.tracksGeneration = true
        definition.rules.prepareForCreate = { PodDefaults.completeTemplate(of: &$0) }
        definition.rules.prepareForUpdate = { object, _ in PodDefaults.completeTemplate(of: &object) }
        definition.rules.validate = { validate($0, $1) }
        return definition
    }()

    private static func validate(_ object: Unstructured, _ old: Unstructured?) -> [FieldError] {
        let spec = object.fields["spec"] ?? [:]
        var errors = FieldRules.nonNegative(["replicas", "minReadySeconds"], of: spec, at: "spec")
        errors += WorkloadValidation.selector(spec, kind: "deployment")
        errors += WorkloadValidation.template(spec)
        if let old {
            errors += FieldRules.immutable(spec["selector"], since: old.value(at: "spec", "selector"), "spec.selector")
        }
        let counts = ["fullyLabeledReplicas", "readyReplicas", "availableReplicas"]
        errors += WorkloadValidation.statusCounts(object, ["replicas"] + counts)
        let replicas = object.number(at: "status", "replicas")
        for count in counts where object.number(at: "status", count) > replicas {
            let value = JSONValue.integer(Int64(object.number(at: "status", count)))
            errors.append(.invalid("status.\(count)", value, "cannot be greater than status.replicas"))
        }
        return errors
    }
}
