import ClusterAPI
import ClusterContract
import ControllerRuntime
import Effects
import JSON
import KubernetesAPI
import Machinery

/// Says in a Machine's phase and conditions where it stands and what it waits for.
struct MachineStatusCalculator: Sendable {
    let now: Timestamp

    func update(
        _ machine: inout Machine, cluster: Cluster, bootstrap: ContractObject?, infrastructure: ContractObject?,
        node: NodeObservation
    ) {
        setContractConditions(on: &machine, bootstrap: bootstrap, infrastructure: infrastructure)
        setNodeConditions(on: &machine, cluster: cluster, node: node)
        machine.conditions.set(Self.ready(machine), now: now)
        setV1Beta2Ready(on: &machine)
        updatePhase(of: &machine)
    }

    func updatePhase(of machine: inout Machine) {
        let phase = Self.phase(of: machine)
        guard machine.status?.phase != phase else { return }
        machine.currentStatus.phase = phase
        machine.currentStatus.lastUpdated = now.truncatedToSeconds
    }

    /// Later rules win over earlier ones.
    static func phase(of machine: Machine) -> MachinePhase {
        if machine.metadata.isBeingDeleted { return .deleting }
        let status = machine.status
        if status?.failureReason != nil || status?.failureMessage != nil { return .failed }
        let isInfrastructureReady = status?.infrastructureReady ?? false
        if status?.nodeRef != nil && isInfrastructureReady { return .running }
        if machine.spec.providerID != nil { return .provisioned }
        if (status?.bootstrapReady ?? false) && !isInfrastructureReady { return .provisioning }
        return .pending
    }

    private func setContractConditions(
        on machine: inout Machine, bootstrap: ContractObject?, infrastructure: ContractObject?
    ) {
        if let reference = machine.spec.bootstrap.configRef {
            let waiting = Condition.false(
                ConditionType.bootstrapReady, reason: ConditionReason.waitingForDataSecret, severity: .info,
                bootstrap == nil
                    ? "\(reference.kind) \"\(reference.name)\" does not exist" : "the bootstrap data is not ready yet")
            machine.conditions.set(
                mirror(
                    bootstrap, as: ConditionType.bootstrapReady, isReady: machine.status?.bootstrapReady ?? false,
                    waiting: waiting),
                now: now)
        } else {
            machine.conditions.set(
                machine.spec.bootstrap.dataSecretName != nil
                    ? .true(ConditionType.bootstrapReady)
                    : .false(
                        ConditionType.bootstrapReady, reason: ConditionReason.waitingForDataSecret, severity: .info),
                now: now)
        }
        let reference = machine.spec.infrastructureRef
        let waiting = Condition.false(
            ConditionType.infrastructureReady, reason: ConditionReason.waitingForInfrastructure, severity: .info,
            infrastructure == nil
                ? "\(reference.kind) \"\(reference.name)\" does not exist" : "the machine is not provisioned yet")
        machine.conditions.set(
            mirror(
                infrastructure, as: ConditionType.infrastructureReady,
                isReady: machine.status?.infrastructureReady ?? false, waiting: waiting),
            now: now)
        for (type, source) in [
            (ConditionType.bootstrapReady, V1Beta2ConditionType.bootstrapConfigReady),
            (ConditionType.infrastructureReady, V1Beta2ConditionType.infrastructureReady),
        ] {
            guard let condition = machine.conditions[type] else { continue }
            machine.setV1Beta2(
                source, condition.status,
                reason: condition.reason.isEmpty ? V1Beta2Reason.whenTrue(source) : condition.reason, condition.message,
                now: now)
        }
    }

    /// The provider's own `Ready`, or what its contract fields say where it has none.
    private func mirror(
        _ object: ContractObject?, as type: String, isReady: Bool, waiting: Condition
    ) -> Condition {
        guard let object else { return isReady ? .true(type) : waiting }
        return object.conditions.mirror(as: type) ?? (object.isReady ? .true(type) : waiting)
    }

    private func setNodeConditions(on machine: inout Machine, cluster: Cluster, node: NodeObservation) {
        let condition: Condition
        switch node {
        case .notLookedFor:
            let message =
                machine.spec.providerID == nil
                ? "Waiting for the infrastructure to report a provider ID"
                : "Waiting for the control plane to be initialized"
            condition = .false(
                ConditionType.nodeHealthy, reason: ConditionReason.waitingForNodeRef, severity: .info, message)
        case .unreachable(let why):
            condition = .unknown(ConditionType.nodeHealthy, reason: ConditionReason.nodeInspectionFailed, why)
        case .missing:
            condition =
                machine.status?.nodeRef == nil
                ? .false(
                    ConditionType.nodeHealthy, reason: ConditionReason.nodeProvisioning, severity: .warning,
                    "Waiting for a Node with the provider ID \(machine.spec.providerID ?? "") to join")
                : .false(
                    ConditionType.nodeHealthy, reason: ConditionReason.nodeNotFound, severity: .error,
                    "Node \(machine.status?.nodeRef?.name ?? "") is gone")
        case .found(let node):
            condition = NodeHealth(node).condition
        }
        machine.conditions.set(condition, now: now)
        machine.setV1Beta2(
            V1Beta2ConditionType.nodeHealthy, condition.status,
            reason: condition.reason.isEmpty
                ? V1Beta2Reason.whenTrue(V1Beta2ConditionType.nodeHealthy) : condition.reason,
            condition.message, now: now)
        let readiness = NodeHealth.readiness(of: node)
        machine.setV1Beta2(
            V1Beta2ConditionType.nodeReady, readiness.status, reason: readiness.reason, readiness.message, now: now)
    }

    static func ready(_ machine: Machine) -> Condition? {
        var types = [
            ConditionType.infrastructureReady, ConditionType.bootstrapReady, ConditionType.healthCheckSucceeded,
            ConditionType.ownerRemediated, ConditionType.drainingSucceeded,
        ]
        // The node counts once there can be one, so that Ready means a machine that works.
        if machine.spec.providerID != nil { types.append(ConditionType.nodeHealthy) }
        return machine.conditions.summary(
            ConditionMerge(
                types: types,
                countsStepsOnlyOf: machine.spec.providerID == nil
                    ? [ConditionType.infrastructureReady, ConditionType.bootstrapReady] : nil))
    }

    private func setV1Beta2Ready(on machine: inout Machine) {
        let parts = [
            V1Beta2ConditionType.bootstrapConfigReady, V1Beta2ConditionType.infrastructureReady,
            V1Beta2ConditionType.nodeHealthy,
        ]
        let wrong = parts.compactMap { machine.conditionsV1Beta2[$0] }.filter { $0.status != .true }
        let isReady = wrong.isEmpty
        let status: ConditionStatus = isReady ? .true : wrong.contains { $0.status == .false } ? .false : .unknown
        let reason = { (type: String) in
            status == .true
                ? V1Beta2Reason.whenTrue(type)
                : status == .false ? V1Beta2Reason.whenFalse(type) : V1Beta2Reason.whenUnknown(type)
        }
        let message = wrong.map { "* \($0.type): \($0.message.isEmpty ? $0.reason : $0.message)" }
            .joined(separator: "\n")
        machine.setV1Beta2(
            V1Beta2ConditionType.ready, status, reason: reason(V1Beta2ConditionType.ready), message, now: now)
        machine.setV1Beta2(
            V1Beta2ConditionType.available, status, reason: reason(V1Beta2ConditionType.available), message, now: now)
        machine.setV1Beta2(
            V1Beta2ConditionType.deleting, .false, reason: V1Beta2Reason.notDeleting, now: now)
    }
}

/// The health of a Node by its conditions: `Ready` must be True, pressures must not.
struct NodeHealth: Sendable {
    private let conditions: [(type: String, status: String, message: String)]
    private let name: String

    init(_ node: Unstructured) {
        name = node.name
        conditions = (node.value(at: "status", "conditions")?.arrayValue ?? []).map { condition in
            (
                condition["type"]?.stringValue ?? "", condition["status"]?.stringValue ?? "",
                condition["message"]?.stringValue ?? ""
            )
        }
    }

    var condition: Condition {
        let isReady = conditions.first { $0.type == "Ready" }?.status
        var problems: [String] = []
        if isReady != "True" { problems.append("Ready is \(isReady ?? "not reported")") }
        for type in ["MemoryPressure", "DiskPressure", "PIDPressure"] {
            guard let found = conditions.first(where: { $0.type == type }), found.status == "True" else { continue }
            problems.append("\(type) is True")
        }
        guard !problems.isEmpty else { return .true(ConditionType.nodeHealthy) }
        return .false(
            ConditionType.nodeHealthy, reason: ConditionReason.nodeConditionsFailed, severity: .warning,
            "Node \(name): \(problems.joined(separator: ", "))")
    }

    /// The v1beta2 condition `NodeReady`.
    static func readiness(of observation: NodeObservation) -> MetaCondition {
        let type = V1Beta2ConditionType.nodeReady
        switch observation {
        case .notLookedFor, .missing:
            return MetaCondition(
                type: type, status: .unknown, reason: V1Beta2Reason.nodeDoesNotExist, message: "Node does not exist")
        case .unreachable(let why):
            return MetaCondition(type: type, status: .unknown, reason: V1Beta2Reason.connectionDown, message: why)
        case .found(let node):
            let ready = NodeHealth(node).conditions.first { $0.type == "Ready" }
            guard let ready else {
                return MetaCondition(
                    type: type, status: .unknown, reason: V1Beta2Reason.notYetReported,
                    message: "Condition Ready not yet reported")
            }
            let status = ConditionStatus(rawValue: ready.status)
            let reason =
                status == .true
                ? V1Beta2Reason.whenTrue(type)
                : status == .false ? V1Beta2Reason.whenFalse(type) : V1Beta2Reason.whenUnknown(type)
            return MetaCondition(
                type: type, status: status, reason: reason, message: status == .true ? "" : ready.message)
        }
    }
}
