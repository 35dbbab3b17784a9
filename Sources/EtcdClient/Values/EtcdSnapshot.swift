/// What is known of a snapshot once all of it has come and its checksum is right.
public struct EtcdSnapshot: Sendable, Hashable {
    /// Of the database in bytes, without the checksum at its end.
    public var databaseSize: Int64
    /// SHA-256 of the database: the last 32 bytes of the stream.
    public var checksum: [UInt8]

    public init(databaseSize: Int64, checksum: [UInt8]) {
        self.databaseSize = databaseSize
        self.checksum = checksum
    }
}
