import JSON
import Machinery

/// `coordination.k8s.io/v1` Lease.
enum LeaseKind {
    static let definition: ResourceDefinition = {
        var definition = ResourceDefinition.builtIn(
            ResourceType(group: "coordination.k8s.io", version: "v1", kind: "Lease", plural: "leases"),
            columns: [
                .name, TableColumn("Holder", description: "Who has the lease.", value: .path(".spec.holderIdentity")),
                .age,
            ])
        // Whoever takes a lease must know that nobody else did.
        definition.allowsUnconditionalUpdate = false
        definition.allowsCreateOnUpdate = true
        definition.rules.validate = { object, _ in validate(object) }
        return definition
    }()

    private static func validate(_ lease: Unstructured) -> [FieldError] {
        let spec = lease.fields["spec"] ?? [:]
        var errors: [FieldError] = []
        if let seconds = spec["leaseDurationSeconds"], (seconds.integerValue ?? 0) <= 0 {
            errors.append(.invalid("spec.leaseDurationSeconds", seconds, "must be greater than 0"))
        }
        errors += FieldRules.nonNegative(spec["leaseTransitions"], "spec.leaseTransitions")
        let strategy = spec.text(of: "strategy")
        if !strategy.isEmpty {
            // Names without a prefix are Kubernetes' own.
            let field = "spec.strategy.strategy"
            errors +=
                strategy.contains("/")
                ? NameRule.qualifiedName.problems(in: strategy).map { .invalid(field, .string(strategy), $0) }
                : strategy == "OldestEmulationVersion"
                    ? [] : [.notSupported(field, .string(strategy), supported: ["OldestEmulationVersion"])]
        } else if !spec.text(of: "preferredHolder").isEmpty {
            errors.append(.forbidden("spec.preferredHolder", "may only be specified if `strategy` is defined"))
        }
        return errors
    }
}
