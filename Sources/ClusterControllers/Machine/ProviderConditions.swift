import ClusterAPI
import ClusterContract
import Effects
import KubernetesAPI
import Machinery

/// What a Machine's bootstrap and infrastructure objects say of themselves, as conditions of the Machine.
struct ProviderConditions: Sendable {
    let now: Timestamp

    func set(on machine: inout Machine, bootstrap: ContractObject?, infrastructure: ContractObject?) {
        setBootstrap(on: &machine, bootstrap)
        setInfrastructure(on: &machine, infrastructure)
    }

    // MARK: Bootstrap

    private func setBootstrap(on machine: inout Machine, _ object: ContractObject?) {
        let (type, typeV1Beta2) = (ConditionType.bootstrapReady, V1Beta2ConditionType.bootstrapConfigReady)
        guard let reference = machine.spec.bootstrap.configRef else {
            let isProvided = machine.spec.bootstrap.dataSecretName != nil
            machine.conditions.set(
                isProvided
                    ? .true(type) : .false(type, reason: ConditionReason.waitingForDataSecret, severity: .info),
                now: now)
            return machine.setV1Beta2(
                typeV1Beta2, .true, reason: V1Beta2Reason.dataSecretProvided, now: now)
        }
        let isReady = machine.status?.bootstrapReady ?? false
        let waiting = Condition.false(
            type, reason: ConditionReason.waitingForDataSecret, severity: .info,
            object == nil
                ? "\(reference.kind) \"\(reference.name)\" does not exist" : "the bootstrap data is not ready yet")
        machine.conditions.set(mirror(object, as: type, isReady: isReady, waiting: waiting), now: now)
        let missing =
            isReady && machine.metadata.isBeingDeleted
            ? (V1Beta2Reason.bootstrapConfigDeleted, "\(reference.kind) has been deleted")
            : (V1Beta2Reason.bootstrapConfigDoesNotExist, "\(reference.kind) does not exist")
        machine.conditionsV1Beta2.set(
            mirrorV1Beta2(object, as: typeV1Beta2, kind: reference.kind, isReady: isReady, missing), now: now)
    }

    // MARK: Infrastructure

    private func setInfrastructure(on machine: inout Machine, _ object: ContractObject?) {
        let reference = machine.spec.infrastructureRef
        let isReady = machine.status?.infrastructureReady ?? false
        let waiting = Condition.false(
            ConditionType.infrastructureReady, reason: ConditionReason.waitingForInfrastructure, severity: .info,
            object == nil
                ? "\(reference.kind) \"\(reference.name)\" does not exist" : "the machine is not provisioned yet")
        machine.conditions.set(
            mirror(object, as: ConditionType.infrastructureReady, isReady: isReady, waiting: waiting), now: now)
        let end =
            machine.metadata.isBeingDeleted ? "has been deleted" : "has been deleted while the Machine still exists"
        let missing =
            isReady
            ? (V1Beta2Reason.infrastructureDeleted, "\(reference.kind) \(end)")
            : (V1Beta2Reason.infrastructureDoesNotExist, "\(reference.kind) does not exist")
        machine.conditionsV1Beta2.set(
            mirrorV1Beta2(
                object, as: V1Beta2ConditionType.infrastructureReady, kind: reference.kind, isReady: isReady, missing),
            now: now)
    }

    // MARK: Mirrors

    /// The provider's own `Ready`, or what its contract fields say where it has none.
    private func mirror(
        _ object: ContractObject?, as type: String, isReady: Bool, waiting: Condition
    ) -> Condition {
        guard let object else { return isReady ? .true(type) : waiting }
        return object.conditions.mirror(as: type) ?? (object.isReady ? .true(type) : waiting)
    }

    /// The provider's own `Ready` of either form, or what was taken from its contract fields where it has none.
    ///
    /// - Parameter missing: Reason and message where the object does not exist.
    private func mirrorV1Beta2(
        _ object: ContractObject?, as type: String, kind: String, isReady: Bool, _ missing: (String, String)
    ) -> MetaCondition {
        guard let object else {
            return MetaCondition(type: type, status: .false, reason: missing.0, message: missing.1)
        }
        if let source = object.conditionsV1Beta2[V1Beta2ConditionType.ready] {
            return MetaCondition(type: type, status: source.status, reason: source.reason, message: source.message)
        }
        if let source = object.conditions[ConditionType.ready] {
            let reason =
                source.status == .true
                ? V1Beta2Reason.ready : source.status == .false ? V1Beta2Reason.notReady : V1Beta2Reason.readyUnknown
            return MetaCondition(
                type: type, status: source.status, reason: source.reason.isEmpty ? reason : source.reason,
                message: source.message)
        }
        return MetaCondition(
            type: type, status: ConditionStatus(isReady),
            reason: isReady ? V1Beta2Reason.ready : V1Beta2Reason.notReady,
            message: isReady ? "" : "\(kind) status.ready is false")
    }
}
