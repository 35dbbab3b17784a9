import Effects
import Machinery
import Simulation
import WorkloadCluster

/// What a plane asks of the machines of control planes, as effects of a simulation: traced, and open to its faults.
struct TracedControlPlane: ControlPlaneAccess {
    let base: any ControlPlaneAccess
    let context: SimulationContext

    func state(of cluster: NamespacedName, through nodes: [String]) async throws -> EtcdState {
        try await perform("state of \(cluster)") {
            try await base.state(of: cluster, through: nodes)
        } outcome: { state in
            "\(state.members.count) members"
        }
    }

    func moveLeadership(of cluster: NamespacedName, to member: UInt64, through nodes: [String]) async throws {
        try await perform("move leadership of \(cluster)") {
            try await base.moveLeadership(of: cluster, to: member, through: nodes)
        }
    }

    func removeMember(_ member: UInt64, of cluster: NamespacedName, through nodes: [String]) async throws {
        try await perform("remove a member of \(cluster)") {
            try await base.removeMember(member, of: cluster, through: nodes)
        }
    }

    func servingCertificateExpiry(
        onNode node: String, of cluster: NamespacedName
    ) async throws -> Timestamp? {
        try await perform("certificate of \(node)") {
            try await base.servingCertificateExpiry(onNode: node, of: cluster)
        }
    }

    private func perform<Success: Sendable>(
        _ what: String, _ operation: @Sendable () async throws -> Success,
        outcome: @escaping @Sendable (Success) -> String = { _ in "done" }
    ) async throws -> Success {
        await Task.yield()
        return try await context.perform(Effect(.apiRequest, "etcd: \(what)"), outcome: outcome, operation)
    }
}
