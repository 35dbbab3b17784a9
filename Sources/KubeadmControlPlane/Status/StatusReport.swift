import ClusterAPI
import ClusterContract
import Effects
import KubernetesAPI
import Machinery

/// Counts a control plane's Machines and says in conditions how they fare and what is waited for.
struct StatusReport: Sendable {
    let now: Timestamp

    func update(_ scope: inout ControlPlaneScope) {
        setCounts(on: &scope)
        setCertificates(on: &scope)
        setConditions(on: &scope)
        setV1Beta2(on: &scope)
    }

    // MARK: Counts

    private func setCounts(on scope: inout ControlPlaneScope) {
        let machines = scope.machines
        var status = scope.controlPlane.currentStatus
        status.selector =
            "\(ClusterLabel.clusterName)=\(scope.cluster.metadata.name),\(ClusterLabel.controlPlane)"
        status.replicas = Int32(machines.count)
        status.updatedReplicas = Int32(machines.count { !scope.outdated.contains($0.metadata.name) })
        status.version = Self.lowestVersion(of: machines) ?? status.version
        // Counts of a cluster that cannot be asked are those of the last answer.
        if let answer = scope.workload.answer {
            status.readyReplicas = Int32(
                answer.nodes.values.count { node in
                    node.isReady && machines.contains { $0.status?.nodeRef?.name == node.metadata.name }
                })
        }
        let ready = min(status.readyReplicas ?? 0, Int32(machines.count))
        status.readyReplicas = ready
        status.unavailableReplicas = Int32(machines.count) - ready
        if status.initialized == true, ready > 0 { status.ready = true }
        var counts = status.v1beta2 ?? ReplicasV1Beta2Status()
        func count(_ type: String) -> Int32 { Int32(machines.count { $0.conditionsV1Beta2.isTrue(type) }) }
        counts.readyReplicas = count(V1Beta2ConditionType.ready)
        counts.availableReplicas = count(V1Beta2ConditionType.available)
        counts.upToDateReplicas = count(V1Beta2ConditionType.upToDate)
        status.v1beta2 = counts
        let repair =
            scope.controlPlane.remediationInProgress
            ?? machines.compactMap(\.remediationFor).max { $0.timestamp < $1.timestamp }
        if let repair { status.lastRemediation = repair.status }
        scope.controlPlane.status = status
    }

    static func lowestVersion(of machines: [Machine]) -> String? {
        machines.compactMap(\.spec.version).compactMap { text in
            (try? SemanticVersion(parsing: text)).map { (text: text, version: $0) }
        }.min { $0.version < $1.version }?.text
    }

    // MARK: Cluster API's own form

    private func setCertificates(on scope: inout ControlPlaneScope) {
        let type = ConditionType.certificatesAvailable
        if let problem = scope.certificateProblem {
            set(.false(type, reason: problem.reason, severity: .warning, problem.message), on: &scope)
        } else if scope.hasCertificates {
            set(.true(type), on: &scope)
        } else if scope.controlPlane.conditions[type] == nil {
            set(
                .false(
                    type, reason: ConditionReason.waitingForClusterInfrastructure, severity: .info,
                    scope.waiting ?? ""), on: &scope)
        }
    }

    private func setConditions(on scope: inout ControlPlaneScope) {
        let desired = Int(scope.controlPlane.spec.replicas ?? 1)
        let count = scope.machines.count
        setAvailable(on: &scope)
        set(resized(scope, from: count, to: desired), on: &scope)
        set([Condition].aggregate(as: ConditionType.machinesReady, of: scope.machines, Self.sourced), on: &scope)
        if let failure = scope.cloningFailure {
            set(
                .false(
                    ConditionType.machinesCreated, reason: failure.reason, severity: .error, failure.message),
                on: &scope)
        } else if count >= desired {
            set(.true(ConditionType.machinesCreated), on: &scope)
        }
        set(upToDate(scope), on: &scope)
        summarize(&scope.controlPlane)
    }

    private static let sourced = ConditionMerge(countsSteps: true, namesSource: true)

    /// What was available once stays so here; Kubernetes' form tells how it is now.
    private func setAvailable(on scope: inout ControlPlaneScope) {
        let type = ConditionType.available
        guard !scope.isInitialized else { return set(.true(type), on: &scope) }
        set(
            .false(
                type, reason: ConditionReason.waitingForKubeadmInit, severity: .info,
                scope.waiting ?? "Waiting for the first machine to found the cluster"), on: &scope)
    }

    private func resized(_ scope: ControlPlaneScope, from count: Int, to desired: Int) -> Condition? {
        let type = ConditionType.resized
        guard count != desired else {
            let isKnown = scope.controlPlane.conditions[type] != nil
            let areReady = scope.machines.allSatisfy { $0.conditions.isTrue(ConditionType.ready) }
            return areReady || !isKnown ? .true(type) : nil
        }
        let isGrowing = count < desired
        let direction = isGrowing ? "Scaling up" : "Scaling down"
        let message = "\(direction) control plane to \(desired) replicas (actual \(count))"
        return .false(
            type, reason: isGrowing ? ConditionReason.scalingUp : ConditionReason.scalingDown, severity: .warning,
            [message, scope.waiting].compactMap(\.self).joined(separator: ": "))
    }

    private func upToDate(_ scope: ControlPlaneScope) -> Condition? {
        let type = ConditionType.machinesSpecUpToDate
        guard !scope.machines.isEmpty else { return nil }
        let outdated = scope.machines.filter {
            scope.outdated.contains($0.metadata.name) && !$0.metadata.isBeingDeleted
        }
        guard let first = outdated.first else {
            let areGoing = scope.machines.contains { scope.outdated.contains($0.metadata.name) }
            return areGoing ? nil : .true(type)
        }
        let reasons = (scope.rolloutReasons[first.metadata.name] ?? []).joined(separator: ", ")
        let message =
            "Rolling \(outdated.count) replicas with outdated spec (\(scope.machines.count - outdated.count) replicas up "
            + "to date): \(reasons)"
        return .false(
            type, reason: ConditionReason.rollingUpdateInProgress, severity: .warning,
            [message, scope.waiting].compactMap(\.self).joined(separator: "; "))
    }

    private func summarize(_ controlPlane: inout KubeadmControlPlane) {
        controlPlane.conditions.set(
            controlPlane.conditions.summary(
                ConditionMerge(types: [
                    ConditionType.machinesCreated, ConditionType.machinesSpecUpToDate, ConditionType.resized,
                    ConditionType.machinesReady, ConditionType.available, ConditionType.certificatesAvailable,
                ])),
            now: now)
    }

    private func set(_ condition: Condition?, on scope: inout ControlPlaneScope) {
        scope.controlPlane.conditions.set(condition, now: now)
    }

    // MARK: Without a scope

    /// Says why the control plane is not touched at all.
    ///
    /// - Returns: Whether that is news.
    @discardableResult
    func refuse(_ controlPlane: inout KubeadmControlPlane, _ reason: String, _ message: String) -> Bool {
        let isNews = controlPlane.conditions[ConditionType.machinesCreated]?.message != message
        controlPlane.conditions.set(
            .false(ConditionType.machinesCreated, reason: reason, severity: .error, message), now: now)
        controlPlane.setV1Beta2(V1Beta2ConditionType.scalingUp, .false, reason: reason, message, now: now)
        controlPlane.setV1Beta2(V1Beta2ConditionType.available, .unknown, reason: reason, message, now: now)
        summarize(&controlPlane)
        return isNews
    }

    /// - Parameter waiting: What is said in Cluster API's own form; `nil` at the end.
    func setDeleting(
        _ controlPlane: inout KubeadmControlPlane, _ machines: [Machine], reason: String, _ message: String,
        _ waiting: String?
    ) {
        controlPlane.currentStatus.replicas = Int32(machines.count)
        controlPlane.currentStatus.readyReplicas = 0
        controlPlane.currentStatus.unavailableReplicas = Int32(machines.count)
        if let waiting {
            for type in [ConditionType.resized, ConditionType.ready] {
                controlPlane.conditions.set(
                    .false(type, reason: ConditionReason.deleting, severity: .info, waiting), now: now)
            }
        }
        controlPlane.conditions.set(
            [Condition].aggregate(
                as: ConditionType.machinesReady, of: machines, ConditionMerge(namesSource: true)), now: now)
        controlPlane.setV1Beta2(V1Beta2ConditionType.deleting, .true, reason: reason, message, now: now)
        controlPlane.setV1Beta2(
            V1Beta2ConditionType.available, .false,
            reason: V1Beta2Reason.whenFalse(V1Beta2ConditionType.available),
            "* Control plane metadata.deletionTimestamp is set", now: now)
    }
}
