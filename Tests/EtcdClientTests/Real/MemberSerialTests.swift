import EtcdClient
import Foundation
import Testing

/// Against etcd itself: what it says, and what it does when it is told.
@Suite(.serialized)
struct MemberSerialTests {
    @Test func tellsWhatEtcdsOwnClientTells() async throws {
        try await RealCluster.with(3) { cluster in
            let leader = try await cluster.roles().leader
            for process in cluster.members {
                let (membership, status) = try await cluster.withClient(of: process) {
                    try await $0.checkHealth()
                    return (try await $0.members(), try await $0.status())
                }
                let list = try await cluster.etcdctlJSON(process, "member", "list")
                #expect(membership == EtcdMembership(etcdctl: list))
                #expect(membership.quorum == 2)
                #expect(membership.members.allSatisfy { $0.hasStarted })
                #expect(membership.member(named: process.settings.name)?.id == status.memberID)
                let theirs = try await cluster.etcdctlJSON(process, "endpoint", "status")
                try compare(status, with: theirs)
                #expect(status.isLeader == (process === leader))
            }
        }
    }

    private func compare(_ status: EtcdStatus, with json: Any) throws {
        let all = try #require(json as? [[String: Any]])
        let theirs = try #require(all.first?["Status"] as? [String: Any])
        let header = try #require(theirs["header"] as? [String: Any])
        #expect(status.version == theirs["version"] as? String)
        #expect(status.leader == (theirs["leader"] as? NSNumber)?.uint64Value)
        #expect(status.raftTerm == (theirs["raftTerm"] as? NSNumber)?.uint64Value)
        #expect(status.clusterID == (header["cluster_id"] as? NSNumber)?.uint64Value)
        #expect(status.memberID == (header["member_id"] as? NSNumber)?.uint64Value)
        #expect(status.databaseSize == (theirs["dbSize"] as? NSNumber)?.int64Value)
        #expect(status.databaseSizeInUse == (theirs["dbSizeInUse"] as? NSNumber)?.int64Value)
        // The log grows by itself.
        #expect(status.raftIndex <= (theirs["raftIndex"] as? NSNumber)?.uint64Value ?? 0)
        #expect(status.raftAppliedIndex <= status.raftIndex)
        #expect(status.errors.isEmpty && !status.isLearner)
    }

    @Test func readsThroughOneMemberWhatAnotherHasWritten() async throws {
        try await RealCluster.with(3) { cluster in
            let revision = try await cluster.withClient(of: cluster.members[0]) { client in
                #expect(try await client.value(of: Array("a".utf8)) == nil)
                try await client.put([1], at: Array("a".utf8))
                return try await client.put([0, 0xff], at: Array("a".utf8))
            }
            let read = try await cluster.withClient(of: cluster.members[1]) {
                try await $0.value(of: Array("a".utf8))
            }
            #expect(
                read
                    == EtcdKeyValue(
                        key: Array("a".utf8), value: [0, 0xff], createRevision: revision - 1, modRevision: revision,
                        version: 2))
        }
    }

    @Test func movesTheLeadershipThroughTheLeaderOnly() async throws {
        try await RealCluster.with(3) { cluster in
            let (leader, followers) = try await cluster.roles()
            let target = try await cluster.withClient(of: followers[0]) { try await $0.status().memberID }
            await expectError(.notLeader) {
                try await cluster.withClient(of: followers[1]) { try await $0.moveLeadership(to: target) }
            }
            try await cluster.withClient(of: leader) { client in
                await expectError(.unfitForLeadership) { try await client.moveLeadership(to: 42) }
                try await client.moveLeadership(to: target)
                let leader = try await client.status().leader
                #expect(leader == target)
            }
            try await cluster.withClient(of: followers[0]) { client in
                let isLeader = try await client.status().isLeader
                #expect(isLeader)
                // It leads already.
                try await client.moveLeadership(to: target)
            }
        }
    }

    @Test func replacesAMemberByWayOfALearner() async throws {
        try await RealCluster.with(3) { cluster in
            let (leader, followers) = try await cluster.roles()
            let (gone, stays) = (followers[0], followers[1])
            let fresh = EtcdProcess.Settings(name: "node-new")
            let (goneID, addedID) = try await cluster.withClient(of: leader) { client in
                try await exchange(gone.settings.name, for: fresh, through: client)
            }
            let process = try await cluster.start(fresh, beside: [leader, stays])
            defer { process.kill() }
            try await process.serves()
            try await cluster.withClient(of: process) { client in
                let isLearner = try await client.status().isLearner
                #expect(isLearner)
                await expectError(.askedLearner) { try await client.checkHealth() }
            }
            try await cluster.withClient(of: leader) { client in
                let members = try await eventually("the learner catches up") {
                    try await client.promoteMember(addedID)
                }
                #expect(members.member(named: fresh.name)?.isLearner == false)
                await expectError(.notLearner) { try await client.promoteMember(addedID) }
            }
            try await cluster.withClient(of: process) { client in
                try await eventually("the member has heard of its vote") { try await client.checkHealth() }
                let members = try await client.members().members
                #expect(members.count == 3 && !members.contains { $0.id == goneID })
            }
        }
    }

    /// Removes a member and adds another as a learner, and sees etcd refuse what goes too far on the way.
    private func exchange(
        _ name: String, for fresh: EtcdProcess.Settings, through client: EtcdClient
    ) async throws -> (UInt64, UInt64) {
        let gone = try #require(try await client.members().member(named: name))
        // etcd takes no change of its members while it has known the others for less than five seconds.
        let left = try await eventually("the members know each other") { try await client.removeMember(gone.id) }
        #expect(left.members.count == 2 && !left.members.contains(gone))
        await expectError(.memberNotFound) { try await client.removeMember(gone.id) }
        let added = try await client.addMember(peerURLs: [fresh.peerURL], isLearner: true)
        #expect(added.isLearner && !added.hasStarted && added.peerURLs == [fresh.peerURL])
        await expectError(.memberExists) {
            _ = try await client.addMember(peerURLs: [fresh.peerURL], isLearner: true)
        }
        await expectError(.tooManyLearners) {
            _ = try await client.addMember(peerURLs: ["https://127.0.0.1:1"], isLearner: true)
        }
        await expectError(.learnerNotReady) { try await client.promoteMember(added.id) }
        return (gone.id, added.id)
    }
}

extension EtcdMembership {
    init(etcdctl json: Any) {
        func number(_ value: Any?) -> UInt64 { (value as? NSNumber)?.uint64Value ?? 0 }
        let json = json as? [String: Any] ?? [:]
        self.init(
            clusterID: number((json["header"] as? [String: Any])?["cluster_id"]),
            members: (json["members"] as? [[String: Any]] ?? []).map { member in
                EtcdMember(
                    id: number(member["ID"]), name: member["name"] as? String ?? "",
                    peerURLs: member["peerURLs"] as? [String] ?? [],
                    clientURLs: member["clientURLs"] as? [String] ?? [],
                    isLearner: member["isLearner"] as? Bool ?? false)
            })
    }
}
