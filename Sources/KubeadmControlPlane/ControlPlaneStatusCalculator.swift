import ClusterAPI
import ClusterContract
import Effects
import Machinery

/// Counts a control plane's Machines and says in conditions how they fare and what is waited for.
struct ControlPlaneStatusCalculator: Sendable {
    let now: Timestamp

    func update(
        _ controlPlane: inout KubeadmControlPlane, machines: [Machine], _ observation: ControlPlaneObservation,
        hasCertificates: Bool, waiting: String?
    ) {
        let outdated = machines.filter { !(observation.rolloutReasons[$0.metadata.name] ?? []).isEmpty }
        let before = controlPlane.currentStatus
        var status = before
        status.selector =
            "\(ClusterLabel.clusterName)=\(KubeadmControlPlaneReconciler.clusterName(of: controlPlane) ?? ""),"
            + ClusterLabel.controlPlane
        status.replicas = Int32(machines.count)
        status.updatedReplicas = Int32(machines.count - outdated.count)
        // Counts of a cluster that cannot be asked are those of the last answer.
        if observation.unreachable == nil { status.readyReplicas = Int32(observation.readyNodes) }
        status.unavailableReplicas = max(0, Int32(machines.count) - (status.readyReplicas ?? 0))
        status.version = Self.lowestVersion(of: machines) ?? before.version
        if observation.isInitialized { status.initialized = true }
        if observation.isInitialized, (status.readyReplicas ?? 0) > 0 { status.ready = true }
        var counts = status.v1beta2 ?? ReplicasV1Beta2Status()
        counts.readyReplicas = Int32(machines.count { $0.conditionsV1Beta2.isTrue(V1Beta2ConditionType.ready) })
        counts.availableReplicas = Int32(machines.count { $0.conditionsV1Beta2.isTrue(V1Beta2ConditionType.available) })
        counts.upToDateReplicas = status.updatedReplicas
        status.v1beta2 = counts
        controlPlane.status = status

        setConditions(
            on: &controlPlane, machines: machines, outdated: outdated, observation, hasCertificates: hasCertificates,
            waiting: waiting)
    }

    static func lowestVersion(of machines: [Machine]) -> String? {
        machines.compactMap(\.spec.version).compactMap { text in
            (try? SemanticVersion(parsing: text)).map { (text: text, version: $0) }
        }.min { $0.version < $1.version }?.text
    }

    private func setConditions(
        on controlPlane: inout KubeadmControlPlane, machines: [Machine], outdated: [Machine],
        _ observation: ControlPlaneObservation, hasCertificates: Bool, waiting: String?
    ) {
        let desired = Int(controlPlane.spec.replicas ?? 1)
        controlPlane.conditions.set(
            hasCertificates
                ? .true(ConditionType.certificatesAvailable)
                : .false(
                    ConditionType.certificatesAvailable, reason: ConditionReason.waitingForClusterInfrastructure,
                    severity: .info, waiting ?? ""),
            now: now)
        controlPlane.conditions.set(
            observation.isInitialized
                ? .true(ConditionType.available)
                : .false(
                    ConditionType.available, reason: ConditionReason.waitingForKubeadmInit, severity: .info,
                    waiting ?? "Waiting for the first machine to found the cluster"),
            now: now)
        controlPlane.conditions.set(resized(from: machines.count, to: desired, waiting), now: now)
        controlPlane.conditions.set(
            [Condition].aggregate(as: ConditionType.machinesReady, of: machines), now: now)
        if machines.count >= desired { controlPlane.conditions.set(.true(ConditionType.machinesCreated), now: now) }
        controlPlane.conditions.set(upToDate(outdated, of: machines, observation), now: now)
        controlPlane.conditions.set(
            controlPlane.conditions.summary(
                ConditionMerge(types: [
                    ConditionType.machinesCreated, ConditionType.machinesSpecUpToDate, ConditionType.resized,
                    ConditionType.machinesReady, ConditionType.available, ConditionType.certificatesAvailable,
                ])),
            now: now)
        setV1Beta2(on: &controlPlane, machines: machines, observation, desired: desired, waiting: waiting)
    }

    private func resized(from count: Int, to desired: Int, _ waiting: String?) -> Condition {
        guard count != desired else { return .true(ConditionType.resized) }
        let isGrowing = count < desired
        let direction = isGrowing ? "Scaling up" : "Scaling down"
        let message = "\(direction) control plane to \(desired) replicas (actual \(count))"
        return .false(
            ConditionType.resized, reason: isGrowing ? ConditionReason.scalingUp : ConditionReason.scalingDown,
            severity: .warning, [message, waiting].compactMap(\.self).joined(separator: ": "))
    }

    private func upToDate(
        _ outdated: [Machine], of machines: [Machine], _ observation: ControlPlaneObservation
    ) -> Condition? {
        guard !machines.isEmpty else { return nil }
        guard let first = outdated.min(by: { $0.metadata.name < $1.metadata.name }) else {
            return .true(ConditionType.machinesSpecUpToDate)
        }
        let reasons = (observation.rolloutReasons[first.metadata.name] ?? []).joined(separator: ", ")
        return .false(
            ConditionType.machinesSpecUpToDate, reason: ConditionReason.rollingUpdateInProgress, severity: .warning,
            "\(outdated.count) of \(machines.count) Machines are out of date, which this version does not replace: "
                + "\(first.metadata.name): \(reasons)")
    }

    private func setV1Beta2(
        on controlPlane: inout KubeadmControlPlane, machines: [Machine], _ observation: ControlPlaneObservation,
        desired: Int, waiting: String?
    ) {
        for (source, target) in [
            (ConditionType.certificatesAvailable, V1Beta2ConditionType.certificatesAvailable),
            (ConditionType.available, V1Beta2ConditionType.initialized),
        ] {
            guard let condition = controlPlane.conditions[source] else { continue }
            controlPlane.setV1Beta2(
                target, condition.status,
                reason: condition.reason.isEmpty ? V1Beta2Reason.whenTrue(target) : condition.reason, condition.message,
                now: now)
        }
        let isAvailable = observation.isInitialized && (controlPlane.status?.readyReplicas ?? 0) > 0
        controlPlane.setV1Beta2(
            V1Beta2ConditionType.available, ConditionStatus(isAvailable),
            reason: isAvailable
                ? V1Beta2Reason.whenTrue(V1Beta2ConditionType.available)
                : V1Beta2Reason.whenFalse(V1Beta2ConditionType.available),
            isAvailable ? "" : observation.unreachable ?? waiting ?? "No control-plane node is ready", now: now)
        GroupConditions(now: now).set(on: &controlPlane, machines: machines, wanted: desired)
    }

    func setDeleting(_ controlPlane: inout KubeadmControlPlane, machines: [Machine], _ message: String) {
        controlPlane.currentStatus.replicas = Int32(machines.count)
        controlPlane.conditions.set(
            .false(ConditionType.resized, reason: ConditionReason.deleting, severity: .info, message), now: now)
        controlPlane.conditions.set(
            .false(ConditionType.ready, reason: ConditionReason.deleting, severity: .info, message), now: now)
        controlPlane.setV1Beta2(
            V1Beta2ConditionType.deleting, .true, reason: V1Beta2Reason.deleting, message, now: now)
    }
}
