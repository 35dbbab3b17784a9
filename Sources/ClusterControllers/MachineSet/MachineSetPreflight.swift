import ClusterAPI
import ClusterContract
import KubernetesAPI
import Machinery

/// Whether the control plane is ready for a MachineSet to make or replace Machines.
///
/// A control plane that is being made or upgraded would have new machines join with what is about to change; and kubeadm and
/// kubelets accept control planes of certain versions only. Without a control plane that tells its version nothing is checked.
struct MachineSetPreflight: Sendable {
    let machineSet: MachineSet
    let cluster: Cluster
    /// The object that `spec.controlPlaneRef` of the Cluster names; `nil` where it does not exist.
    let controlPlane: ContractObject?

    /// What does not pass, as sentences for the person; empty where Machines may be made.
    var findings: [String] {
        guard let reference = cluster.spec.controlPlaneRef, !isSkipped(.all) else { return [] }
        guard let controlPlane else {
            return ["\(reference.kind) \(cluster.metadata.namespace)/\(reference.name) does not exist"]
        }
        guard let version = controlPlane.version else { return [] }
        guard let parsed = try? SemanticVersion(parsing: version) else {
            return ["\(name(of: controlPlane)) has the version \(version), which is not a semantic version"]
        }
        var findings: [String?] = []
        if !isSkipped(.controlPlaneIsStable) { findings.append(instability(of: controlPlane, version)) }
        guard let own = machineSet.spec.template?.spec.version, let ownParsed = try? SemanticVersion(parsing: own)
        else { return findings.compactMap(\.self) }
        if !isSkipped(.kubernetesVersionSkew) { findings.append(kubernetesSkew(ownParsed, parsed)) }
        if !isSkipped(.kubeadmVersionSkew) { findings.append(kubeadmSkew(ownParsed, parsed)) }
        if !isSkipped(.controlPlaneVersionSkew) { findings.append(topologySkew(own, version)) }
        return findings.compactMap(\.self)
    }

    private func isSkipped(_ check: MachineSetPreflightCheck) -> Bool {
        machineSet.metadata.annotations[ClusterAnnotation.skipPreflightChecks]?.split(separator: ",")
            .contains { $0.filter { $0 != " " } == check.rawValue } ?? false
    }

    private func failure(_ text: String, _ check: MachineSetPreflightCheck) -> String {
        "\(text) (\"\(check.rawValue)\" preflight check failed)"
    }

    private func name(of controlPlane: ContractObject) -> String {
        let object = controlPlane.object
        return "\(object.kind) \(object.namespace)/\(object.name)"
    }

    /// It has no running version while it is made, and a lower one than it wants while it is upgraded.
    private func instability(of controlPlane: ContractObject, _ version: String) -> String? {
        let name = name(of: controlPlane)
        if let topology = cluster.spec.topology?.version, topology != version {
            return failure("\(name) has a pending version upgrade to \(topology)", .controlPlaneIsStable)
        }
        guard let running = controlPlane.statusVersion else {
            return failure("\(name) is provisioning", .controlPlaneIsStable)
        }
        guard let wanted = try? SemanticVersion(parsing: version), let current = try? SemanticVersion(parsing: running),
            wanted > current
        else { return nil }
        return failure("\(name) is upgrading", .controlPlaneIsStable)
    }

    /// Kubelets may not be newer than API servers, nor more than three minors older; two before 1.28.
    private func kubernetesSkew(_ own: SemanticVersion, _ controlPlane: SemanticVersion) -> String? {
        let policy =
            "MachineSet version (\(own)) and ControlPlane version (\(controlPlane)) do not conform to the kubernetes "
            + "version skew policy as MachineSet version is"
        if own.minor > controlPlane.minor {
            return failure("\(policy) higher than ControlPlane version", .kubernetesVersionSkew)
        }
        let limit = controlPlane < SemanticVersion(1, 28, 0) ? 2 : 3
        guard own.minor < controlPlane.minor - limit else { return nil }
        return failure(
            "\(policy) more than \(limit) minor versions older than the ControlPlane version", .kubernetesVersionSkew)
    }

    private func kubeadmSkew(_ own: SemanticVersion, _ controlPlane: SemanticVersion) -> String? {
        guard let reference = machineSet.spec.template?.spec.bootstrap.configRef,
            reference.groupVersionKind.groupKind == KubeadmConfigTemplate.resourceType.groupKind,
            !own.hasSameMinor(as: controlPlane)
        else { return nil }
        return failure(
            "MachineSet version (\(own)) and ControlPlane version (\(controlPlane)) do not conform to kubeadm version "
                + "skew policy as kubeadm only supports joining with the same major+minor version as the control plane",
            .kubeadmVersionSkew)
    }

    /// In a managed topology the version comes from above: Machines of the old one would be replaced at once.
    private func topologySkew(_ own: String, _ controlPlane: String) -> String? {
        guard cluster.spec.topology != nil, own != controlPlane else { return nil }
        return failure(
            "MachineSet version (\(own)) is not yet the same as the ControlPlane version (\(controlPlane)), waiting for "
                + "version to be propagated to the MachineSet", .controlPlaneVersionSkew)
    }
}
