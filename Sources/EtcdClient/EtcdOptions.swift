public import Effects

/// How long a client waits, and how much it takes.
public struct EtcdOptions: Sendable {
    /// For a connection, its handshake included.
    public var connectTimeout: Duration
    /// For the answer to a call; in a snapshot for each piece.
    public var callTimeout: Duration
    /// For a defragmentation, which takes a while for each GiB.
    public var defragmentTimeout: Duration
    /// In bytes: a larger message ends the call. etcd's own limit of requests is 1.5 MiB; pieces of snapshots have 32 KiB.
    public var largestMessage: Int
    public var time: any TimeSource

    /// The times are those of Cluster API.
    public init(
        connectTimeout: Duration = .seconds(10), callTimeout: Duration = .seconds(15),
        defragmentTimeout: Duration = .seconds(120), largestMessage: Int = 4 << 20, time: any TimeSource = SystemTime()
    ) {
        self.connectTimeout = connectTimeout
        self.callTimeout = callTimeout
        self.defragmentTimeout = defragmentTimeout
        self.largestMessage = largestMessage
        self.time = time
    }
}
