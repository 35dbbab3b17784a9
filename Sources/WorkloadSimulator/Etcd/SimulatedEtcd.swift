import EtcdClient
import Machinery

/// A member of a simulated cluster's etcd, as it answers those who look after etcd: by what the simulator has recorded.
///
/// As a real one it takes changes, and tells who the members are, only where a quorum of them runs. It keeps no keys of its own
/// (the cluster's objects lie in the plane's store), so there is no database to defragment or to save.
struct SimulatedEtcd: EtcdMemberService {
    let machines: ClusterMachines
    let member: SimulatedMember

    func members() async throws -> EtcdMembership { membership(try await quorum()) }

    func status() async throws -> EtcdStatus {
        let all = try await machines.records.etcdMembers()
        return EtcdStatus(
            clusterID: clusterID, memberID: member.id, revision: 1, version: Self.version,
            leader: Self.hasQuorum(all) ? all.first(where: \.isLeader)?.id : nil, raftTerm: 1,
            errors: Self.hasQuorum(all) ? [] : ["etcdserver: no leader"])
    }

    @discardableResult
    func removeMember(_ id: UInt64) async throws -> EtcdMembership {
        let all = try await quorum()
        guard let going = all.first(where: { $0.id == id }) else { throw refusal(.memberNotFound) }
        let left = all.filter { $0.id != id }
        // etcd's strict check: what is left must have a quorum that runs.
        guard !going.isRunning || Self.hasQuorum(left) else { throw refusal(.quorumAtRisk) }
        if let machine = try await machines.records.removeMember(id) { machines.stopServing(machine.name) }
        return membership(left)
    }

    func moveLeadership(to id: UInt64) async throws {
        let all = try await quorum()
        guard all.first(where: \.isLeader)?.id == member.id else { throw refusal(.notLeader) }
        guard let heir = all.first(where: { $0.id == id }), heir.isRunning else { throw refusal(.unfitForLeadership) }
        try await machines.records.moveLeadership(to: id)
    }

    func alarms() async throws -> [EtcdAlarm] {
        _ = try await quorum()
        return []
    }

    func disarm(_ alarm: EtcdAlarm) async throws { _ = try await quorum() }

    func value(of key: [UInt8]) async throws -> EtcdKeyValue? {
        _ = try await quorum()
        return nil
    }

    // MARK: Not simulated

    func addMember(peerURLs: [String], isLearner: Bool) async throws -> EtcdMember { throw notSimulated() }
    @discardableResult
    func promoteMember(_ id: UInt64) async throws -> EtcdMembership { throw notSimulated() }
    func defragment() async throws { throw notSimulated() }
    func snapshot(_ consume: @escaping @Sendable ([UInt8]) async throws -> Void) async throws -> EtcdSnapshot {
        throw notSimulated()
    }
    @discardableResult
    func put(_ value: [UInt8], at key: [UInt8]) async throws -> Int64 { throw notSimulated() }

    private func notSimulated() -> EtcdError {
        EtcdError(.unsupported, member: member.name, "etcdserver: not capable: the simulated etcd has no database")
    }

    // MARK: -

    /// Of the etcd that kubeadm installs with the versions that are simulated.
    private static let version = "3.6.4"

    private var clusterID: UInt64 { FNV1a.hash64(machines.cluster.utf8) }

    private func quorum() async throws -> [SimulatedMember] {
        let all = try await machines.records.etcdMembers()
        guard Self.hasQuorum(all) else { throw refusal(.noLeader) }
        return all
    }

    private static func hasQuorum(_ members: [SimulatedMember]) -> Bool {
        members.count(where: \.isRunning) > members.count / 2
    }

    private func membership(_ members: [SimulatedMember]) -> EtcdMembership {
        EtcdMembership(
            clusterID: clusterID,
            members: members.map {
                EtcdMember(id: $0.id, name: $0.name, peerURLs: [$0.peerURL], clientURLs: [$0.clientURL])
            })
    }

    private func refusal(_ code: EtcdError.Code) -> EtcdError { .refusal(code, by: member.name) }
}
