/// Bounds on what a JSON text may ask of the reader.
public struct JSONLimits: Sendable, Hashable {
    /// 512 levels of nesting, texts of any length: for texts whose length the caller has bounded already.
    public static let `default` = JSONLimits()

    /// The deepest nesting of arrays and objects; `[[]]` has depth 2. Every level costs stack, so keep it below a few
    /// thousand.
    public var depth: Int

    /// The longest text in bytes; `nil` for no bound.
    public var byteCount: Int?

    public init(depth: Int = 512, byteCount: Int? = nil) {
        self.depth = depth
        self.byteCount = byteCount
    }
}

/// What to do when an object names a member twice. RFC 8259, section 4 leaves it open.
public enum JSONDuplicateKeys: Sendable, Hashable {
    /// Refuse the text.
    case reject

    /// Keep the last value, at the place of the first, as Go's `encoding/json` does.
    case lastWins
}

/// A member that an object names more than once.
public struct JSONDuplicateKey: Sendable, Hashable {
    /// The most duplicates that are reported for one text; Kubernetes stops at as many warnings.
    public static let maximumReported = 100

    /// Where the member is; its last token is the key.
    public let path: JSONPointer

    /// The byte offset of the repeated key in the text.
    public let offset: Int
}
