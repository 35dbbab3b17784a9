import JSON
import KubernetesAPI
public import Machinery

extension MachineHealthCheck: AdmittedResource {
    public mutating func applyDefaults(replacing old: MachineHealthCheck?) {
        metadata.labels[ClusterLabel.clusterName] = spec.clusterName
        spec.maxUnhealthy = spec.maxUnhealthy ?? "100%"
        spec.nodeStartupTimeout = spec.nodeStartupTimeout ?? .minutes(10)
        spec.remediationTemplate?.defaultNamespace(metadata.namespace)
    }

    public func validateCreate() -> [FieldError] {
        validateSpec()
    }

    public func validateUpdate(from old: MachineHealthCheck, in context: AdmissionContext) -> [FieldError] {
        validateSpec() + FieldChecks.immutable(spec.clusterName, was: old.spec.clusterName, at: "spec.clusterName")
    }

    private func validateSpec() -> [FieldError] {
        var errors = spec.selector.validate(at: "spec.selector")
        if spec.selector.isEmpty { errors.append(.required("spec.selector", "selector must not be empty")) }
        if let timeout = spec.nodeStartupTimeout, timeout != .zero, timeout < .seconds(30) {
            errors.append(.invalid("spec.nodeStartupTimeout", timeout.json, "must be at least 30s, or 0s for no limit"))
        }
        return errors + FieldChecks.amount(spec.maxUnhealthy, at: "spec.maxUnhealthy")
            + FieldChecks.namespace(
                of: spec.remediationTemplate, in: metadata.namespace, at: "spec.remediationTemplate")
    }
}
