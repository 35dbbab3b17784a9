import ClusterAPI
import Effects
import JSON
import KubernetesAPI
import Machinery

/// Why a Machine is not what the control plane asks for any more, in the words of Cluster API.
///
/// Missing data never counts as a difference: a Machine that was adopted, or an object that cannot be read just now, must not
/// make a control plane roll.
struct RolloutReasons: Sendable {
    let controlPlane: KubeadmControlPlane
    let now: Timestamp

    /// - Parameters:
    ///   - config: The Machine's KubeadmConfig; `nil` where it cannot be told.
    ///   - infrastructure: The Machine's infrastructure object; `nil` where it cannot be told.
    /// - Returns: Empty where the Machine is up to date.
    func reasons(for machine: Machine, config: KubeadmConfig?, infrastructure: Unstructured?) -> [String] {
        var reasons: [String] = []
        if let moment = certificatesRollout(of: machine), moment <= now {
            reasons.append("Certificates will expire soon")
        }
        if let moment = scheduledRollout(of: machine), moment <= now {
            reasons.append("KubeadmControlPlane spec.rolloutAfter expired")
        }
        if let version = machine.spec.version, version != controlPlane.spec.version {
            reasons.append("\(Self.versionPrefix)\(version), \(controlPlane.spec.version) required")
        }
        if !KubeadmConfigComparison(controlPlane.spec.kubeadmConfigSpec).matches(machine, config) {
            reasons.append("KubeadmConfig is not up-to-date")
        }
        if !isCloned(infrastructure) {
            reasons.append("\(machine.spec.infrastructureRef.kind) is not up-to-date")
        }
        return reasons
    }

    /// A change of the version comes first where several reasons are told.
    static let versionPrefix = "Version "

    /// When the next Machine is due that time alone makes outdated; `nil` where none will be.
    func nextMoment(for machines: [Machine]) -> Timestamp? {
        machines.flatMap { [certificatesRollout(of: $0), scheduledRollout(of: $0)] }.compactMap(\.self)
            .filter { $0 > now }.min()
    }

    /// When the Machine is to be replaced because of its certificates.
    private func certificatesRollout(of machine: Machine) -> Timestamp? {
        guard let days = controlPlane.spec.rolloutBefore?.certificatesExpiryDays,
            let expiry = machine.status?.certificatesExpiryDate
        else { return nil }
        return expiry - .seconds(Int64(days) * 86_400)
    }

    /// When the Machine is to be replaced because it was made before the moment that the user set.
    private func scheduledRollout(of machine: Machine) -> Timestamp? {
        guard let moment = controlPlane.spec.rolloutAfter, let created = machine.metadata.creationTimestamp,
            created < moment
        else { return nil }
        return moment
    }

    private func isCloned(_ infrastructure: Unstructured?) -> Bool {
        let template = controlPlane.spec.machineTemplate.infrastructureRef
        guard let annotations = infrastructure?.annotations,
            let name = annotations[ClusterAnnotation.clonedFromName],
            let kind = annotations[ClusterAnnotation.clonedFromGroupKind]
        else { return true }
        return name == template.name && kind == "\(template.groupKind)"
    }
}
