import ClusterAPI
import Machinery

/// The conditions of a KubeadmConfig in Kubernetes' form, with the reasons of Cluster API; they follow from those in its own.
enum BootstrapConditions {
    private static let parts = [ConditionType.dataSecretAvailable, ConditionType.certificatesAvailable]

    /// `DataSecretAvailable`, `CertificatesAvailable` and their summary, `Ready`; what is not known yet is left out.
    static func v1Beta2(of conditions: [Condition]) -> [MetaCondition] {
        let known = parts.compactMap { conditions[$0] }.map(translated)
        guard !known.isEmpty else { return [] }
        return known + [summary(of: known)]
    }

    private static func translated(_ condition: Condition) -> MetaCondition {
        let isCertificates = condition.type == ConditionType.certificatesAvailable
        if condition.status == .true {
            return MetaCondition(
                type: condition.type, status: .true, reason: V1Beta2Reason.whenTrue(V1Beta2ConditionType.available))
        }
        // Certificates that could not be looked at may still be there.
        return MetaCondition(
            type: condition.type, status: isCertificates ? .unknown : .false,
            reason: isCertificates
                ? V1Beta2Reason.internalError : V1Beta2Reason.whenFalse(V1Beta2ConditionType.available),
            message: condition.message)
    }

    private static func summary(of conditions: [MetaCondition]) -> MetaCondition {
        let type = V1Beta2ConditionType.ready
        let wrong = conditions.filter { $0.status != .true }
        let message = wrong.map { "* \($0.type): \($0.message)" }.joined(separator: "\n")
        if wrong.isEmpty { return MetaCondition(type: type, status: .true, reason: V1Beta2Reason.whenTrue(type)) }
        let isFalse = wrong.contains { $0.status == .false }
        return MetaCondition(
            type: type, status: isFalse ? .false : .unknown,
            reason: isFalse ? V1Beta2Reason.whenFalse(type) : V1Beta2Reason.whenUnknown(type), message: message)
    }
}
