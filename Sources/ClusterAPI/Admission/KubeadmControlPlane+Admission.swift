import JSON
import KubernetesAPI
public import Machinery

extension KubeadmControlPlane: AdmittedResource {
    public mutating func applyDefaults(replacing old: KubeadmControlPlane?) {
        spec.replicas = spec.replicas ?? 1
        spec.version = spec.version.withVersionPrefix
        spec.machineTemplate.infrastructureRef.defaultNamespace(metadata.namespace)
        spec.kubeadmConfigSpec.applyDefaults()
        spec.rolloutStrategy = (spec.rolloutStrategy ?? KubeadmControlPlaneRolloutStrategy()).withDefaults
    }

    public func validateCreate() -> [FieldError] {
        let template = spec.machineTemplate
        return validateReplicas() + FieldChecks.version(spec.version, at: "spec.version")
            + FieldChecks.namespace(
                of: template.infrastructureRef, in: metadata.namespace, at: "spec.machineTemplate.infrastructureRef")
            + FieldChecks.isComplete(template.infrastructureRef, at: "spec.machineTemplate.infrastructureRef")
            + FieldChecks.metadata(template.metadata, at: "spec.machineTemplate.metadata")
            + FieldChecks.timeouts(
                drain: template.nodeDrainTimeout, volumeDetach: template.nodeVolumeDetachTimeout,
                deletion: template.nodeDeletionTimeout, at: "spec.machineTemplate")
            + (spec.rolloutBefore?.validate(at: "spec.rolloutBefore") ?? [])
            + (spec.rolloutStrategy?.validate(replicas: spec.replicas, at: "spec.rolloutStrategy") ?? [])
            + (spec.kubeadmConfigSpec.clusterConfiguration?
                .validate(at: "spec.kubeadmConfigSpec.clusterConfiguration") ?? [])
            + spec.kubeadmConfigSpec.validate(at: "spec.kubeadmConfigSpec")
            + FieldChecks.naming(spec.machineNamingStrategy, at: "spec.machineNamingStrategy")
    }

    public func validateUpdate(from old: KubeadmControlPlane, in context: AdmissionContext) -> [FieldError] {
        validateCreate() + KubeadmControlPlaneChanges.validate(from: old.spec, to: spec)
            + validateVersionChange(from: old)
    }

    private func validateReplicas() -> [FieldError] {
        guard let replicas = spec.replicas else { return [.required("spec.replicas", "is required")] }
        if replicas <= 0 { return [.forbidden("spec.replicas", "cannot be less than or equal to 0")] }
        let isStacked = spec.kubeadmConfigSpec.clusterConfiguration?.etcd?.external == nil
        if isStacked, replicas % 2 == 0 {
            return [.forbidden("spec.replicas", "cannot be an even number when etcd is stacked")]
        }
        return []
    }

    /// One minor release at a time: kubeadm can do no more.
    private func validateVersionChange(from old: KubeadmControlPlane) -> [FieldError] {
        guard let oldVersion = try? SemanticVersion(parsing: old.spec.version),
            let newVersion = try? SemanticVersion(parsing: spec.version)
        else { return [] }
        if let minors = newVersion.minors(after: oldVersion), minors <= 1 { return [] }
        return [
            .forbidden(
                "spec.version", "cannot update Kubernetes version from \(old.spec.version) to \(spec.version)")
        ]
    }
}

extension KubeadmControlPlaneTemplate: AdmittedResource {
    public mutating func applyDefaults(replacing old: KubeadmControlPlaneTemplate?) {
        spec.template.spec.kubeadmConfigSpec.applyDefaults()
        spec.template.spec.rolloutStrategy =
            (spec.template.spec.rolloutStrategy ?? KubeadmControlPlaneRolloutStrategy()).withDefaults
    }

    public func validateCreate() -> [FieldError] {
        let field = "spec.template.spec"
        let spec = spec.template.spec
        var errors = FieldChecks.metadata(self.spec.template.metadata, at: "spec.template.metadata")
        if let template = spec.machineTemplate {
            errors += FieldChecks.metadata(template.metadata, at: "\(field).machineTemplate.metadata")
            errors += FieldChecks.timeouts(
                drain: template.nodeDrainTimeout, volumeDetach: template.nodeVolumeDetachTimeout,
                deletion: template.nodeDeletionTimeout, at: "\(field).machineTemplate")
        }
        errors += spec.rolloutBefore?.validate(at: "\(field).rolloutBefore") ?? []
        errors += spec.rolloutStrategy?.validate(replicas: nil, at: "\(field).rolloutStrategy") ?? []
        errors +=
            spec.kubeadmConfigSpec.clusterConfiguration?
            .validate(at: "\(field).kubeadmConfigSpec.clusterConfiguration") ?? []
        return errors + spec.kubeadmConfigSpec.validate(at: "\(field).kubeadmConfigSpec")
            + FieldChecks.naming(spec.machineNamingStrategy, at: "\(field).machineNamingStrategy")
    }

    public func validateUpdate(
        from old: KubeadmControlPlaneTemplate, in context: AdmissionContext
    ) -> [FieldError] {
        guard spec.template.spec != old.spec.template.spec, !context.skipsImmutability(of: metadata) else {
            return validateCreate()
        }
        return validateCreate() + [
            .forbidden("spec.template.spec", "field is immutable: create a new template instead")
        ]
    }
}

extension KubeadmControlPlaneRolloutStrategy {
    static let rollingUpdateType = "RollingUpdate"

    fileprivate var withDefaults: KubeadmControlPlaneRolloutStrategy {
        var strategy = self
        strategy.type = type ?? Self.rollingUpdateType
        guard strategy.type == Self.rollingUpdateType else { return strategy }
        var steps = rollingUpdate ?? KubeadmControlPlaneRollingUpdate()
        steps.maxSurge = steps.maxSurge ?? 1
        strategy.rollingUpdate = steps
        return strategy
    }

    /// - Parameter replicas: The number of machines, where it is known.
    fileprivate func validate(replicas: Int32?, at field: String) -> [FieldError] {
        if let type, type != Self.rollingUpdateType {
            return [.notSupported("\(field).type", .string(type), supported: [Self.rollingUpdateType])]
        }
        guard let maxSurge = rollingUpdate?.maxSurge else { return [] }
        guard maxSurge == 0 || maxSurge == 1 else {
            return [.invalid("\(field).rollingUpdate.maxSurge", maxSurge.json, "value must be 1 or 0")]
        }
        if maxSurge == 0, let replicas, replicas < 3 {
            return [
                .forbidden(
                    "\(field).rollingUpdate",
                    "when KubeadmControlPlane is configured to scale-in, replica count needs to be at least 3")
            ]
        }
        return []
    }
}

extension RolloutBefore {
    fileprivate func validate(at field: String) -> [FieldError] {
        guard let days = certificatesExpiryDays, days < 7 else { return [] }
        return [
            .invalid("\(field).certificatesExpiryDays", .integer(Int64(days)), "must be greater than or equal to 7")
        ]
    }
}

extension KubeadmClusterConfiguration {
    fileprivate func validate(at field: String) -> [FieldError] {
        var errors: [FieldError] = []
        if etcd?.local != nil, etcd?.external != nil {
            errors.append(.forbidden("\(field).etcd", "cannot have both external and local etcd"))
        }
        for (name, tag) in [("etcd.local.imageTag", etcd?.local?.imageTag), ("dns.imageTag", dns?.imageTag)] {
            guard let tag, !Self.isImageTag(tag) else { continue }
            errors.append(.invalid("\(field).\(name)", .string(tag), "tag is invalid"))
        }
        return errors
    }

    /// The grammar of tags in the OCI distribution specification: `[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}`.
    static func isImageTag(_ tag: String) -> Bool {
        guard let first = tag.utf8.first, first != UInt8(ascii: "."), first != UInt8(ascii: "-") else { return false }
        return tag.utf8.count <= 128
            && tag.utf8.allSatisfy { byte in
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) || (0x30...0x39).contains(byte)
                    || [UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "-")].contains(byte)
            }
    }
}
