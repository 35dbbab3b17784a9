import JSON
import KubernetesAPI
public import Machinery

extension Cluster: AdmittedResource {
    public mutating func applyDefaults(replacing old: Cluster?) {
        spec.infrastructureRef?.defaultNamespace(metadata.namespace)
        spec.controlPlaneRef?.defaultNamespace(metadata.namespace)
        if let version = spec.topology?.version { spec.topology?.version = version.withVersionPrefix }
    }

    public func validateCreate() -> [FieldError] {
        // The name is the value of a label on everything that belongs to the cluster.
        FieldChecks.labelValue(metadata.name, at: "metadata.name") + validateSpec()
    }

    public func validateUpdate(from old: Cluster, in context: AdmissionContext) -> [FieldError] {
        var errors = validateSpec()
        if old.spec.infrastructureRef != nil, spec.infrastructureRef == nil {
            errors.append(.forbidden("spec.infrastructureRef", "cannot be removed"))
        }
        if old.spec.controlPlaneRef != nil, spec.controlPlaneRef == nil {
            errors.append(.forbidden("spec.controlPlaneRef", "cannot be removed"))
        }
        return errors + validateTopologyUpdate(from: old)
    }

    private func validateSpec() -> [FieldError] {
        let network = spec.clusterNetwork
        return FieldChecks.namespace(
            of: spec.infrastructureRef, in: metadata.namespace, at: "spec.infrastructureRef")
            + FieldChecks.namespace(of: spec.controlPlaneRef, in: metadata.namespace, at: "spec.controlPlaneRef")
            + Self.validate(network?.services, at: "spec.clusterNetwork.services.cidrBlocks")
            + Self.validate(network?.pods, at: "spec.clusterNetwork.pods.cidrBlocks")
            + validateCount(inAnnotation: CreationAnnotation.machinesPerMinute) + validateTopology()
    }

    private func validateCount(inAnnotation key: String) -> [FieldError] {
        guard let text = metadata.annotations[key], (Int(text) ?? 0) < 1 else { return [] }
        return [.invalid("metadata.annotations[\(key)]", .string(text), "must be a number of at least 1")]
    }

    private static func validate(_ ranges: NetworkRanges?, at field: String) -> [FieldError] {
        (ranges?.cidrBlocks ?? []).enumerated().compactMap { index, block in
            if CIDRBlock(parsing: block) != nil { return nil }
            return .invalid("\(field)[\(index)]", .string(block), "must be a valid CIDR block such as 10.96.0.0/12")
        }
    }
}

/// The rules of managed topologies that need no ClusterClass.
extension Cluster {
    private func validateTopology() -> [FieldError] {
        guard let topology = spec.topology else { return [] }
        var errors = FieldChecks.version(topology.version, at: "spec.topology.version")
        if topology.class.isEmpty { errors.append(.required("spec.topology.class", "class cannot be empty")) }
        errors += validateCount(inAnnotation: TopologyAnnotation.upgradeConcurrency)
        if let controlPlane = topology.controlPlane {
            errors += FieldChecks.metadata(controlPlane.metadata, at: "spec.topology.controlPlane.metadata")
        }
        for (index, deployment) in (topology.workers?.machineDeployments ?? []).enumerated() {
            let field = "spec.topology.workers.machineDeployments[\(index)]"
            errors += FieldChecks.labelValue(deployment.name, at: "\(field).name")
            errors += FieldChecks.metadata(deployment.metadata, at: "\(field).metadata")
        }
        for (index, variable) in topology.variables.enumerated() where variable.definitionFrom?.isEmpty == false {
            errors.append(
                .invalid(
                    "spec.topology.variables[\(index)].definitionFrom", .string(variable.definitionFrom ?? ""),
                    "variables must not set definitionFrom"))
        }
        return errors
    }

    private func validateTopologyUpdate(from old: Cluster) -> [FieldError] {
        guard let topology = spec.topology else {
            return old.spec.topology == nil
                ? [] : [.forbidden("spec.topology", "cannot be removed from an existing Cluster")]
        }
        guard let oldTopology = old.spec.topology else {
            if metadata.annotations[TopologyAnnotation.disableUpdateClassNameCheck] != nil { return [] }
            return [.forbidden("spec.topology.class", "class cannot be set on an existing Cluster")]
        }
        return validateVersionChange(from: oldTopology.version, to: topology.version)
    }

    private func validateVersionChange(from old: String, to new: String) -> [FieldError] {
        guard metadata.annotations[TopologyAnnotation.disableUpdateVersionCheck] == nil,
            let oldVersion = try? SemanticVersion(parsing: old), let newVersion = try? SemanticVersion(parsing: new)
        else { return [] }
        let field = "spec.topology.version"
        if newVersion < oldVersion {
            return [.invalid(field, .string(new), "version cannot be decreased from \"\(old)\" to \"\(new)\"")]
        }
        guard let minors = newVersion.minors(after: oldVersion), minors <= 1 else {
            return [.invalid(field, .string(new), "version cannot be increased from \"\(old)\" to \"\(new)\"")]
        }
        return []
    }
}
