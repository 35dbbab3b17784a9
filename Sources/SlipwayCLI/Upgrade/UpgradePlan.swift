import JSON
import Machinery

/// The steps from a cluster as it is to another Kubernetes version: the control plane, then each MachineDeployment.
struct UpgradePlan: Sendable, Hashable {
    enum Scope: Sendable, Hashable, CaseIterable {
        case all, controlPlaneOnly, workersOnly
    }

    struct Step: Sendable, Hashable {
        enum State: String, Sendable {
            /// The object asks for another version.
            case pending
            /// The object asks for the version, and machines are being replaced.
            case rolling
            case done
        }

        var kind: String
        var name: String
        /// The version that the object asked for when the plan was made, or of its oldest machine.
        var from: String
        var state: State
    }

    var cluster: NamespacedName
    var target: SemanticVersion
    /// In the order in which they are taken.
    var steps: [Step]
    /// What the plan leaves to the user, in sentences.
    var notes: [String]

    /// - Throws: ``CommandFailure`` with what to do instead, where the version cannot be reached in this way.
    init(_ snapshot: ClusterSnapshot, to target: SemanticVersion, scope: Scope) throws {
        let versions = try ClusterVersions(snapshot)
        try UpgradeRules(versions: versions, target: target, scope: scope).check()
        cluster = snapshot.cluster.namespacedName
        self.target = target
        let groups =
            (scope == .workersOnly ? [] : [versions.controlPlane])
            + (scope == .controlPlaneOnly ? [] : versions.workers)
        steps = groups.map { group in
            Step(
                kind: group.object.kind, name: group.object.name, from: group.oldest.tag,
                state: Self.state(of: group.object, target: target))
        }
        notes = snapshot.otherMachines.filter { !$0.isBeingDeleted }.map {
            "Machine \"\($0.name)\" belongs to no group: replace it yourself."
        }
    }

    static func state(of object: Unstructured, target: SemanticVersion) -> Step.State {
        guard object.wantedVersion.flatMap({ try? SemanticVersion(parsing: $0) }) == target else { return .pending }
        return RolloutProgress(object).waiting == nil ? .done : .rolling
    }

    /// The first step that is not done.
    var next: Step? { steps.first { $0.state != .done } }

    var remaining: Int { steps.count { $0.state != .done } }

    func table() -> TextTable {
        var table = TextTable(columns: ["STEP", "OBJECT", "FROM", "TO", "STATE"])
        for (index, step) in steps.enumerated() {
            table.append([
                TextTable.Cell(String(index + 1)), TextTable.Cell("\(step.kind)/\(step.name)"),
                TextTable.Cell(step.from), TextTable.Cell(target.tag),
                TextTable.Cell(step.state.rawValue, step.state == .done ? .good : .plain),
            ])
        }
        return table
    }

    /// The shape that `docs/cli.md` promises.
    var json: JSONValue {
        [
            "namespace": .string(cluster.namespace), "cluster": .string(cluster.name), "to": .string(target.tag),
            "steps": .array(
                steps.map { step in
                    [
                        "kind": .string(step.kind), "name": .string(step.name), "from": .string(step.from),
                        "to": .string(target.tag), "state": .string(step.state.rawValue),
                    ]
                }),
            "notes": .array(notes.map(JSONValue.string)),
        ]
    }
}

extension Unstructured {
    /// Where an object that rolls machines out keeps their Kubernetes version.
    var versionPath: [String] {
        kind == RolloutObject.deploymentKind ? ["spec", "template", "spec", "version"] : ["spec", "version"]
    }

    var wantedVersion: String? { json.value(at: versionPath)?.stringValue }

    var isRolloutPaused: Bool {
        value(at: "spec", "paused")?.boolValue == true || annotations[RolloutCommand.pausedAnnotation] != nil
    }
}
