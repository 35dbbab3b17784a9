import JSON
public import Machinery

extension ClusterResourceSet: AdmittedResource {
    public mutating func applyDefaults(replacing old: ClusterResourceSet?) {
        spec.strategy = spec.strategy ?? .applyOnce
    }

    public func validateCreate() -> [FieldError] { validateSelector() }

    public func validateUpdate(from old: ClusterResourceSet, in context: AdmissionContext) -> [FieldError] {
        var errors = validateSelector()
        if spec.strategy != old.spec.strategy {
            errors.append(.invalid("spec.strategy", spec.strategy?.json ?? .null, "field is immutable"))
        }
        if spec.clusterSelector != old.spec.clusterSelector {
            errors.append(.invalid("spec.clusterSelector", spec.clusterSelector.json, "field is immutable"))
        }
        return errors
    }

    private func validateSelector() -> [FieldError] {
        var errors = spec.clusterSelector.validate(at: "spec.clusterSelector")
        if spec.clusterSelector.isEmpty {
            errors.append(.invalid("spec.clusterSelector", spec.clusterSelector.json, "selector must not be empty"))
        }
        return errors
    }
}

extension ClusterResourceSetBinding: AdmittedResource {
    public mutating func applyDefaults(replacing old: ClusterResourceSetBinding?) {}

    public func validateCreate() -> [FieldError] { [] }

    public func validateUpdate(from old: ClusterResourceSetBinding, in context: AdmissionContext) -> [FieldError] {
        guard !old.spec.clusterName.isEmpty else { return [] }
        return FieldChecks.immutable(spec.clusterName, was: old.spec.clusterName, at: "spec.clusterName")
    }
}
