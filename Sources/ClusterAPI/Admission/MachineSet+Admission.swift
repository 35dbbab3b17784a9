import JSON
public import Machinery

extension MachineSet: AdmittedResource {
    public mutating func applyDefaults(replacing old: MachineSet?) {
        metadata.labels[ClusterLabel.clusterName] = spec.clusterName
        spec.replicas = spec.replicas ?? MachineGroup.defaultReplicas(metadata, old: old?.spec.replicas)
        spec.deletePolicy = spec.deletePolicy ?? .random
        guard var template = spec.template else { return }
        MachineGroup.applyDefaults(
            selector: &spec.selector, template: &template, clusterName: spec.clusterName,
            nameLabel: ClusterLabel.setName,
            name: metadata.name, namespace: metadata.namespace)
        spec.template = template
    }

    public func validateCreate() -> [FieldError] {
        validateSpec()
    }

    public func validateUpdate(from old: MachineSet, in context: AdmissionContext) -> [FieldError] {
        validateSpec() + FieldChecks.immutable(spec.clusterName, was: old.spec.clusterName, at: "spec.clusterName")
    }

    private func validateSpec() -> [FieldError] {
        let group = spec.template.map { MachineGroup.validate(selector: spec.selector, template: $0) } ?? []
        return group + MachineGroup.validate(replicas: spec.replicas) + MachineGroup.validateAutoscalerBounds(metadata)
            + validatePreflightChecks()
            + FieldChecks.naming(spec.machineNamingStrategy, at: "spec.machineNamingStrategy")
    }

    private func validatePreflightChecks() -> [FieldError] {
        let key = ClusterAnnotation.skipPreflightChecks
        guard let text = metadata.annotations[key] else { return [] }
        let names = text.split(separator: ",").map { $0.trimmingSpaces }
        return names.filter { MachineSetPreflightCheck(rawValue: $0) == nil }.map {
            .notSupported(
                "metadata.annotations[\(key)]", .string($0),
                supported: MachineSetPreflightCheck.allCases.map(\.rawValue))
        }
    }
}

/// The checks that must pass before a MachineSet makes Machines; see `ClusterAnnotation.skipPreflightChecks`.
public enum MachineSetPreflightCheck: String, Sendable, CaseIterable {
    case all = "All"
    /// The minor version is that of the control plane where kubeadm bootstraps.
    case kubeadmVersionSkew = "KubeadmVersionSkew"
    /// The version is not newer than the control plane's, nor too old for it.
    case kubernetesVersionSkew = "KubernetesVersionSkew"
    /// The control plane is neither being made nor upgraded.
    case controlPlaneIsStable = "ControlPlaneIsStable"
    /// The version is that of the control plane in a managed topology.
    case controlPlaneVersionSkew = "ControlPlaneVersionSkew"
}

extension Substring {
    fileprivate var trimmingSpaces: String {
        String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
}
