import ClusterAPI
import KubernetesAPI
import Machinery

/// Which stand-alone Machines of a cluster a control plane takes over.
struct AdoptionPlan: Sendable {
    let controlPlane: KubeadmControlPlane
    /// The control-plane Machines of the cluster.
    let machines: [Machine]

    enum Decision: Sendable, Hashable {
        case none
        /// These Machines get the control plane as their managing owner.
        case adopt([String])
        /// Why none is taken over.
        case refuse(String)
    }

    /// All or none: a control plane that manages only some of its machines can do nothing right.
    var decision: Decision {
        let candidates = machines.filter { $0.metadata.controller == nil && !$0.metadata.isBeingDeleted }
        guard !candidates.isEmpty else { return .none }
        for machine in candidates {
            if let problem = problem(with: machine) { return .refuse(problem) }
        }
        return .adopt(candidates.map(\.metadata.name))
    }

    private func problem(with machine: Machine) -> String? {
        let name = machine.metadata.name
        guard let reference = machine.spec.bootstrap.configRef, reference.kind == KubeadmConfig.resourceType.kind else {
            return "Machine \(name) cannot be adopted: its spec.bootstrap.configRef is not of kind KubeadmConfig"
        }
        guard reference.namespace.isEmpty || reference.namespace == controlPlane.metadata.namespace else {
            return "Machine \(name) cannot be adopted: its KubeadmConfig is in the namespace \(reference.namespace)"
        }
        // Where the version does not show, the operator knows what they do.
        guard let version = machine.spec.version else { return nil }
        guard let mine = try? SemanticVersion(parsing: controlPlane.spec.version),
            let its = try? SemanticVersion(parsing: version), let minors = mine.minors(after: its),
            (-1...1).contains(minors)
        else {
            return
                "Machine \(name) cannot be adopted: its version \(version) is outside supported +/- one minor version "
                + "skew from \(controlPlane.spec.version)"
        }
        return nil
    }
}
