import ClusterAPI
import Effects
import KubernetesAPI
import Machinery

/// Whether the Machines of a set are of the specification that its deployment wants now.
struct MachineUpToDate: Sendable {
    let machineSet: MachineSet
    let deployment: MachineDeployment
    let now: Timestamp

    /// The condition UpToDate of the set's Machines; a line for each reason to replace them.
    var condition: MetaCondition {
        let type = V1Beta2ConditionType.upToDate
        let reasons = reasons
        guard !reasons.isEmpty else { return MetaCondition(type: type, status: .true, reason: V1Beta2Reason.upToDate) }
        return MetaCondition(
            type: type, status: .false, reason: V1Beta2Reason.notUpToDate,
            message: reasons.map { "* \($0)" }.joined(separator: "\n"))
    }

    private var reasons: [String] {
        var reasons = machineSet.spec.template.map { differences(from: $0, to: deployment.spec.template) } ?? []
        if let deadline = deployment.spec.rolloutAfter, deadline <= now,
            (machineSet.metadata.creationTimestamp ?? now) < deadline
        {
            reasons.append("MachineDeployment spec.rolloutAfter expired")
        }
        return reasons
    }

    private func differences(from current: MachineTemplateSpec, to wanted: MachineTemplateSpec) -> [String] {
        guard RolloutTemplate(current) != RolloutTemplate(wanted) else { return [] }
        let (old, new) = (current.spec, wanted.spec)
        var result: [String] = []
        if old.version != new.version {
            result.append("Version \(old.version ?? "nil"), \(new.version ?? "nil") required")
        }
        switch (old.bootstrap.configRef, new.bootstrap.configRef) {
        case (let reference?, let other?):
            if RolloutTemplate.comparable(reference) != RolloutTemplate.comparable(other) {
                result.append("\(Self.name(of: reference)) is not up-to-date")
            }
        case (nil, nil):
            let (secret, other) = (old.bootstrap.dataSecretName, new.bootstrap.dataSecretName)
            if secret != other {
                result.append("spec.bootstrap.dataSecretName \(secret ?? "nil"), \(other ?? "nil") required")
            }
        default:
            result.append("spec.bootstrap is not up-to-date")
        }
        if RolloutTemplate.comparable(old.infrastructureRef) != RolloutTemplate.comparable(new.infrastructureRef) {
            result.append("\(Self.name(of: old.infrastructureRef)) is not up-to-date")
        }
        if old.failureDomain != new.failureDomain {
            result.append("Failure domain \(old.failureDomain ?? "nil"), \(new.failureDomain ?? "nil") required")
        }
        return result.isEmpty ? ["spec.template is not up-to-date"] : result
    }

    /// What a Machine has is no template.
    private static func name(of reference: ObjectReference) -> String {
        reference.kind.hasSuffix("Template") ? String(reference.kind.dropLast("Template".count)) : reference.kind
    }
}
