/// Revisioned storage of byte values under ordered keys, with watches: the one place where a plane's state lives.
///
/// Every successful mutation changes exactly one key and gets a revision of its own, so a watch can resume at any revision
/// without missing or repeating a change. Reads of one call see one revision. A mutation is durable, as far as the
/// implementation is, before `commit` returns.
public protocol ObjectStore: Sendable {
    /// The revision of the newest mutation; a new store starts at 1.
    func currentRevision() async throws(StoreError) -> Revision

    /// The newest value under `key`, or `nil`.
    func get(_ key: StoreKey) async throws(StoreError) -> StoredObject?

    /// The objects of a range in ascending order of their keys, all as of one revision.
    func list(_ query: RangeQuery) async throws(StoreError) -> RangePage

    /// Checks the preconditions and makes the one change, or does nothing.
    ///
    /// - Returns: The revision of the change. Deleting an absent key without a precondition changes nothing and returns `nil`.
    /// - Throws: ``StoreError/Code/preconditionFailed`` with the key and what was found.
    func commit(_ mutation: Mutation) async throws(StoreError) -> Revision?

    /// Runs `body` with the changes under `prefix` that come after `revision`, without a gap.
    ///
    /// - Throws: ``StoreError/Code/compacted`` when changes after `revision` are no longer kept, and whatever `body` throws.
    func withWatch<Result: Sendable>(
        prefix: StoreKey, after revision: Revision,
        _ body: @Sendable (any StoreWatch) async throws -> Result
    ) async throws -> Result

    /// Forgets superseded values and changes up to `revision`. Lists at, and watches after, an older one then fail.
    func compact(through revision: Revision) async throws(StoreError)

    /// A store of its own that starts with this one's contents as of now and never writes back to it.
    func fork() async throws(StoreError) -> any ObjectStore
}

/// The changes of a watch, in order.
public protocol StoreWatch: Sendable {
    /// Waits for the next changes. Called by one task at a time.
    ///
    /// A batch without events reports progress only: every matching change up to its revision has been delivered.
    ///
    /// - Throws: `CancellationError`; ``StoreError/Code/compacted`` when the reader fell so far behind that changes were
    ///   dropped; ``StoreError/Code/closed`` when the store closes.
    func next() async throws -> StoreWatchBatch
}

public struct StoreWatchBatch: Sendable {
    public var events: [StoreEvent]
    /// All matching changes up to this revision are in this batch or an earlier one.
    public var progress: Revision

    public init(events: [StoreEvent], progress: Revision) {
        self.events = events
        self.progress = progress
    }
}

/// A point in the history of a store: what a Kubernetes client calls the resource version.
public struct Revision: RawRepresentable, Sendable, Hashable, Comparable, CustomStringConvertible {
    public let rawValue: UInt64
    public init(rawValue: UInt64) { self.rawValue = rawValue }
    public init(_ value: UInt64) { rawValue = value }

    public static func < (left: Revision, right: Revision) -> Bool { left.rawValue < right.rawValue }
    public var next: Revision { Revision(rawValue + 1) }
    public var description: String { String(rawValue) }
}

/// A key: printable ASCII, parts separated by `/`, ordered by bytes.
public struct StoreKey: Sendable, Hashable, Comparable, CustomStringConvertible {
    public let text: String
    public init(_ text: String) { self.text = text }

    public static func < (left: StoreKey, right: StoreKey) -> Bool {
        left.text.utf8.lexicographicallyPrecedes(right.text.utf8)
    }
    public func hasPrefix(_ prefix: StoreKey) -> Bool { text.utf8.starts(with: prefix.text.utf8) }
    public var description: String { text }
}

public struct StoredObject: Sendable, Hashable {
    public var key: StoreKey
    public var value: [UInt8]
    /// The revision of the mutation that wrote this value.
    public var revision: Revision

    public init(key: StoreKey, value: [UInt8], revision: Revision) {
        self.key = key
        self.value = value
        self.revision = revision
    }
}

public struct RangeQuery: Sendable, Hashable {
    /// Only keys that begin with this.
    public var prefix: StoreKey
    /// Only keys above this one: the `next` of the page before.
    public var after: StoreKey?
    /// At most this many objects; all when `nil`.
    public var limit: Int?
    /// As of this revision; the newest when `nil`.
    public var revision: Revision?

    public init(prefix: StoreKey, after: StoreKey? = nil, limit: Int? = nil, revision: Revision? = nil) {
        self.prefix = prefix
        self.after = after
        self.limit = limit
        self.revision = revision
    }
}

public struct RangePage: Sendable {
    public var objects: [StoredObject]
    /// The revision that the page shows.
    public var revision: Revision
    /// The last key of this page where more follow it.
    public var next: StoreKey?
    /// How many objects follow this page.
    public var remainingCount: Int

    public init(objects: [StoredObject], revision: Revision, next: StoreKey?, remainingCount: Int) {
        self.objects = objects
        self.revision = revision
        self.next = next
        self.remainingCount = remainingCount
    }
}

/// One change with the conditions under which it may happen.
public struct Mutation: Sendable {
    public enum Change: Sendable, Hashable {
        case put(StoreKey, value: [UInt8])
        case delete(StoreKey)
    }

    public enum Precondition: Sendable, Hashable {
        case absent(StoreKey)
        case exists(StoreKey)
        case revision(StoreKey, Revision)
    }

    public var preconditions: [Precondition]
    public var change: Change

    public init(_ change: Change, if preconditions: Precondition...) {
        self.preconditions = preconditions
        self.change = change
    }
}

public struct StoreEvent: Sendable, Hashable {
    public var key: StoreKey
    /// The new value; `nil` where the key was deleted.
    public var value: [UInt8]?
    /// The value before, `nil` where the key was absent.
    public var previousValue: [UInt8]?
    public var revision: Revision

    public init(key: StoreKey, value: [UInt8]?, previousValue: [UInt8]?, revision: Revision) {
        self.key = key
        self.value = value
        self.previousValue = previousValue
        self.revision = revision
    }
}

public struct StoreError: Error, Sendable, CustomStringConvertible {
    public struct Code: Sendable, Hashable {
        private enum Value: String { case preconditionFailed, compacted, futureRevision, closed, full, inUse, newerFormat, corrupt, inputOutput }
        private let value: Value

        /// A precondition did not hold.
        public static let preconditionFailed = Code(value: .preconditionFailed)
        /// The revision asked for is no longer kept.
        public static let compacted = Code(value: .compacted)
        /// The revision asked for is above the newest.
        public static let futureRevision = Code(value: .futureRevision)
        /// The store was closed.
        public static let closed = Code(value: .closed)
        /// No space is left for the write.
        public static let full = Code(value: .full)
        /// Another process has the data directory open.
        public static let inUse = Code(value: .inUse)
        /// The data was written by a newer version of the program.
        public static let newerFormat = Code(value: .newerFormat)
        /// The data cannot be read as what it should be.
        public static let corrupt = Code(value: .corrupt)
        /// The operating system refused a read or write.
        public static let inputOutput = Code(value: .inputOutput)

        fileprivate var name: String { value.rawValue }
    }

    public var code: Code
    public var message: String
    /// For `preconditionFailed`: what stands under the key of the failed precondition.
    public var current: StoredObject?
    /// For `preconditionFailed`: that key.
    public var key: StoreKey?
    public var cause: (any Error)?

    public init(_ code: Code, _ message: String, key: StoreKey? = nil, current: StoredObject? = nil, cause: (any Error)? = nil) {
        self.code = code
        self.message = message
        self.key = key
        self.current = current
        self.cause = cause
    }

    public var description: String { "\(code.name): \(message)" + (cause.map { " (cause: \($0))" } ?? "") }
}
