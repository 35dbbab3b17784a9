import Effects
import JSON
import KubernetesClient
import Machinery
import Synchronization

/// Takes the steps of an upgrade. Where it stands is read from the cluster each time: it can end anywhere and begin again.
struct UpgradeRunner: Sendable {
    let loader: ClusterLoader
    let target: SemanticVersion
    let scope: UpgradePlan.Scope
    let time: any TimeSource
    let output: Output

    /// Sets the version of the first object that does not ask for it, unless an earlier one is still rolling out.
    func takeNextStep(_ plan: UpgradePlan, of snapshot: ClusterSnapshot) async throws {
        guard let step = plan.next else { return }
        let rest = plan.remaining - 1
        if step.state == .pending {
            try await begin(step, of: snapshot)
        } else {
            output.writeLine("\(step.kind)/\(step.name) is still on its way to \(target.tag).")
        }
        let left =
            rest == 0
            ? "It is the last step"
            : "\(rest) more \(rest == 1 ? "step follows" : "steps follow") with the same command, once it is done"
        output.writeLine("\(left); --wait follows all of it.")
    }

    /// Takes all steps, one after the other, and shows how far each is.
    ///
    /// - Throws: ``CommandFailure`` with exit code 4 where the time is up.
    func takeAllSteps(timeout: DurationArgument) async throws {
        let start = time.now()
        let deadline = start + timeout.duration
        while true {
            let snapshot = try await loader.load()
            let plan = try UpgradePlan(snapshot, to: target, scope: scope)
            guard let step = plan.next else { break }
            if step.state == .pending { try await begin(step, of: snapshot) }
            try await follow(step, timeout: timeout, until: deadline)
            output.writeLine("\(step.kind)/\(step.name) is at \(target.tag).")
        }
        output.writeLine("Cluster \(loader.name) is at \(target.tag) after \((time.now() - start).age).")
    }

    private func begin(_ step: UpgradePlan.Step, of snapshot: ClusterSnapshot) async throws {
        let objects = [snapshot.controlPlane].compactMap(\.self) + snapshot.machineDeployments
        guard let object = objects.first(where: { $0.kind == step.kind && $0.name == step.name }),
            let current = object.wantedVersion
        else { throw CommandFailure.notFound("\(step.kind) \"\(step.name)\" is gone") }
        let path = "/" + object.versionPath.joined(separator: "/")
        let patch: JSONValue = [
            ["op": "test", "path": "/metadata/uid", "value": .string(object.uid)],
            ["op": "test", "path": .string(path), "value": .string(current)],
            ["op": "replace", "path": .string(path), "value": .string(target.tag)],
        ]
        let resource = try await loader.managementClient.resourceType(for: object.groupVersionKind)
        do {
            _ = try await loader.managementClient.patch(resource, object.namespacedName, .json(patch))
        } catch let status as APIStatus {
            throw CommandFailure.failed(
                "\(step.kind)/\(step.name) could not be set to \(target.tag): \(status.message). "
                    + "Once that is solved, the same command goes on")
        }
        output.writeLine("\(step.kind)/\(step.name): \(current) -> \(target.tag)")
    }

    private func follow(_ step: UpgradePlan.Step, timeout: DurationArgument, until deadline: Timestamp) async throws {
        let terminal = Terminal.of(output, environment: Process.environment)
        let view = Mutex(ClusterView(terminal: terminal))
        let last = Mutex("")
        let follower = ClusterFollower(loader: loader, time: time)
        let left = max(deadline - time.now(), .zero)
        let outcome: UpgradeProgress? = try await follower.follow(timeout: left, ticks: terminal.isInteractive) {
            snapshot in
            let progress = UpgradeProgress(step, of: snapshot, target: target)
            output.write(view.withLock { $0.update(snapshot, readiness: progress.readiness, now: time.now()) })
            if case .waiting(let cause) = progress {
                last.withLock { $0 = cause }
                return nil
            }
            return progress
        }
        switch outcome {
        case .done: return
        case .failed(let cause): throw CommandFailure.failed(cause)
        case .waiting, nil:
            throw CommandFailure.timedOut(
                "the upgrade is not finished after \(timeout): \(last.withLock { $0 }). It goes on by itself up to this "
                    + "step, and the same command follows it from there")
        }
    }
}

/// How far one step of an upgrade is.
enum UpgradeProgress: Sendable, Hashable {
    case waiting(String)
    case done
    case failed(String)

    init(_ step: UpgradePlan.Step, of snapshot: ClusterSnapshot, target: SemanticVersion) {
        let title = "\(step.kind)/\(step.name)"
        let objects = [snapshot.controlPlane].compactMap(\.self) + snapshot.machineDeployments
        guard !snapshot.cluster.isBeingDeleted else {
            self = .failed("cluster \(snapshot.cluster.namespacedName) is being deleted")
            return
        }
        guard let object = objects.first(where: { $0.kind == step.kind && $0.name == step.name }) else {
            self = .failed("\(title) is gone")
            return
        }
        switch UpgradePlan.state(of: object, target: target) {
        case .done: self = .done
        case .rolling where object.isRolloutPaused: self = .waiting("\(title): it is paused")
        case .rolling: self = .waiting("\(title): \(RolloutProgress(object).waiting ?? "")")
        case .pending:
            self = .failed("\(title) was set to \(object.wantedVersion ?? "no version") while the upgrade ran")
        }
    }

    var readiness: ClusterReadiness {
        switch self {
        case .waiting(let cause): .waiting(cause)
        case .done: .ready
        case .failed(let cause): .failed(cause)
        }
    }
}
