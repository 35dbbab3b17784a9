import EtcdClient
import Machinery
import Testing

@testable import WorkloadCluster

/// One picture of what members say each for itself.
@Suite struct EtcdReportsTests {
    private struct Dead: Error, CustomStringConvertible {
        var description: String { "connection refused" }
    }

    private static func membership(_ names: [String], cluster: UInt64 = 7) -> EtcdMembership {
        EtcdMembership(
            clusterID: cluster,
            members: names.map { EtcdMember(id: UInt64($0.utf8.last ?? 0), name: $0) })
    }

    private static func report(
        _ name: String, _ names: [String] = ["a", "b", "c"], cluster: UInt64 = 7, leader: UInt64? = 97,
        errors: [String] = [], alarms: [EtcdAlarm] = []
    ) -> EtcdReports.Entry {
        EtcdReports.Entry(
            node: name,
            report: .success(
                EtcdReport(
                    membership: membership(names, cluster: cluster),
                    status: EtcdStatus(
                        clusterID: cluster, memberID: UInt64(name.utf8.last ?? 0), leader: leader, errors: errors),
                    alarms: alarms))
        )
    }

    private static func dead(_ name: String) -> EtcdReports.Entry {
        EtcdReports.Entry(node: name, report: .failure(Dead()))
    }

    @Test func membersThatAgreeAreWell() throws {
        let state = try EtcdReports([Self.report("b"), Self.report("a"), Self.report("c")]).state()
        #expect(state.members.map(\.name) == ["a", "b", "c"])
        #expect(state.members.allSatisfy { $0.failure == nil })
        #expect(state.leader == 97)
    }

    @Test func aMemberThatDoesNotAnswerFails() throws {
        let state = try EtcdReports([Self.dead("a"), Self.report("b", leader: 98)]).state()
        #expect(state.member(named: "a")?.failure == "connection refused")
        #expect(state.member(named: "b")?.failure == nil)
        // Nobody asked it.
        #expect(state.member(named: "c")?.failure == nil)
        #expect(state.leader == 98)
    }

    @Test func aMemberThatKnowsOthersFails() throws {
        let state = try EtcdReports([Self.report("a"), Self.report("b", ["a", "b"])]).state()
        #expect(state.member(named: "b")?.failure == "it knows other members than a")
    }

    @Test func aMemberOfAnotherClusterFails() throws {
        let state = try EtcdReports([Self.report("a"), Self.report("b", cluster: 8)]).state()
        #expect(state.member(named: "b")?.failure == "it belongs to another etcd cluster than a")
    }

    @Test func alarmsAreToldOnceAndNoFailures() throws {
        let alarm = EtcdAlarm(memberID: 98, kind: .noSpace)
        let errors = ["memberID:98 alarm:NOSPACE ", "etcdserver: no leader"]
        let state = try EtcdReports([Self.report("a"), Self.report("b", errors: errors, alarms: [alarm])]).state()
        #expect(state.member(named: "b")?.alarms == ["NOSPACE"])
        #expect(state.member(named: "b")?.failure == "etcdserver: no leader")
        #expect(state.member(named: "a")?.alarms == [])
    }

    @Test func nobodyAnswers() {
        #expect(
            throws: EtcdAccessError("no etcd member answers on the nodes a, b: connection refused; connection refused")
        ) {
            _ = try EtcdReports([Self.dead("b"), Self.dead("a")]).state()
        }
    }
}
