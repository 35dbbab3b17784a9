import EtcdClient
import Foundation
import PKI
import Synchronization
import Testing

/// A real etcd on loopback, with TLS, and with its data in a directory of its own.
final class EtcdProcess: Sendable {
    struct Settings: Sendable {
        var name: String
        var clientPort = freePort()
        var peerPort = freePort()
        /// In bytes; 0 for etcd's own.
        var quota = 0

        var clientURL: String { "https://127.0.0.1:\(clientPort)" }
        var peerURL: String { "https://127.0.0.1:\(peerPort)" }
    }

    let settings: Settings
    let directory: URL
    private let process: Process
    private let log = EtcdLog()

    static let program = Program.tools.appending(path: "etcd")

    /// Starts a member and waits until it serves.
    ///
    /// - Parameters:
    ///   - members: Whom it knows from the start.
    ///   - joins: Whether the cluster is there already.
    init(
        _ settings: Settings, members: [Settings], joins: Bool = false, in directory: URL, pki: EtcdPKI,
        certificate: CertificateIdentity? = nil
    ) async throws {
        self.settings = settings
        self.directory = directory.appending(path: "\(settings.name)-\(settings.clientPort)")
        try FileManager.default.createDirectory(at: self.directory, withIntermediateDirectories: true)
        let identity =
            if let certificate { certificate } else { try await pki.member(settings.name) }
        let files = try TLSFiles(identity, authority: pki.authority.certificate, in: self.directory)
        process = Process()
        process.executableURL = Self.program
        process.arguments =
            [
                "--name", settings.name, "--data-dir", self.directory.appending(path: "data").path,
                "--listen-client-urls", settings.clientURL, "--advertise-client-urls", settings.clientURL,
                "--listen-peer-urls", settings.peerURL, "--initial-advertise-peer-urls", settings.peerURL,
                "--initial-cluster", members.map { "\($0.name)=\($0.peerURL)" }.joined(separator: ","),
                "--initial-cluster-state", joins ? "existing" : "new", "--quota-backend-bytes", "\(settings.quota)",
                "--heartbeat-interval", "50", "--election-timeout", "500", "--logger", "zap",
            ] + files.etcdFlags
        process.environment = [:]
        let errors = Pipe()
        process.standardError = errors
        process.standardOutput = FileHandle.nullDevice
        process.terminationHandler = { [log] _ in log.end() }
        errors.fileHandleForReading.readabilityHandler = { [log] handle in
            let data = handle.availableData
            if data.isEmpty { handle.readabilityHandler = nil } else { log.take(data) }
        }
        try process.run()
    }

    func serves() async throws {
        try #require(await log.serves(), "etcd \(settings.name) did not start:\n\(log.lastLines)")
    }

    /// Ends the process as a power cut would.
    func kill() {
        if process.isRunning { Foundation.kill(process.processIdentifier, SIGKILL) }
        process.waitUntilExit()
    }
}

/// Waits for the line that says that etcd serves.
private final class EtcdLog: Sendable {
    private struct State {
        var text = ""
        var serves: Bool?
        var waiters: [CheckedContinuation<Bool, Never>] = []
    }

    private let state = Mutex(State())

    var lastLines: String { state.withLock { $0.text.split(separator: "\n").suffix(30).joined(separator: "\n") } }

    func take(_ data: Data) {
        let serves = state.withLock { state in
            state.text = String((state.text + String(decoding: data, as: UTF8.self)).suffix(64 << 10))
            return state.serves == nil && state.text.contains("serving client traffic")
        }
        if serves { settle(true) }
    }

    func end() { settle(false) }

    private func settle(_ serves: Bool) {
        let waiters = state.withLock { state in
            if state.serves == nil || !serves { state.serves = serves }
            defer { state.waiters = [] }
            return state.waiters
        }
        for waiter in waiters { waiter.resume(returning: serves) }
    }

    func serves() async -> Bool {
        await withCheckedContinuation { continuation in
            let known = state.withLock { state -> Bool? in
                if state.serves == nil { state.waiters.append(continuation) }
                return state.serves
            }
            if let known { continuation.resume(returning: known) }
        }
    }
}

/// A certificate, its key and its authority as files.
struct TLSFiles: Sendable {
    let certificate: String
    let key: String
    let authority: String

    init(_ identity: CertificateIdentity, authority: Certificate, in directory: URL) throws {
        func write(_ text: String, _ name: String) throws -> String {
            let file = directory.appending(path: name)
            try text.write(to: file, atomically: true, encoding: .utf8)
            return file.path
        }
        certificate = try write(identity.certificate.pem, "tls.crt")
        key = try write(identity.privateKey.pem, "tls.key")
        self.authority = try write(authority.pem, "ca.crt")
    }

    var etcdFlags: [String] {
        ["", "peer-"].flatMap { kind in
            [
                "--\(kind)cert-file", certificate, "--\(kind)key-file", key, "--\(kind)trusted-ca-file", authority,
                "--\(kind)client-cert-auth",
            ]
        }
    }
}
