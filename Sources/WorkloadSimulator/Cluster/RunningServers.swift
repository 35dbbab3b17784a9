import APIServer
import ControllerRuntime
import Machinery
import PKI
import Synchronization

/// The API servers of one cluster that run now, one a control-plane machine.
final class RunningServers: Sendable {
    private struct State {
        var servers: [String: MachineRecord] = [:]
        /// Opens when the last server stops.
        var stopped = Gate()
    }

    private let state = Mutex(State())

    /// In the order of the machines' names.
    var all: [MachineRecord] { state.withLock { $0.servers.values.sorted { $0.name < $1.name } } }
    var isEmpty: Bool { state.withLock(\.servers.isEmpty) }

    /// A gate that opens when the last server stops; `nil` where none runs.
    var period: Gate? { state.withLock { $0.servers.isEmpty ? nil : $0.stopped } }

    func add(_ server: MachineRecord) {
        state.withLock { state in
            if state.servers.isEmpty { state.stopped = Gate() }
            state.servers[server.name] = server
        }
    }

    func remove(_ machine: String) {
        let stopped = state.withLock { state in
            state.servers[machine] = nil
            return state.servers.isEmpty ? state.stopped : nil
        }
        stopped?.open()
    }

    func removeAll() {
        state.withLock { state in
            state.servers = [:]
            return state.stopped
        }.open()
    }

    /// The authorities that the servers show, each once.
    func authorities() throws(PKIError) -> [Certificate] {
        var certificates: [Certificate] = []
        for text in Set(all.compactMap { $0.certificates?.certificate }).sorted() {
            certificates.append(try Certificate(pem: text))
        }
        return certificates
    }

    /// The lowest version of the servers: the one on which clients may rely during an upgrade.
    var version: ServerVersion {
        let versions = all.compactMap { try? SemanticVersion(parsing: $0.version) }
        guard let lowest = versions.min() else { return ServerVersion() }
        return ServerVersion(major: "\(lowest.major)", minor: "\(lowest.minor)", gitVersion: lowest.tag)
    }
}
