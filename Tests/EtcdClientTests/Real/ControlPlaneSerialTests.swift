import Effects
import EtcdClient
import Machinery
import PKI
import StreamTLS
import Testing
import WorkloadCluster

/// Looking after a control plane, against etcd itself.
@Suite(.serialized)
struct ControlPlaneSerialTests {
    private static let cluster = NamespacedName(namespace: "default", name: "demo")

    @Test func tellsHowEachMemberFares() async throws {
        try await RealCluster.with(3) { cluster in
            let access = ControlPlanes(RealConnector(cluster: cluster))
            let nodes = cluster.members.map(\.settings.name)
            let well = try await access.state(of: Self.cluster, through: nodes)
            #expect(well.members.map(\.name) == nodes)
            #expect(well.members.allSatisfy { $0.failure == nil && $0.alarms.isEmpty && !$0.isLearner })
            #expect(well.members.contains { $0.id == well.leader })

            let (_, followers) = try await cluster.roles()
            followers[0].kill()
            let ill = try await access.state(of: Self.cluster, through: nodes)
            #expect(ill.members.map(\.name) == nodes)
            for member in ill.members {
                #expect((member.failure == nil) == (member.name != followers[0].settings.name), "\(member)")
            }

            followers[1].kill()
            let error = try await #require(throws: EtcdAccessError.self) {
                _ = try await access.state(of: Self.cluster, through: nodes)
            }
            #expect(error.description.hasPrefix("no etcd member answers on the nodes node-0, node-1, node-2: "))
        }
    }

    @Test func tellsAlarmsOfTheMemberThatRaisedThem() async throws {
        try await RealCluster.with(1, quota: 4 << 20) { cluster in
            try await cluster.withClient(of: cluster.members[0]) { client in
                let value = [UInt8](repeating: 7, count: 512 << 10)
                await expectError(.noSpace) { for _ in 0..<20 { try await client.put(value, at: [1]) } }
            }
            let state = try await ControlPlanes(RealConnector(cluster: cluster)).state(
                of: Self.cluster, through: ["node-0"])
            #expect(state.members.map(\.alarms) == [["NOSPACE"]])
            #expect(state.members[0].failure == nil)
        }
    }

    @Test func movesTheLeadershipAndRemovesAMember() async throws {
        try await RealCluster.with(3) { cluster in
            let access = ControlPlanes(RealConnector(cluster: cluster))
            let nodes = cluster.members.map(\.settings.name)
            let before = try await access.state(of: Self.cluster, through: nodes)
            let leader = try #require(before.members.first { $0.id == before.leader })
            let heir = try #require(before.members.first { $0.id != before.leader })
            // Through whichever node is asked first.
            try await access.moveLeadership(of: Self.cluster, to: heir.id, through: nodes)
            try await access.moveLeadership(of: Self.cluster, to: heir.id, through: nodes)
            let others = nodes.filter { $0 != leader.name }
            // etcd lets no member go before it has seen the others run for five seconds.
            try await eventually("the member is removed") {
                try await access.removeMember(leader.id, of: Self.cluster, through: others)
            }
            // A member that is gone is no error.
            try await access.removeMember(leader.id, of: Self.cluster, through: others)
            let after = try await access.state(of: Self.cluster, through: others)
            #expect(after.members.map(\.name) == others)
            #expect(after.leader == heir.id)
        }
    }

    @Test func asksTheNextNodeWhereOneIsDead() async throws {
        try await RealCluster.with(3) { cluster in
            let access = ControlPlanes(RealConnector(cluster: cluster))
            let (_, followers) = try await cluster.roles()
            let dead = followers[0]
            let nodes = [dead.settings.name] + cluster.members.map(\.settings.name).filter { $0 != dead.settings.name }
            let state = try await access.state(of: Self.cluster, through: nodes)
            dead.kill()
            let member = try #require(state.member(named: dead.settings.name))
            try await eventually("the member is removed") {
                try await access.removeMember(member.id, of: Self.cluster, through: nodes)
            }
            let left = try await access.state(of: Self.cluster, through: Array(nodes.dropFirst()))
            #expect(left.members.count == 2)
        }
    }

    @Test func readsTheCertificateOfAServer() async throws {
        try await RealCluster.with(1) { cluster in
            let expiry = try await ControlPlanes(RealConnector(cluster: cluster)).servingCertificateExpiry(
                onNode: "node-0", of: Self.cluster)
            let left = try #require(expiry) - SystemTime().now()
            #expect(left > .oneYear - .seconds(3600) && left <= .oneYear)
        }
    }
}

/// Reaches real members by their addresses.
private struct RealConnector: ControlPlaneConnector {
    let cluster: RealCluster

    func session(of cluster: NamespacedName) async throws -> RealSession { RealSession(cluster: self.cluster) }
}

private struct RealSession: ControlPlaneSession {
    let cluster: RealCluster

    func withMember<Success: Sendable>(
        onNode node: String, _ body: @Sendable (any EtcdMemberService) async throws -> Success
    ) async throws -> Success {
        try await cluster.withClient(of: try member(node)) { client in try await body(client) }
    }

    func servingCertificate(onNode node: String) async throws -> Certificate {
        let member = try member(node)
        return try await withForwardedPort(of: member) { stream in
            try await PeerCertificate.read(over: stream, serverName: node, on: SystemTime())
        }
    }

    private func member(_ node: String) throws -> EtcdProcess {
        try #require(cluster.members.first { $0.settings.name == node })
    }
}
