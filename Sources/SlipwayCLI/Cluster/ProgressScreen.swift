import Effects
import Machinery

/// The live view of `wait` on a terminal: a line for the cluster, a line a machine, redrawn in place.
struct ProgressScreen: Sendable {
    let terminal: Terminal
    private var screen = LiveScreen()

    init(terminal: Terminal) {
        self.terminal = terminal
    }

    /// The text that replaces what was drawn before.
    mutating func draw(_ snapshot: ClusterSnapshot, readiness: ClusterReadiness, now: Timestamp) -> String {
        let height = terminal.height > 0 ? terminal.height : LiveScreen.assumedHeight
        return screen.draw(
            Self.lines(of: snapshot, readiness: readiness, now: now, terminal: terminal, height: height), on: terminal)
    }

    static func lines(
        of snapshot: ClusterSnapshot, readiness: ClusterReadiness, now: Timestamp, terminal: Terminal, height: Int
    ) -> [String] {
        let cluster = snapshot.cluster
        let age = cluster.creationTimestamp.map { (now - $0).age } ?? ""
        let headline = "Cluster \(cluster.namespacedName)  \(cluster.phase.isEmpty ? "Pending" : cluster.phase)  \(age)"
        var table = TextTable(columns: [])
        let machines = MachineProgress.all(of: snapshot)
        for machine in machines.prefix(max(3, height - 4)) {
            table.append([
                TextTable.Cell(machine.isReady ? "  ✓" : "  …", machine.isReady ? .good : .faint),
                TextTable.Cell(machine.name),
                TextTable.Cell(machine.role, .faint),
                TextTable.Cell(machine.phase, machine.isReady ? .good : machine.phase == "Failed" ? .bad : .plain),
                TextTable.Cell(machine.createdAt.map { (now - $0).age } ?? "", .faint),
                TextTable.Cell(machine.step, .faint),
            ])
        }
        let rows = table.render(for: terminal).split(separator: "\n").map(String.init)
        let hidden = machines.count - rows.count
        let more = hidden > 0 ? ["  and \(hidden) more machines"] : []
        return [TextStyle.strong.apply(to: headline.fitted(to: terminal), on: terminal)] + rows + more
            + footer(readiness).map { $0.fitted(to: terminal) }
    }

    private static func footer(_ readiness: ClusterReadiness) -> [String] {
        switch readiness {
        case .ready: []
        case .waiting(let cause): ["  waiting: \(cause)"]
        case .failed(let cause): ["  failed: \(cause)"]
        case .beingDeleted: ["  being deleted"]
        }
    }
}

/// The view of `wait` in a pipe: a line for each change, none for what stays.
struct ProgressLog: Sendable {
    private var clusterPhase: String?
    private var waitingFor: ClusterReadiness?
    private var machines: [String: MachineProgress] = [:]

    /// The lines that tell what changed since the last call.
    mutating func lines(for snapshot: ClusterSnapshot, readiness: ClusterReadiness) -> [String] {
        var lines: [String] = []
        if snapshot.cluster.phase != clusterPhase, !snapshot.cluster.phase.isEmpty {
            clusterPhase = snapshot.cluster.phase
            lines.append("cluster/\(snapshot.cluster.name): \(snapshot.cluster.phase)")
        }
        let current = MachineProgress.all(of: snapshot)
        for machine in current where machines[machine.name] != machine {
            machines[machine.name] = machine
            let state = machine.isReady ? "Ready" : machine.phase
            let detail = machine.step.isEmpty ? "" : " - \(machine.step)"
            lines.append("machine/\(machine.name) (\(machine.role)): \(state)\(detail)")
        }
        let names = Set(current.map(\.name))
        for name in machines.keys.sorted() where !names.contains(name) {
            machines[name] = nil
            lines.append("machine/\(name): gone")
        }
        if readiness != waitingFor {
            waitingFor = readiness
            if case .waiting(let cause) = readiness { lines.append("waiting: \(cause)") }
        }
        return lines.map(\.sanitizedForTerminal)
    }
}

extension String {
    fileprivate func fitted(to terminal: Terminal) -> String {
        let text = sanitizedForTerminal
        return terminal.width > 0 ? text.truncated(to: terminal.width) : text
    }
}
