import EtcdClient
import Machinery

/// What one member says.
struct EtcdReport: Sendable, Hashable {
    var membership: EtcdMembership
    var status: EtcdStatus
    var alarms: [EtcdAlarm]

    init(membership: EtcdMembership, status: EtcdStatus, alarms: [EtcdAlarm] = []) {
        self.membership = membership
        self.status = status
        self.alarms = alarms
    }

    /// - Throws: Where the member, or a quorum behind it, does not answer.
    init(_ service: any EtcdMemberService) async throws {
        // Before version 3.5 the list of members says nothing of a quorum.
        try await service.checkHealth()
        membership = try await service.members()
        status = try await service.status()
        alarms = status.errors.isEmpty ? [] : try await service.alarms()
    }
}

/// Makes one picture of what the members say, each for itself.
struct EtcdReports {
    struct Entry: Sendable {
        /// The name of the member's Node.
        var node: String
        var report: Result<EtcdReport, any Error>
    }

    private let reports: [Entry]

    /// - Parameter reports: Those first that are believed most.
    init(_ reports: [Entry]) {
        self.reports = reports
    }

    /// - Throws: Where no member answered.
    func state() throws(EtcdAccessError) -> EtcdState {
        let answers = reports.compactMap { try? $0.report.get() }
        guard let believed = answers.first else {
            let failures = reports.compactMap { entry in
                if case .failure(let error) = entry.report { "\(error)" } else { nil }
            }
            throw EtcdAccessError(noAnswerFrom: reports.map(\.node), failures)
        }
        let alarms = Set(answers.flatMap(\.alarms))
        let members = believed.membership.members.sorted { ($0.name, $0.id) < ($1.name, $1.id) }.map { member in
            EtcdState.Member(
                id: member.id, name: member.name, isLearner: member.isLearner,
                alarms: alarms.filter { $0.memberID == member.id }.map(\.kind.description).sorted(),
                failure: failure(of: member, believed.membership))
        }
        return EtcdState(members: members, leader: answers.compactMap(\.status.leader).first)
    }

    private func failure(of member: EtcdMember, _ believed: EtcdMembership) -> String? {
        guard let report = reports.first(where: { $0.node == member.name })?.report else { return nil }
        switch report {
        case .failure(let error): return "\(error)"
        case .success(let report):
            if report.membership.clusterID != believed.clusterID {
                return "it belongs to another etcd cluster than \(name(of: believed))"
            }
            if Set(report.membership.members.map(\.id)) != Set(believed.members.map(\.id)) {
                return "it knows other members than \(name(of: believed))"
            }
            // Alarms are told as such.
            let errors = report.status.errors.filter { error in
                !report.alarms.contains { error.contains($0.kind.description) }
            }
            return errors.isEmpty ? nil : errors.joined(separator: "; ")
        }
    }

    /// The node of the member that is believed.
    private func name(of believed: EtcdMembership) -> String {
        reports.first { (try? $0.report.get())?.membership == believed }?.node ?? "the others"
    }
}
