import JSON
import KubernetesAPI
public import Machinery

extension Machine: AdmittedResource {
    public mutating func applyDefaults(replacing old: Machine?) {
        metadata.labels[ClusterLabel.clusterName] = spec.clusterName
        spec.applyDefaults(namespace: metadata.namespace)
        spec.nodeDeletionTimeout = spec.nodeDeletionTimeout ?? .seconds(10)
    }

    public func validateCreate() -> [FieldError] {
        validateSpec()
    }

    public func validateUpdate(from old: Machine, in context: AdmissionContext) -> [FieldError] {
        validateSpec() + FieldChecks.immutable(spec.clusterName, was: old.spec.clusterName, at: "spec.clusterName")
    }

    private func validateSpec() -> [FieldError] {
        var errors: [FieldError] = []
        // The machines of a pool are bootstrapped by the pool.
        let belongsToPool = metadata.labels[ClusterLabel.poolName] != nil
        if spec.bootstrap.configRef == nil, spec.bootstrap.dataSecretName == nil, !belongsToPool {
            errors.append(
                .required(
                    "spec.bootstrap.data",
                    "expected either spec.bootstrap.dataSecretName or spec.bootstrap.configRef to be populated"))
        }
        errors += FieldChecks.namespace(
            of: spec.bootstrap.configRef, in: metadata.namespace, at: "spec.bootstrap.configRef")
        errors += FieldChecks.namespace(
            of: spec.infrastructureRef, in: metadata.namespace, at: "spec.infrastructureRef")
        return errors + spec.validate(at: "spec")
    }
}

extension MachineSpec {
    /// What a Machine and the template of one have in common.
    mutating func applyDefaults(namespace: String) {
        bootstrap.configRef?.defaultNamespace(namespace)
        infrastructureRef.defaultNamespace(namespace)
        version = version?.withVersionPrefix
    }

    func validate(at field: String) -> [FieldError] {
        (version.map { FieldChecks.version($0, at: "\(field).version") } ?? [])
            + FieldChecks.timeouts(
                drain: nodeDrainTimeout, volumeDetach: nodeVolumeDetachTimeout, deletion: nodeDeletionTimeout, at: field
            )
    }
}
