import ClusterAPI
import Machinery

/// The number of a MachineSet among those of its deployment, and those that it had before.
struct MachineSetRevision: Sendable, Hashable {
    var number: Int
    /// In the order in which the set had them.
    var history: [Int]

    /// Longest text of a history that is kept; older numbers go.
    private static let historyLimit = 2000

    init(number: Int, history: [Int] = []) {
        self.number = number
        self.history = history
    }

    /// What a set's annotations say; zero where they say nothing.
    init(of machineSet: MachineSet) {
        let annotations = machineSet.metadata.annotations
        number = annotations[MachineDeploymentAnnotation.revision].flatMap { Int($0) } ?? 0
        history = (annotations[MachineDeploymentAnnotation.revisionHistory] ?? "").split(separator: ",")
            .compactMap { Int($0) }
    }

    /// The revision of the set that is the newest now: beyond those of all others, and never lowered. A set that becomes
    /// the newest again keeps the number that it had in its history.
    func renewed(besides others: [MachineSetRevision]) -> MachineSetRevision {
        let next = (others.map(\.number).max() ?? 0) + 1
        guard number < next else { return self }
        var renewed = MachineSetRevision(number: next, history: history)
        if number > 0 { renewed.history.append(number) }
        while renewed.historyText.utf8.count > Self.historyLimit { renewed.history.removeFirst() }
        return renewed
    }

    var annotations: [String: String] {
        var annotations = [MachineDeploymentAnnotation.revision: String(number)]
        if !history.isEmpty { annotations[MachineDeploymentAnnotation.revisionHistory] = historyText }
        return annotations
    }

    private var historyText: String { history.map(String.init).joined(separator: ",") }
}
