import ClusterAPI
import Effects
import Machinery

/// What was found out about one part of a control-plane machine, as both forms of conditions tell it.
struct HealthFinding: Sendable, Hashable {
    var status: ConditionStatus
    /// In Cluster API's own form; empty where the status is True.
    var reason = ""
    var severity = Condition.Severity.none
    var message = ""
    /// In Kubernetes' form.
    var reasonV1Beta2: String
    var messageV1Beta2 = ""

    static func healthy(_ reasonV1Beta2: String) -> HealthFinding {
        HealthFinding(status: .true, reasonV1Beta2: reasonV1Beta2)
    }

    /// - Parameter reasons: In Cluster API's own form, then in Kubernetes'.
    static func unhealthy(
        _ reasons: (String, String), _ severity: Condition.Severity, _ message: String, v1Beta2 text: String? = nil
    ) -> HealthFinding {
        HealthFinding(
            status: .false, reason: reasons.0, severity: severity, message: message, reasonV1Beta2: reasons.1,
            messageV1Beta2: text ?? message)
    }

    static func unknown(
        _ reasons: (String, String), _ message: String, v1Beta2 text: String? = nil
    ) -> HealthFinding {
        HealthFinding(
            status: .unknown, reason: reasons.0, message: message, reasonV1Beta2: reasons.1,
            messageV1Beta2: text ?? message)
    }

    /// The Machine is going: what its parts say counts no more.
    static let deleting = HealthFinding(
        status: .false, reason: ConditionReason.deleting, severity: .info, reasonV1Beta2: ControlPlaneReason.deleting,
        messageV1Beta2: "Machine is deleting")
}

extension Machine {
    mutating func set(_ finding: HealthFinding, as type: String, now: Timestamp) {
        conditions.set(
            Condition(
                type: type, status: finding.status, severity: finding.severity, reason: finding.reason,
                message: finding.message),
            now: now)
        setV1Beta2(finding, as: type, now: now)
    }

    mutating func setV1Beta2(_ finding: HealthFinding, as type: String, now: Timestamp) {
        conditionsV1Beta2.set(
            MetaCondition(
                type: type, status: finding.status, reason: finding.reasonV1Beta2, message: finding.messageV1Beta2),
            now: now)
    }
}

/// Reasons in Kubernetes' form that only control planes and their Machines have.
enum ControlPlaneReason {
    // The parts of a machine
    static let running = "Running"
    static let provisioning = "Provisioning"
    static let doesNotExist = "DoesNotExist"
    static let failed = "Failed"
    static let deleting = "Deleting"

    // Health
    static let healthy = "Healthy"
    static let notHealthy = "NotHealthy"
    static let healthUnknown = "HealthUnknown"

    // Certificates and Machines
    static let available = "Available"
    static let notAvailable = "NotAvailable"
    static let upToDate = "UpToDate"
    static let notUpToDate = "NotUpToDate"

    // Repairs
    static let cannotBeRemediated = "CannotBeRemediated"
    static let remediationDeferred = "RemediationDeferred"
    static let machineDeleting = "MachineDeleting"

    // Deletion
    static let waitingForMachineDeletion = "WaitingForMachineDeletion"

    // Refusals
    static let anotherControlPlane = "AnotherControlPlane"
    static let foreignMachines = "ForeignMachines"
}
