public import Effects
import EtcdClient
public import Machinery
import PKI

/// Looks after the machines of control planes by ways that a connector opens.
public struct ControlPlanes<Connector: ControlPlaneConnector>: ControlPlaneAccess {
    private let connector: Connector

    public init(_ connector: Connector) {
        self.connector = connector
    }

    public func state(of cluster: NamespacedName, through nodes: [String]) async throws -> EtcdState {
        let session = try await connector.session(of: cluster)
        let reports = await Self.reports(of: nodes, session)
        try Task.checkCancellation()
        return try EtcdReports(reports).state()
    }

    /// Asks all members at once, for one that does not answer takes its time.
    private static func reports(of nodes: [String], _ session: Connector.Session) async -> [EtcdReports.Entry] {
        await withTaskGroup(of: EtcdReports.Entry.self) { group in
            for node in nodes {
                group.addTask {
                    do {
                        let report = try await session.withMember(onNode: node) { try await EtcdReport($0) }
                        return EtcdReports.Entry(node: node, report: .success(report))
                    } catch {
                        return EtcdReports.Entry(node: node, report: .failure(error))
                    }
                }
            }
            var entries: [String: EtcdReports.Entry] = [:]
            for await entry in group { entries[entry.node] = entry }
            return nodes.compactMap { entries[$0] }
        }
    }

    public func moveLeadership(of cluster: NamespacedName, to member: UInt64, through nodes: [String]) async throws {
        let session = try await connector.session(of: cluster)
        let (membership, leader) = try await Self.first(of: nodes, session) { service in
            (try await service.members(), try await service.status().leader)
        }
        guard leader != member else { return }
        guard let leading = membership.members.first(where: { $0.id == leader }), nodes.contains(leading.name) else {
            throw EtcdAccessError("etcd has no leader on the nodes \(nodes.joined(separator: ", "))")
        }
        try await session.withMember(onNode: leading.name) { try await $0.moveLeadership(to: member) }
    }

    public func removeMember(_ member: UInt64, of cluster: NamespacedName, through nodes: [String]) async throws {
        let session = try await connector.session(of: cluster)
        try await Self.first(of: nodes, session) { service in
            do {
                try await service.removeMember(member)
            } catch let error as EtcdError where error.code == .memberNotFound {
                return
            }
        }
    }

    public func servingCertificateExpiry(
        onNode node: String, of cluster: NamespacedName
    ) async throws -> Timestamp? {
        try await connector.session(of: cluster).servingCertificate(onNode: node).notAfter
    }

    /// What the first member says that can be reached. A refusal is an answer too.
    private static func first<Success: Sendable>(
        of nodes: [String], _ session: Connector.Session,
        _ body: @Sendable (any EtcdMemberService) async throws -> Success
    ) async throws -> Success {
        var failures: [String] = []
        for node in nodes {
            do {
                return try await session.withMember(onNode: node, body)
            } catch let error where Self.isUnreachable(error) {
                try Task.checkCancellation()
                failures.append("\(error)")
            }
        }
        throw EtcdAccessError(noAnswerFrom: nodes, failures)
    }

    private static func isUnreachable(_ error: any Error) -> Bool {
        guard let error = error as? EtcdError else { return !(error is CancellationError) }
        return [.unreachable, .untrustedMember, .credentialsRefused, .connectionLost, .timedOut, .invalidAnswer]
            .contains(error.code)
    }
}

/// Why etcd could not be asked or did not do it, for the person.
public struct EtcdAccessError: Error, Sendable, Hashable, CustomStringConvertible {
    public var description: String

    init(_ description: String) { self.description = description }

    init(noAnswerFrom nodes: [String], _ failures: [String]) {
        let list = failures.isEmpty ? "" : ": " + failures.joined(separator: "; ")
        self.init("no etcd member answers on the nodes \(nodes.sorted().joined(separator: ", "))\(list)")
    }
}
