import JSON
import KubernetesAPI
public import Machinery

extension MachineDrainRule: AdmittedResource {
    public mutating func applyDefaults(replacing old: MachineDrainRule?) {}

    public func validateCreate() -> [FieldError] { validateSpec() }

    public func validateUpdate(from old: MachineDrainRule, in context: AdmissionContext) -> [FieldError] {
        validateSpec()
    }

    private func validateSpec() -> [FieldError] {
        var errors: [FieldError] = []
        if spec.drain.behavior == .skip, let order = spec.drain.order {
            errors.append(
                .invalid(
                    "spec.drain.order", .integer(Int64(order)),
                    "order must not be set if drain behavior is \"Skip\""))
        }
        for (index, machine) in spec.machines.enumerated() {
            errors += machine.selector?.validate(at: "spec.machines[\(index)].selector") ?? []
            errors += machine.clusterSelector?.validate(at: "spec.machines[\(index)].clusterSelector") ?? []
        }
        for (index, pod) in spec.pods.enumerated() {
            errors += pod.selector?.validate(at: "spec.pods[\(index)].selector") ?? []
            errors += pod.namespaceSelector?.validate(at: "spec.pods[\(index)].namespaceSelector") ?? []
        }
        return errors
    }
}
