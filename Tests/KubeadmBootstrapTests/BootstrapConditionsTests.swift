import ClusterAPI
import Machinery
import Testing

@testable import KubeadmBootstrap

@Suite("The conditions of a KubeadmConfig")
struct BootstrapConditionsTests {
    private static func summary(_ conditions: [Condition]) -> [String] {
        BootstrapConditions.v1Beta2(of: conditions).map {
            "\($0.type) \($0.status.rawValue) \($0.reason) \($0.message)"
        }
    }

    @Test func nothingIsSaidOfWhatIsNotKnown() {
        #expect(Self.summary([]) == [])
    }

    @Test func allIsThere() {
        let conditions = [ConditionType.dataSecretAvailable, ConditionType.certificatesAvailable].map(Condition.true)
        #expect(
            Self.summary(conditions) == [
                "DataSecretAvailable True Available ", "CertificatesAvailable True Available ", "Ready True Ready ",
            ])
    }

    @Test func whatIsWaitedForIsSaid() {
        let waits = Condition.false(
            ConditionType.dataSecretAvailable, reason: ConditionReason.waitingForClusterInfrastructure, severity: .info,
            "Waiting for it")
        #expect(
            Self.summary([waits]) == [
                "DataSecretAvailable False NotAvailable Waiting for it",
                "Ready False NotReady * DataSecretAvailable: Waiting for it",
            ])
    }

    @Test func certificatesThatCannotBeReadMayBeThere() {
        let wrong = Condition.false(
            ConditionType.certificatesAvailable, reason: ConditionReason.certificatesCorrupted, severity: .error,
            "broken")
        #expect(
            Self.summary([.true(ConditionType.dataSecretAvailable), wrong]) == [
                "DataSecretAvailable True Available ", "CertificatesAvailable Unknown InternalError broken",
                "Ready Unknown ReadyUnknown * CertificatesAvailable: broken",
            ])
    }
}
