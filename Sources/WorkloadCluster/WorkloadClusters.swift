public import ControllerRuntime
public import Effects
import JSON
public import KubernetesAPI
public import KubernetesClient
public import Logging
public import Machinery
public import ServiceLifecycle
import Synchronization

/// The connections to workload clusters, by the name of their Cluster.
///
/// A connection is made when it is first asked for, from the Secret `<cluster>-kubeconfig`, kept up, made anew when the Secret
/// changes or the cluster falls silent, and ended with the Secret. Nobody waits here: who asks for a client while there is
/// none gets ``WorkloadUnavailable`` and is woken by ``connections`` when there is one.
public final class WorkloadClusters: Service {
    private struct State {
        var kubeconfigs: [NamespacedName: [UInt8]] = [:]
        var connections: [NamespacedName: ClusterConnection] = [:]
    }

    /// Tells when a connection came up or was lost, and why a first one does not come.
    public let connections = EventSource<ConnectionEvent>()
    /// Tells of changes of the Nodes of connected clusters.
    public let nodeEvents = EventSource<NodeEvent>()

    private let kubeconfigs: Informer
    private let shared: ClusterConnection.SharedParts
    private let state = Mutex(State())
    private let wanted = AsyncStream.makeStream(of: ClusterConnection.self)

    /// - Parameter managementClient: Must be allowed to list and watch Secrets.
    public init(
        managementClient: any Client, connector: any WorkloadConnector,
        options: ConnectionOptions = ConnectionOptions(),
        time: any TimeSource, random: any RandomSource, logger: Logger
    ) {
        shared = ClusterConnection.SharedParts(
            connector: connector, options: options, time: time, random: random, logger: logger,
            connections: connections,
            nodes: nodeEvents)
        kubeconfigs = Informer(
            Secret.resourceType, keeps: { KubeconfigSecret.cluster(of: $0) != nil }, client: managementClient,
            time: time,
            random: random, logger: logger)
        kubeconfigs.attach { [weak self] changes in
            for change in changes { self?.take(change) }
        }
    }

    // MARK: Asking

    /// A client of the cluster. Its requests may fail even so: a lost connection is noticed after a while.
    ///
    /// Asking begins the connection. Ask only once the cluster's control plane has been initialized; before that every
    /// attempt would fail.
    public func client(for cluster: NamespacedName) throws(WorkloadUnavailable) -> any Client {
        try connection(to: cluster).client()
    }

    /// The Nodes of the cluster in the order of their names, as the last events told them.
    ///
    /// Nodes that do not fit their type are left out.
    public func nodes(of cluster: NamespacedName) throws(WorkloadUnavailable) -> [Node] {
        try connection(to: cluster).nodes().read { state in
            state.objects.values.sorted { $0.name < $1.name }.compactMap { try? $0.value(as: Node.self) }
        }
    }

    /// The Node of that name; `nil` where there is none.
    public func node(_ name: String, of cluster: NamespacedName) throws(WorkloadUnavailable) -> Node? {
        try connection(to: cluster).nodes().read { state in
            state.objects[NamespacedName(namespace: "", name: name)].flatMap { try? $0.value(as: Node.self) }
        }
    }

    /// The Nodes with that provider ID; more than one means that something is wrong.
    public func nodes(withProviderID providerID: String, of cluster: NamespacedName) throws(WorkloadUnavailable)
        -> [Node]
    {
        try connection(to: cluster).nodes().read { state in
            (state.objects(by: WorkloadNode.byProviderID.name, providerID) ?? [])
                .compactMap { try? $0.value(as: Node.self) }
        }
    }

    /// How the connection stands; `nil` where nobody asked for one.
    public func connectionState(of cluster: NamespacedName) -> ConnectionState? {
        state.withLock { $0.connections[cluster] }?.status
    }

    /// Ends the connection: the cluster is being deleted. Asking again would begin a new one.
    public func forget(_ cluster: NamespacedName) {
        state.withLock { $0.connections.removeValue(forKey: cluster) }?.forget()
    }

    // MARK: Running

    public func run() async throws {
        // Controllers that listen hold these connections.
        defer {
            connections.end()
            nodeEvents.end()
        }
        await withTaskGroup { services in
            services.addTask { await self.kubeconfigs.run() }
            services.addTask { await self.runConnections() }
            let stopped = Gate()
            await withGracefulShutdownHandler {
                await stopped.wait()
            } onGracefulShutdown: {
                stopped.open()
            }
            services.cancelAll()
        }
        try Task.checkCancellation()
    }

    private func runConnections() async {
        await withDiscardingTaskGroup { group in
            for await connection in wanted.stream {
                group.addTask { await connection.run() }
            }
            group.cancelAll()
        }
    }

    private func connection(to cluster: NamespacedName) -> ClusterConnection {
        let (connection, isNew) = state.withLock { state -> (ClusterConnection, Bool) in
            if let connection = state.connections[cluster] { return (connection, false) }
            let connection = ClusterConnection(cluster, kubeconfig: state.kubeconfigs[cluster], shared)
            state.connections[cluster] = connection
            return (connection, true)
        }
        if isNew { wanted.continuation.yield(connection) }
        return connection
    }

    private func take(_ change: ObjectChange) {
        guard let cluster = KubeconfigSecret.cluster(of: change.object.namespacedName) else { return }
        if change.new == nil {
            state.withLock { $0.kubeconfigs[cluster] = nil }
            forget(cluster)
        } else if let kubeconfig = KubeconfigSecret.kubeconfig(in: change.object) {
            let connection = state.withLock { state in
                state.kubeconfigs[cluster] = kubeconfig
                return state.connections[cluster]
            }
            connection?.use(kubeconfig: kubeconfig)
        }
    }
}

/// The Secret in which a Cluster's kubeconfig is kept, by Cluster API's convention.
enum KubeconfigSecret {
    private static let suffix = "-kubeconfig"

    /// The Cluster that a Secret of that name belongs to.
    static func cluster(of secret: NamespacedName) -> NamespacedName? {
        guard secret.name.hasSuffix(suffix), secret.name.count > suffix.count else { return nil }
        return NamespacedName(namespace: secret.namespace, name: String(secret.name.dropLast(suffix.count)))
    }

    static func kubeconfig(in secret: Unstructured) -> [UInt8]? {
        secret.value(at: "data", "value")?.stringValue.flatMap { Base64.decode($0) }
    }
}
