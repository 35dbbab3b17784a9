public import Effects
public import Machinery

/// There is no connection to a workload cluster just now.
public struct WorkloadUnavailable: Error, Sendable, Hashable, CustomStringConvertible {
    public var cluster: NamespacedName
    /// Since when.
    public var since: Timestamp
    /// A sentence for the person.
    public var reason: String
    /// Whether the first attempt of this process to connect has not ended yet: nothing is known of the cluster then.
    public var isFirstAttempt: Bool

    public init(cluster: NamespacedName, since: Timestamp, reason: String, isFirstAttempt: Bool = false) {
        self.cluster = cluster
        self.since = since
        self.reason = reason
        self.isFirstAttempt = isFirstAttempt
    }

    public var description: String { "no connection to the cluster \(cluster) since \(since.rfc3339): \(reason)" }
}

/// How a connection stands.
public struct ConnectionState: Sendable, Hashable {
    public enum Phase: Sendable, Hashable {
        /// There is no kubeconfig Secret yet.
        case waitingForKubeconfig
        case connecting
        case connected
        /// The last attempt failed, or the connection was lost.
        case disconnected
    }

    public var phase: Phase
    /// When this phase began.
    public var since: Timestamp
    /// Why there is no connection; empty where there is one.
    public var reason: String
    /// When the cluster last gave a sign of life: an event or bookmark of a watch, or an answer to a request.
    public var lastGoodProbe: Timestamp?
}

/// A connection came up or was lost.
public struct ConnectionEvent: Sendable, Hashable {
    public var cluster: NamespacedName
    public var isConnected: Bool
}

/// Something happened to a Node of a workload cluster.
public struct NodeEvent: Sendable {
    public var cluster: NamespacedName
    /// The Node as it is, or as it was last.
    public var node: Unstructured
    public var isDeleted: Bool
}
