import Effects
import EtcdClient
import Foundation
import PKI
import Testing

/// Real members of one cluster, which end with the test.
final class RealCluster: Sendable {
    let pki: EtcdPKI
    let directory: URL
    let members: [EtcdProcess]

    private init(pki: EtcdPKI, directory: URL, members: [EtcdProcess]) {
        self.pki = pki
        self.directory = directory
        self.members = members
    }

    /// Starts `size` members, runs `body` when they all serve, and ends them.
    static func with<Success>(
        _ size: Int, quota: Int = 0, certificate: (@Sendable (EtcdPKI) async throws -> CertificateIdentity)? = nil,
        _ body: (RealCluster) async throws -> Success
    ) async throws -> Success {
        let pki = try await EtcdPKI()
        let directory = FileManager.default.temporaryDirectory.appending(path: "etcd-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        let settings = (0..<size).map { EtcdProcess.Settings(name: "node-\($0)", quota: quota) }
        var members: [EtcdProcess] = []
        defer { for member in members { member.kill() } }
        for one in settings {
            members.append(
                try await EtcdProcess(
                    one, members: settings, in: directory, pki: pki, certificate: certificate?(pki)))
        }
        for member in members { try await member.serves() }
        return try await body(RealCluster(pki: pki, directory: directory, members: members))
    }

    /// Starts a member that has been added.
    func start(
        _ settings: EtcdProcess.Settings, beside others: [EtcdProcess]
    ) async throws -> EtcdProcess {
        try await EtcdProcess(
            settings, members: others.map(\.settings) + [settings], joins: true, in: directory, pki: pki)
    }

    func withClient<Success: Sendable>(
        of member: EtcdProcess, options: EtcdOptions = EtcdOptions(), _ body: (EtcdClient) async throws -> Success
    ) async throws -> Success {
        try await EtcdClient.withConnection(
            toHost: "127.0.0.1", port: member.settings.clientPort, security: pki.security(), options: options, body)
    }

    /// What etcd's own client says, as JSON.
    func etcdctlJSON(_ member: EtcdProcess, _ arguments: String...) async throws -> Any {
        let text = try await etcdctl(member, ["-w", "json"] + arguments)
        return try JSONSerialization.jsonObject(with: Data(text.utf8))
    }

    @discardableResult
    func etcdctl(_ member: EtcdProcess, _ arguments: [String]) async throws -> String {
        let files = try TLSFiles(pki.client, authority: pki.authority.certificate, in: directory)
        return try await Program.run(
            "etcdctl",
            [
                "--endpoints", member.settings.clientURL, "--cacert", files.authority, "--cert", files.certificate,
                "--key", files.key,
            ] + arguments)
    }

    /// The member that leads and those that do not.
    func roles() async throws -> (leader: EtcdProcess, followers: [EtcdProcess]) {
        var leaders: [EtcdProcess] = []
        var followers: [EtcdProcess] = []
        for member in members {
            let isLeader = try await withClient(of: member) { try await $0.status().isLeader }
            if isLeader { leaders.append(member) } else { followers.append(member) }
        }
        try #require(leaders.count == 1)
        return (leaders[0], followers)
    }
}

/// Asks again until the answer is right.
func eventually<Success>(
    _ what: Comment, sourceLocation: SourceLocation = #_sourceLocation, _ probe: () async throws -> Success?
) async throws -> Success {
    for _ in 0..<200 {
        if let success = try? await probe() { return success }
        try await SystemTime().sleep(for: .milliseconds(50))
    }
    return try #require(try await probe(), what, sourceLocation: sourceLocation)
}
