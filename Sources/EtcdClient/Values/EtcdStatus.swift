/// What one member says of itself. It answers without asking the others.
public struct EtcdStatus: Sendable, Hashable {
    public var clusterID: UInt64
    public var memberID: UInt64
    /// Of the key space, as far as this member has applied the log.
    public var revision: Int64
    /// Of etcd, such as `3.5.21`.
    public var version: String
    /// Of the member's database file in bytes, free pages included.
    public var databaseSize: Int64
    /// What of ``databaseSize`` is in use: defragmentation frees the rest.
    public var databaseSizeInUse: Int64
    /// `nil` while the member knows of no leader.
    public var leader: UInt64?
    public var raftTerm: UInt64
    public var raftIndex: UInt64
    public var raftAppliedIndex: UInt64
    /// What keeps the member from serving, such as alarms, in etcd's words.
    public var errors: [String]
    public var isLearner: Bool

    public init(
        clusterID: UInt64, memberID: UInt64, revision: Int64 = 0, version: String = "", databaseSize: Int64 = 0,
        databaseSizeInUse: Int64 = 0, leader: UInt64? = nil, raftTerm: UInt64 = 0, raftIndex: UInt64 = 0,
        raftAppliedIndex: UInt64 = 0, errors: [String] = [], isLearner: Bool = false
    ) {
        self.clusterID = clusterID
        self.memberID = memberID
        self.revision = revision
        self.version = version
        self.databaseSize = databaseSize
        self.databaseSizeInUse = databaseSizeInUse
        self.leader = leader
        self.raftTerm = raftTerm
        self.raftIndex = raftIndex
        self.raftAppliedIndex = raftAppliedIndex
        self.errors = errors
        self.isLearner = isLearner
    }

    public var isLeader: Bool { leader == memberID }
}
