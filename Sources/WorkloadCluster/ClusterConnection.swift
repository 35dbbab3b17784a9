import ControllerRuntime
import Effects
import KubernetesClient
import Logging
import Machinery
import Synchronization

/// The connection to one workload cluster, made anew as often as needed.
final class ClusterConnection: Sendable {
    /// What all connections share.
    struct SharedParts: Sendable {
        var connector: any WorkloadConnector
        var options: ConnectionOptions
        var time: any TimeSource
        var random: any RandomSource
        var logger: Logger
        var connections: EventSource<ConnectionEvent>
        var nodes: EventSource<NodeEvent>
    }

    private struct Live: Sendable {
        var client: any Client
        var nodes: Informer
    }

    private struct State {
        var status: ConnectionState
        var kubeconfig: [UInt8]?
        var live: Live?
        var isForgotten = false
    }

    private struct Lost: Error, CustomStringConvertible {
        var description: String
    }

    let cluster: NamespacedName
    private let shared: SharedParts
    private let state: Mutex<State>
    /// Raised when the kubeconfig changes and when the cluster is forgotten.
    private let changed = Signal()

    init(_ cluster: NamespacedName, kubeconfig: [UInt8]?, _ shared: SharedParts) {
        self.cluster = cluster
        self.shared = shared
        let status =
            kubeconfig == nil
            ? ConnectionState(
                phase: .waitingForKubeconfig, since: shared.time.now(),
                reason: "there is no Secret \"\(cluster.name)-kubeconfig\" with a key \"value\" yet")
            : ConnectionState(
                phase: .connecting, since: shared.time.now(), reason: "the connection is being made")
        state = Mutex(State(status: status, kubeconfig: kubeconfig))
    }

    var status: ConnectionState { state.withLock(\.status) }

    func client() throws(WorkloadUnavailable) -> any Client { try live().client }
    func nodes() throws(WorkloadUnavailable) -> Informer { try live().nodes }

    private func live() throws(WorkloadUnavailable) -> Live {
        let (live, status) = state.withLock { ($0.live, $0.status) }
        guard let live else {
            throw WorkloadUnavailable(
                cluster: cluster, since: status.since, reason: status.reason,
                isFirstAttempt: status.phase == .connecting)
        }
        return live
    }

    func use(kubeconfig: [UInt8]) {
        let isNew = state.withLock { state in
            defer { state.kubeconfig = kubeconfig }
            return state.kubeconfig != kubeconfig
        }
        if isNew { changed.raise() }
    }

    func forget() {
        state.withLock { $0.isForgotten = true }
        changed.raise()
    }

    // MARK: Keeping it up

    /// Connects, and connects again, until the cluster is forgotten or the task is cancelled.
    func run() async {
        var failures = 0
        while !Task.isCancelled {
            let (kubeconfig, isForgotten) = state.withLock { ($0.kubeconfig, $0.isForgotten) }
            if isForgotten { break }
            guard let kubeconfig else {
                await changed.wait()
                continue
            }
            do {
                enter(.connecting, "the connection is being made")
                try await shared.connector.withClient(kubeconfig) { client in try await self.serve(client) }
                failures = 0
            } catch {
                if Task.isCancelled { break }
                failures = state.withLock { $0.live == nil } ? failures + 1 : 1
                disconnect(because: "\(error)")
                await wait(Backoff.reconnect.delay(afterFailures: failures, random: shared.random))
            }
        }
        disconnect(because: "the connection is no longer wanted")
    }

    /// Returns when the kubeconfig has changed or the cluster is forgotten.
    private func serve(_ client: any Client) async throws {
        try await probe(client)
        let nodes = Informer(
            WorkloadNode.resource, indexes: [WorkloadNode.byProviderID], client: client, time: shared.time,
            random: shared.random, logger: logger)
        nodes.attach { changes in
            self.noteSignOfLife()
            self.shared.nodes.send(
                changes.map { NodeEvent(cluster: self.cluster, node: $0.object, isDeleted: $0.new == nil) })
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                await nodes.run()
                try await self.untilCancelled()
            }
            group.addTask { try await self.watchHealth(client, nodes) }
            group.addTask { await self.changed.wait() }
            defer { group.cancelAll() }
            try await group.next()
        }
        // The next connection is made at once; until then there is none.
        disconnect(because: "the kubeconfig has changed")
    }

    private func watchHealth(_ client: any Client, _ nodes: Informer) async throws {
        try await within(shared.options.firstListTimeout, "the first list of Nodes") { await nodes.waitUntilSynced() }
        connect(Live(client: client, nodes: nodes))
        var failures = 0
        while true {
            let quietUntil = (status.lastGoodProbe ?? shared.time.now()) + shared.options.probeInterval
            let now = shared.time.now()
            if now < quietUntil {
                try await shared.time.sleep(until: quietUntil)
                continue
            }
            do {
                try await probe(client)
                failures = 0
            } catch {
                try Task.checkCancellation()
                failures += 1
                guard failures < shared.options.failureLimit else { throw error }
                try await shared.time.sleep(for: shared.options.retryInterval)
            }
        }
    }

    private func probe(_ client: any Client) async throws {
        try await within(shared.options.probeTimeout, "a small list of Nodes") {
            var options = ListOptions()
            options.limit = 1
            _ = try await client.list(WorkloadNode.resource, options)
        }
        noteSignOfLife()
    }

    private func within(
        _ limit: Duration, _ what: String, _ operation: @escaping @Sendable () async throws -> Void
    ) async throws {
        try await withThrowingTaskGroup(of: Bool.self) { group in
            group.addTask {
                try await operation()
                return true
            }
            group.addTask { [time = shared.time] in
                try await time.sleep(for: limit)
                return false
            }
            defer { group.cancelAll() }
            guard try await group.next() == true else { throw Lost(description: "\(what) took longer than \(limit)") }
            try Task.checkCancellation()
        }
    }

    private func untilCancelled() async throws {
        let never = Gate()
        await never.wait()
        try Task.checkCancellation()
    }

    private func wait(_ delay: Duration) async {
        await withTaskGroup { group in
            group.addTask { [time = shared.time] in try? await time.sleep(for: delay) }
            group.addTask { [changed] in await changed.wait() }
            _ = await group.next()
            group.cancelAll()
        }
    }

    // MARK: State

    private var logger: Logger {
        var logger = shared.logger
        logger[metadataKey: "cluster"] = "\(cluster)"
        return logger
    }

    private func enter(_ phase: ConnectionState.Phase, _ reason: String) {
        let now = shared.time.now()
        state.withLock { state in
            // While attempts fail, what counts is since when and why there is no connection.
            guard state.status.phase != .disconnected || phase == .connected else { return }
            if state.status.phase != phase { state.status.since = now }
            state.status.phase = phase
            state.status.reason = reason
        }
    }

    private func noteSignOfLife() {
        let now = shared.time.now()
        state.withLock { $0.status.lastGoodProbe = now }
    }

    private func connect(_ live: Live) {
        state.withLock { $0.live = live }
        enter(.connected, "")
        logger.info("Connected to the workload cluster")
        shared.connections.send(ConnectionEvent(cluster: cluster, isConnected: true))
    }

    private func disconnect(because reason: String) {
        let now = shared.time.now()
        let (wasConnected, isNews) = state.withLock { state in
            let wasConnected = state.live != nil
            let isNews = state.status.phase != .disconnected || state.status.reason != reason
            state.live = nil
            if state.status.phase != .disconnected { state.status.since = now }
            state.status.phase = .disconnected
            state.status.reason = reason
            return (wasConnected, isNews)
        }
        if isNews {
            logger.info(
                wasConnected ? "Lost the connection to the workload cluster" : "Cannot connect to the workload cluster",
                metadata: ["reason": "\(reason)"])
        }
        // Those who wait for the first connection may tell why it does not come.
        if isNews { shared.connections.send(ConnectionEvent(cluster: cluster, isConnected: false)) }
    }
}
