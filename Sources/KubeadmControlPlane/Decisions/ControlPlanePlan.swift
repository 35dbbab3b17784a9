import ClusterAPI
import Machinery

/// The next step of a control plane on its way to the wanted number of machines of the wanted kind.
enum ControlPlaneStep: Sendable, Hashable {
    case none
    /// The first machine founds the cluster.
    case initialize
    /// One more machine joins.
    case scaleUp(failureDomain: String?)
    /// This machine goes.
    case scaleDown(machine: String)
    /// Something must be in order first.
    case wait(PreflightChecks.Findings)
    /// The first machine has yet to found the cluster.
    case waitForInitialization
}

/// Decides the next step. One machine comes or goes at a time, and only while all others are well.
struct ControlPlanePlan: Sendable {
    let cluster: Cluster
    let controlPlane: KubeadmControlPlane
    let machines: [Machine]
    /// The names of Machines that are to be replaced.
    let outdated: Set<String>

    private var desired: Int { Int(controlPlane.spec.replicas ?? 1) }
    private var hasManagedEtcd: Bool { controlPlane.hasManagedEtcd }
    private var isInitialized: Bool { cluster.conditions.isTrue(ConditionType.controlPlaneInitialized) }

    /// Whether machines are to be replaced that are not going already.
    var isRollingOut: Bool {
        machines.contains { outdated.contains($0.metadata.name) && !$0.metadata.isBeingDeleted }
    }

    var step: ControlPlaneStep {
        if machines.isEmpty { return desired == 0 ? .none : isInitialized ? scaleUp : .initialize }
        // Nothing is lost with a machine that has founded nothing yet, and nothing else would free a cluster of a bad version.
        if isRollingOut, !isInitialized { return scaleDown }
        if isRollingOut { return machines.count < desired + maxSurge ? scaleUp : scaleDown }
        if machines.count < desired { return scaleUp }
        return machines.count > desired ? scaleDown : .none
    }

    /// How many machines there may be beyond the wanted number while others are replaced.
    private var maxSurge: Int {
        // Anything but a plain 0 means 1, the default; percentages are refused at admission.
        controlPlane.spec.rolloutStrategy?.rollingUpdate?.maxSurge == 0 ? 0 : 1
    }

    private var scaleUp: ControlPlaneStep {
        if !isInitialized, !machines.isEmpty { return .waitForInitialization }
        let findings = preflight.findings()
        guard findings.isEmpty else { return .wait(findings) }
        let choice = FailureDomainChoice(domains: cluster.status?.failureDomains ?? [:], machines: machines)
        return .scaleUp(failureDomain: choice.forScaleUp(outdated: outdated))
    }

    private var scaleDown: ControlPlaneStep {
        let choice = ScaleDownChoice(
            machines: machines, outdated: outdated, domains: cluster.status?.failureDomains ?? [:],
            hasManagedEtcd: hasManagedEtcd)
        guard let machine = choice.machine else { return .none }
        let findings = preflight.findings(excluding: machine.metadata.name)
        guard findings.isEmpty else { return .wait(findings) }
        return .scaleDown(machine: machine.metadata.name)
    }

    private var preflight: PreflightChecks {
        PreflightChecks(
            cluster: cluster, controlPlane: controlPlane, machines: machines, hasManagedEtcd: hasManagedEtcd)
    }
}

extension KubeadmControlPlane {
    /// Whether etcd runs on the control-plane machines.
    var hasManagedEtcd: Bool { spec.kubeadmConfigSpec.clusterConfiguration?.etcd?.external == nil }
}
