/// A member of an etcd cluster.
public struct EtcdMember: Sendable, Hashable {
    public var id: UInt64
    /// Empty until a member that was added has started for the first time.
    public var name: String
    /// Where the other members reach it.
    public var peerURLs: [String]
    /// Where clients reach it; empty until it has started.
    public var clientURLs: [String]
    /// A learner follows the log and has no vote.
    public var isLearner: Bool

    public init(
        id: UInt64 = 0, name: String = "", peerURLs: [String] = [], clientURLs: [String] = [], isLearner: Bool = false
    ) {
        self.id = id
        self.name = name
        self.peerURLs = peerURLs
        self.clientURLs = clientURLs
        self.isLearner = isLearner
    }

    public var hasStarted: Bool { !name.isEmpty }

    /// The identity as etcd's own tools write it: lower-case hexadecimal without leading zeros.
    public var hexadecimalID: String { String(id, radix: 16) }
}

/// The members of a cluster, in the order in which etcd lists them.
public struct EtcdMembership: Sendable, Hashable {
    /// Distinguishes this cluster from all others, also from one that was restored from its snapshot.
    public var clusterID: UInt64
    public var members: [EtcdMember]

    public init(clusterID: UInt64, members: [EtcdMember]) {
        self.clusterID = clusterID
        self.members = members
    }

    /// How many voting members must answer before the cluster takes a change.
    public var quorum: Int { members.count { !$0.isLearner } / 2 + 1 }

    public func member(named name: String) -> EtcdMember? { members.first { $0.name == name } }
}
