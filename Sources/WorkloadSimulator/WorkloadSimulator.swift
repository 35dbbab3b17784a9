public import APIServer
import ControllerRuntime
public import Effects
public import KubernetesClient
public import Logging
import Machinery
public import ObjectStore
public import PKI
public import ServiceLifecycle
import Synchronization

/// Simulated workload clusters: each one a Kubernetes API of its own, with nodes that nothing runs on.
///
/// A cluster is known by the UID of its infrastructure object. All of it lies in the store, under `/simulated/<uid>/`, and its
/// endpoint under `/simulated-clusters/`: what a process before this one left is found again, and ``run()`` has it listen again.
/// Every operation may be repeated: it does what is left to be done.
public final class WorkloadSimulator: Service {
    private static let reopenDelay = Duration.seconds(5)

    let store: any ObjectStore
    let pki: PKIEnvironment
    let logger: Logger
    let front: HTTPFront?
    private let registry: EndpointRegistry
    /// Shared by all clusters.
    private let builtIns = BuiltInSet.workloadCluster()
    private let clusters = Mutex<[String: SimulatedCluster]>([:])
    private let opened: AsyncStream<SimulatedCluster>
    private let opening: AsyncStream<SimulatedCluster>.Continuation

    /// - Parameters:
    ///   - store: The plane's own.
    ///   - front: Where the clusters listen, each on a loopback address of its own; `nil` for clusters that can only be reached
    ///     in process, through ``SimulatedConnector``.
    ///   - keys: Where the keys of the API servers come from.
    public init(
        store: any ObjectStore, front: HTTPFront?, time: any TimeSource, random: any RandomSource,
        keys: any KeySource,
        logger: Logger
    ) {
        self.store = store
        self.front = front
        pki = PKIEnvironment(keys: keys, time: time, random: random)
        self.logger = logger
        registry = EndpointRegistry(store: store, random: random, listens: front != nil)
        (opened, opening) = AsyncStream.makeStream()
    }

    /// Brings the clusters of the store up and keeps all clusters going, until the task is cancelled or a graceful shutdown
    /// begins.
    public func run() async throws {
        try await withGracefulShutdownHandler {
            try await keepAll()
        } onGracefulShutdown: {
            self.opening.finish()
        }
    }

    /// Has the clusters of the store listen again, so that a plane which says it is ready has them all. An address that
    /// another process holds is tried again by ``run()``.
    public func restore() async throws {
        for (id, _) in try await registry.all() {
            guard let cluster = try await cluster(id) else { continue }
            try? await listen(cluster)
        }
    }

    private func keepAll() async throws {
        for (cluster, _) in try await registry.all() { _ = try await self.cluster(cluster) }
        await withDiscardingTaskGroup { group in
            for await cluster in opened {
                group.addTask { await self.keep(cluster) }
            }
            group.cancelAll()
        }
    }

    /// Does for one cluster what no request asks for, until the cluster is removed.
    private func keep(_ cluster: SimulatedCluster) async {
        await withDiscardingTaskGroup { group in
            group.addTask {
                do {
                    try await cluster.core.run()
                } catch  where !(error is CancellationError) {
                    self.logger.error(
                        "the simulated cluster's own work ended",
                        metadata: ["cluster": "\(cluster.id)", "error": "\(error)"])
                } catch {
                    return
                }
            }
            group.addTask { await self.listenAgain(cluster) }
            await cluster.ended.wait()
            group.cancelAll()
        }
    }

    /// After a restart: listens as soon as the address can be had.
    private func listenAgain(_ cluster: SimulatedCluster) async {
        while !Task.isCancelled {
            do {
                return try await listen(cluster)
            } catch {
                logger.warning(
                    "a simulated cluster cannot listen",
                    metadata: ["cluster": "\(cluster.id)", "endpoint": "\(cluster.endpoint)", "error": "\(error)"])
                // Nothing tells when another process gives an address free.
                try? await pki.time.sleep(for: Self.reopenDelay)
            }
        }
    }

    /// Begins to listen where an API server runs and nothing listens yet.
    func listen(_ cluster: SimulatedCluster) async throws {
        guard let front, front.address(of: cluster.machines.listenerName) == nil,
            let configuration = try await cluster.listenerConfiguration(pki: pki)
        else { return }
        do {
            try await front.open(cluster.machines.listenerName, configuration, handler: cluster.handler)
        } catch let error as ListenError
            where error.code == .addressInUse && front.address(of: cluster.machines.listenerName) != nil
        {
            // Another machine's API server came up at the same time.
            return
        }
        // It may have stopped meanwhile.
        if cluster.servers.isEmpty { front.close(cluster.machines.listenerName) }
    }

    // MARK: Clusters

    /// The address of a cluster's API server, recorded in the store: the same one whenever it is asked for.
    ///
    /// - Parameter wanted: The endpoint that the user chose; a free address of 127.78.0.0/16 at port 6443 where `nil`.
    /// - Throws: ``SimulatorError/Code/noAddress``.
    public func reserveEndpoint(
        forCluster id: String, wanted: SimulatedEndpoint? = nil
    ) async throws -> SimulatedEndpoint {
        if let known = clusters.withLock({ $0[id] }) { return known.endpoint }
        return try await registry.reserve(for: id, wanted: wanted)
    }

    /// The members of a cluster's etcd, by name.
    public func etcdMembers(ofCluster id: String) async throws -> [SimulatedMember] {
        try await cluster(id)?.records.etcdMembers() ?? []
    }

    /// A client of a cluster that acts as its administrator, whether an API server runs or not.
    public func client(ofCluster id: String) async throws -> (any Client)? {
        try await cluster(id)?.client
    }

    /// Stops a cluster and removes all of it from the store. Nothing happens where there is no such cluster.
    public func removeCluster(_ id: String) async throws {
        if let cluster = clusters.withLock({ $0.removeValue(forKey: id) }) {
            cluster.machines.stopServing()
            cluster.ended.open()
        }
        let prefix = ClusterRecords.prefix(of: id)
        while true {
            let objects = try await store.list(RangeQuery(prefix: prefix, limit: 500)).objects
            if objects.isEmpty { break }
            for object in objects { _ = try await store.commit(Mutation(.delete(object.key))) }
        }
        // Last, so that a crash before it leaves a cluster that can be removed again.
        if let endpoint = try await registry.endpoint(of: id) { try await registry.release(endpoint) }
    }

    /// A cluster with the API servers that run; `nil` where no endpoint is reserved for it.
    func cluster(_ id: String) async throws -> SimulatedCluster? {
        if let known = clusters.withLock({ $0[id] }) { return known }
        guard let endpoint = try await registry.endpoint(of: id) else { return nil }
        let cluster = SimulatedCluster(
            id, endpoint: endpoint, store: store, builtIns: builtIns, front: front, pki: pki, logger: logger)
        let machines = try await cluster.records.machines()
        for machine in machines where machine.runsAPIServer { cluster.servers.add(machine) }
        if !machines.isEmpty { try await cluster.core.start() }
        let (current, isNew) = clusters.withLock { clusters in
            if let known = clusters[id] { return (known, false) }
            clusters[id] = cluster
            return (cluster, true)
        }
        if isNew { opening.yield(current) }
        return current
    }

    /// The cluster that answers at an endpoint.
    func cluster(at host: String, port: Int) async throws -> SimulatedCluster? {
        let endpoint = SimulatedEndpoint(host: host, port: port)
        let known = clusters.withLock { $0.values.first { $0.endpoint == endpoint } }
        if let known { return known }
        guard let id = try await registry.all().first(where: { $0.endpoint == endpoint })?.cluster else { return nil }
        return try await cluster(id)
    }
}
