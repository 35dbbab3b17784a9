/// A key with what is stored under it.
public struct EtcdKeyValue: Sendable, Hashable {
    public var key: [UInt8]
    public var value: [UInt8]
    public var createRevision: Int64
    /// The revision of the last write.
    public var modRevision: Int64
    /// How often the key has been written since it was created.
    public var version: Int64

    public init(
        key: [UInt8] = [], value: [UInt8] = [], createRevision: Int64 = 0, modRevision: Int64 = 0, version: Int64 = 0
    ) {
        self.key = key
        self.value = value
        self.createRevision = createRevision
        self.modRevision = modRevision
        self.version = version
    }
}
