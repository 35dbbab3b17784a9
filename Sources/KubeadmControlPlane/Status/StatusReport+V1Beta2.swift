import ClusterAPI
import ClusterContract
import Effects
import KubernetesAPI
import Machinery

extension StatusReport {
    /// The conditions in Kubernetes' form.
    func setV1Beta2(on scope: inout ControlPlaneScope) {
        setInitialized(on: &scope)
        setCertificatesV1Beta2(on: &scope)
        setRollingOut(on: &scope)
        setScaling(on: &scope)
        setRemediating(on: &scope)
        for aggregation in [MachineAggregation.machinesReady, .machinesUpToDate] {
            scope.controlPlane.conditionsV1Beta2.set(aggregation.condition(of: scope.machines), now: now)
        }
        scope.controlPlane.setV1Beta2(
            V1Beta2ConditionType.deleting, .false, reason: V1Beta2Reason.notDeleting, now: now)
        scope.controlPlane.conditionsV1Beta2.set(AvailableCondition(scope: scope, now: now).condition, now: now)
        // A trouble that is not told yet will be, unless it is over before.
        scope.look(at: AvailableCondition(scope: scope, now: now).nextMoment)
    }

    private func setInitialized(on scope: inout ControlPlaneScope) {
        let type = V1Beta2ConditionType.initialized
        let isInitialized = scope.isInitialized
        scope.controlPlane.setV1Beta2(
            type, ConditionStatus(isInitialized),
            reason: isInitialized ? V1Beta2Reason.whenTrue(type) : V1Beta2Reason.whenFalse(type),
            isInitialized ? "" : scope.waiting ?? "", now: now)
    }

    private func setCertificatesV1Beta2(on scope: inout ControlPlaneScope) {
        let type = V1Beta2ConditionType.certificatesAvailable
        guard let condition = scope.controlPlane.conditions[ConditionType.certificatesAvailable] else { return }
        scope.controlPlane.setV1Beta2(
            type, condition.status,
            reason: condition.status == .true
                ? ControlPlaneReason.available
                : condition.reason.isEmpty ? ControlPlaneReason.notAvailable : condition.reason,
            condition.message, now: now)
    }

    private func setRollingOut(on scope: inout ControlPlaneScope) {
        let type = V1Beta2ConditionType.rollingOut
        guard let message = Self.rolloutMessage(of: scope.machines) else {
            return scope.controlPlane.setV1Beta2(type, .false, reason: V1Beta2Reason.whenFalse(type), now: now)
        }
        scope.controlPlane.setV1Beta2(type, .true, reason: V1Beta2Reason.whenTrue(type), message, now: now)
    }

    /// All reasons for which Machines are replaced, each once; a change of the version comes first.
    static func rolloutMessage(of machines: [Machine]) -> String? {
        let outdated = machines.compactMap { $0.conditionsV1Beta2[V1Beta2ConditionType.upToDate] }
            .filter { $0.status == .false }
        guard !outdated.isEmpty else { return nil }
        let reasons = Set(outdated.flatMap { $0.message.split(separator: "\n").map(String.init) })
        let version = "* \(RolloutReasons.versionPrefix)"
        let sorted = reasons.sorted { left, right in
            left.hasPrefix(version) == right.hasPrefix(version) ? left < right : left.hasPrefix(version)
        }
        return (["Rolling out \(outdated.count) not up-to-date replicas"] + sorted).joined(separator: "\n")
    }

    private func setScaling(on scope: inout ControlPlaneScope) {
        let desired = Int(scope.controlPlane.spec.replicas ?? 1)
        let count = scope.machines.count
        let kind = scope.controlPlane.spec.machineTemplate.infrastructureRef.kind
        let missing = scope.isTemplateMissing ? "\(kind) does not exist" : nil
        let stale = StaleMachines.text(scope.machines, now: now)
        setScaling(
            V1Beta2ConditionType.scalingUp, count < desired ? "Scaling up from \(count) to \(desired) replicas" : nil,
            blocked: scope.preflight.lines + [missing, scope.creationObstacle].compactMap(\.self).map { "* \($0)" },
            otherwise: missing.map { "Scaling up would be blocked because \($0)" } ?? "", on: &scope)
        setScaling(
            V1Beta2ConditionType.scalingDown,
            count > desired ? "Scaling down from \(count) to \(desired) replicas" : nil,
            blocked: scope.preflight.lines + (stale.map { ["* \($0)"] } ?? []), otherwise: "", on: &scope)
    }

    private func setScaling(
        _ type: String, _ message: String?, blocked: [String], otherwise: String, on scope: inout ControlPlaneScope
    ) {
        guard let message else {
            return scope.controlPlane.setV1Beta2(
                type, .false, reason: V1Beta2Reason.whenFalse(type), otherwise, now: now)
        }
        let why = blocked.isEmpty ? "" : " is blocked because:\n" + blocked.joined(separator: "\n")
        scope.controlPlane.setV1Beta2(type, .true, reason: V1Beta2Reason.whenTrue(type), message + why, now: now)
    }

    private func setRemediating(on scope: inout ControlPlaneScope) {
        let type = V1Beta2ConditionType.remediating
        let toRepair = scope.machines.filter(\.isToBeRemediated)
        guard !toRepair.isEmpty else {
            return scope.controlPlane.setV1Beta2(
                type, .false, reason: V1Beta2Reason.whenFalse(type), Self.unhealthyMessage(scope.machines), now: now)
        }
        scope.controlPlane.setV1Beta2(
            type, .true, reason: V1Beta2Reason.whenTrue(type),
            MachineAggregation.message(V1Beta2ConditionType.ownerRemediated, toRepair, isWorth: .false), now: now)
    }

    private static func unhealthyMessage(_ machines: [Machine]) -> String {
        let names = machines.filter(\.isUnhealthy).map(\.metadata.name).sorted()
        guard !names.isEmpty else { return "" }
        let verb = names.count == 1 ? "is" : "are"
        return "\(MachineNames.text(names)) \(verb) not healthy (not to be remediated by KubeadmControlPlane)"
    }
}
