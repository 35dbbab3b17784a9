import JSON
import Machinery

/// `policy/v1` PodDisruptionBudget. The plane itself keeps its status, as Kubernetes' disruption controller would.
enum PodDisruptionBudgetKind {
    static let resource = GroupResource(group: "policy", resource: "poddisruptionbudgets")

    static let definition: ResourceDefinition = {
        let names = ResourceType(
            group: "policy", version: "v1", kind: "PodDisruptionBudget", plural: resource.resource,
            shortNames: ["pdb"])
        var definition = ResourceDefinition.builtIn(
            names, hasStatus: true,
            columns: [
                .name,
                .text("Min Available", description: "How many of the pods must stay.") { amount($0, "minAvailable") },
                .text("Max Unavailable", description: "How many of the pods may be missing.") {
                    amount($0, "maxUnavailable")
                },
                .count("Allowed Disruptions", description: "How many pods may be evicted now.") {
                    $0.number(at: "status", "disruptionsAllowed")
                },
                .age,
            ])
        definition.tracksGeneration = true
        definition.rules.validate = { budget, _ in validate(budget) }
        return definition
    }()

    private static func amount(_ budget: Unstructured, _ field: String) -> String {
        let value = budget.value(at: "spec", field)
        return value.map { $0.stringValue ?? $0.text } ?? "N/A"
    }

    private static func validate(_ budget: Unstructured) -> [FieldError] {
        let spec = budget.fields["spec"] ?? [:]
        var errors: [FieldError] = []
        if spec["minAvailable"] != nil, spec["maxUnavailable"] != nil {
            errors.append(.invalid("spec", spec, "minAvailable and maxUnavailable cannot be both set"))
        }
        for field in ["minAvailable", "maxUnavailable"] {
            errors += FieldRules.amount(spec[field], "spec.\(field)")
            errors += FieldRules.atMostAll(spec[field], "spec.\(field)")
        }
        errors += FieldRules.selector(spec["selector"], "spec.selector")
        return errors
            + WorkloadValidation.statusCounts(
                budget, ["disruptionsAllowed", "currentHealthy", "desiredHealthy", "expectedPods"])
    }
}
