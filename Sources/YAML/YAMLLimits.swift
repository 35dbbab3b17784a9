/// Bounds on what a YAML text may ask of the reader.
public struct YAMLLimits: Sendable, Hashable {
    public static let `default` = YAMLLimits()

    /// The longest text in bytes.
    public var byteCount: Int

    /// The deepest nesting of sequences and mappings, aliases followed.
    public var depth: Int

    /// The most values that aliases and merge keys may repeat in one document, so that a short text cannot stand for an
    /// endless one.
    public var aliasedValues: Int

    /// The most bytes of text those values may have together.
    public var aliasedBytes: Int

    public init(
        byteCount: Int = 64 << 20, depth: Int = 512, aliasedValues: Int = 500_000, aliasedBytes: Int = 16 << 20
    ) {
        self.byteCount = byteCount
        self.depth = depth
        self.aliasedValues = aliasedValues
        self.aliasedBytes = aliasedBytes
    }
}
