import Effects
import Machinery

/// Where one machine stands, in the terms of its phase and the first thing its conditions wait for.
struct MachineProgress: Sendable, Hashable {
    var name: String
    /// `control-plane`, or the name of the MachineDeployment, or `machine`.
    var role: String
    /// The Machine's phase; `Pending` before it has one.
    var phase: String
    /// What it does or waits for; empty for a machine that runs.
    var step: String
    var isReady: Bool
    var createdAt: Timestamp?

    init(_ machine: Unstructured) {
        name = machine.name
        role =
            machine.isControlPlaneMachine
            ? "control-plane" : machine.labels[ClusterSnapshot.Label.deploymentName] ?? "machine"
        phase = machine.phase.isEmpty ? "Pending" : machine.phase
        createdAt = machine.creationTimestamp
        let ready = machine.conditions[Condition.ready]
        isReady = phase == "Running" && ready?.status == .true
        step = isReady ? "" : Self.step(of: machine)
    }

    private static func step(of machine: Unstructured) -> String {
        if machine.isBeingDeleted { return "being deleted" }
        return ClusterReadiness.cause(of: machine, Condition.ready) ?? ""
    }

    static func all(of snapshot: ClusterSnapshot) -> [MachineProgress] {
        let workers = snapshot.machineDeployments.sorted { $0.name < $1.name }.flatMap(snapshot.machines(of:))
        return (snapshot.controlPlaneMachines + workers + snapshot.otherMachines).map(MachineProgress.init)
    }
}
