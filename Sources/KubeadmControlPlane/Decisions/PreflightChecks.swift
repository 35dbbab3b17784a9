import ClusterAPI
import Effects
import Machinery

/// Whether a control plane is settled enough for a machine to come or to go: etcd forgives no haste.
struct PreflightChecks: Sendable {
    let cluster: Cluster
    let controlPlane: KubeadmControlPlane
    let machines: [Machine]
    let hasManagedEtcd: Bool

    /// What stands in the way.
    struct Findings: Sendable, Hashable {
        var topologyVersion: String?
        var hasDeletingMachine = false
        var componentsAreUnhealthy = false
        var etcdIsUnhealthy = false
        /// What is waited for in particular and since when.
        var details: [String] = []

        var isEmpty: Bool { self == Findings() }

        /// The lines of the v1beta2 conditions ScalingUp and ScalingDown.
        var lines: [String] {
            var lines: [String] = []
            if let topologyVersion {
                lines.append(
                    "* waiting for a version upgrade to \(topologyVersion) to be propagated from Cluster.spec.topology")
            }
            if hasDeletingMachine { lines.append("* waiting for a control plane Machine to complete deletion") }
            if componentsAreUnhealthy { lines.append("* waiting for control plane components to become healthy") }
            if etcdIsUnhealthy { lines.append("* waiting for etcd cluster to become healthy") }
            return lines
        }
    }

    /// - Parameter excluded: The name of a Machine that is about to go: its own health matters no more.
    func findings(excluding excluded: String? = nil) -> Findings {
        var findings = Findings()
        guard !machines.isEmpty else { return findings }
        if let version = cluster.spec.topology?.version, version != controlPlane.spec.version {
            findings.topologyVersion = version
            findings.details = [
                "Waiting for a version upgrade to \(version) to be propagated from Cluster.spec.topology"
            ]
            return findings
        }
        let going = machines.filter(\.metadata.isBeingDeleted)
        guard going.isEmpty else {
            findings.hasDeletingMachine = true
            findings.details = going.map { machine in
                "Waiting for Machine \(machine.metadata.name) to be gone"
                    + (machine.metadata.deletionTimestamp.map { ", deleted at \($0.rfc3339)" } ?? "")
            }
            return findings
        }
        for machine in machines where machine.metadata.name != excluded { check(machine, &findings) }
        return findings
    }

    private func check(_ machine: Machine, _ findings: inout Findings) {
        let name = machine.metadata.name
        guard machine.status?.nodeRef != nil else {
            findings.componentsAreUnhealthy = true
            findings.etcdIsUnhealthy = hasManagedEtcd
            findings.details.append(
                "Machine \(name) does not have a corresponding Node yet (Machine.status.nodeRef not set)"
                    + (machine.metadata.creationTimestamp.map { ", created at \($0.rfc3339)" } ?? ""))
            return
        }
        for type in ControlPlaneComponent.conditionTypes(hasManagedEtcd: hasManagedEtcd) {
            guard let problem = Self.problem(of: name, type, machine.conditions[type]) else { continue }
            if type == ConditionType.etcdMemberHealthy {
                findings.etcdIsUnhealthy = true
            } else {
                findings.componentsAreUnhealthy = true
            }
            findings.details.append(problem)
        }
    }

    private static func problem(of machine: String, _ type: String, _ condition: Condition?) -> String? {
        guard let condition else { return "Machine \(machine) does not have \(type) condition" }
        let since = condition.lastTransitionTime.map { ", since \($0.rfc3339)" } ?? ""
        switch condition.status {
        case .true: return nil
        case .false:
            let severity = condition.severity.rawValue
            return "Machine \(machine) reports \(type) condition is false (\(severity), \(condition.message))\(since)"
        default: return "Machine \(machine) reports \(type) condition is unknown (\(condition.message))\(since)"
        }
    }
}
