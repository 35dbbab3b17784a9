import ClusterAPI
import JSON
public import Machinery

extension RegisteredResource {
    /// The kinds of the simulated infrastructure.
    public static let devAPI: [RegisteredResource] = [
        RegisteredResource(DevCluster.self), RegisteredResource(DevClusterTemplate.self),
        RegisteredResource(DevMachine.self), RegisteredResource(DevMachineTemplate.self),
    ]
}

extension DevCluster: AdmittedResource {
    public mutating func applyDefaults(replacing old: DevCluster?) {
        spec.backend.applyDefaults()
    }

    public func validateCreate() -> [FieldError] {
        spec.backend.validate(at: "spec.backend")
    }

    public func validateUpdate(from old: DevCluster, in context: AdmissionContext) -> [FieldError] {
        validateCreate()
    }
}

extension DevClusterTemplate: AdmittedResource {
    public mutating func applyDefaults(replacing old: DevClusterTemplate?) {
        spec.template.spec.backend.applyDefaults()
    }

    public func validateCreate() -> [FieldError] {
        spec.template.spec.backend.validate(at: "spec.template.spec.backend") + spec.template.metadata.validate()
    }

    public func validateUpdate(from old: DevClusterTemplate, in context: AdmissionContext) -> [FieldError] {
        guard spec.template.spec != old.spec.template.spec, !context.skipsImmutability(of: metadata) else {
            return validateCreate()
        }
        return validateCreate() + [TemplateRule.immutable]
    }
}

extension DevMachine: AdmittedResource {
    public mutating func applyDefaults(replacing old: DevMachine?) {
        spec.backend.applyDefaults()
    }

    public func validateCreate() -> [FieldError] {
        spec.backend.validate(at: "spec.backend")
    }

    public func validateUpdate(from old: DevMachine, in context: AdmissionContext) -> [FieldError] {
        validateCreate()
    }
}

extension DevMachineTemplate: AdmittedResource {
    public mutating func applyDefaults(replacing old: DevMachineTemplate?) {
        spec.template.spec.backend.applyDefaults()
    }

    public func validateCreate() -> [FieldError] {
        spec.template.spec.backend.validate(at: "spec.template.spec.backend") + spec.template.metadata.validate()
    }

    public func validateUpdate(from old: DevMachineTemplate, in context: AdmissionContext) -> [FieldError] {
        guard spec.template.spec != old.spec.template.spec, !context.skipsImmutability(of: metadata) else {
            return validateCreate()
        }
        return validateCreate() + [TemplateRule.immutable]
    }
}

private enum TemplateRule {
    static let immutable = FieldError.forbidden(
        "spec.template.spec", "field is immutable: create a new template instead")
}

extension TemplateMetadata {
    fileprivate func validate() -> [FieldError] {
        ObjectMeta.validate(labels: labels, at: "spec.template.metadata.labels")
            + ObjectMeta.validate(annotations: annotations, at: "spec.template.metadata.annotations")
    }
}

extension DevClusterBackend {
    fileprivate mutating func applyDefaults() {
        if docker == nil { inMemory = inMemory ?? InMemoryClusterBackend() }
    }

    fileprivate func validate(at field: String) -> [FieldError] {
        validateBackends(docker: docker, hasInMemory: inMemory != nil, at: field)
    }
}

extension DevMachineBackend {
    fileprivate mutating func applyDefaults() {
        if docker == nil { inMemory = inMemory ?? InMemoryMachineBackend() }
    }

    fileprivate func validate(at field: String) -> [FieldError] {
        var errors = validateBackends(docker: docker, hasInMemory: inMemory != nil, at: field)
        let components = [
            ("vm", inMemory?.vm), ("node", inMemory?.node), ("apiServer", inMemory?.apiServer),
            ("etcd", inMemory?.etcd),
        ]
        for (name, component) in components {
            errors += component?.provisioning?.validate(at: "\(field).inMemory.\(name).provisioning") ?? []
        }
        return errors
    }
}

private func validateBackends(docker: JSONObject?, hasInMemory: Bool, at field: String) -> [FieldError] {
    if docker != nil { return [.forbidden("\(field).docker", "the Docker backend is not available yet")] }
    return hasInMemory ? [] : [.required("\(field).inMemory", "one backend is required")]
}

extension ProvisioningSettings {
    fileprivate func validate(at field: String) -> [FieldError] {
        var errors: [FieldError] = []
        if startupDuration < .zero {
            errors.append(
                .invalid("\(field).startupDuration", startupDuration.json, "must be greater than or equal to 0"))
        }
        if let startupJitter, jitterFraction == nil {
            errors.append(
                .invalid(
                    "\(field).startupJitter", .string(startupJitter),
                    "must be a decimal number of at least 0, such as 0.2"))
        }
        return errors
    }

    /// `startupJitter` as a number; 0 where it is absent, `nil` where it is none or negative.
    public var jitterFraction: Double? {
        guard let startupJitter else { return 0 }
        guard let fraction = Double(startupJitter), fraction.isFinite, fraction >= 0 else { return nil }
        return fraction
    }
}
