/// A value with its key and age.
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

/// Which objects to list, and as of when.
public struct RangeQuery: Sendable, Hashable {
    /// Only keys that begin with this.
    public var prefix: StoreKey
    /// Only keys above this one: the `next` of the page before.
    public var after: StoreKey?
    /// At most this many objects, and at least one; all when `nil`.
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

/// The answer to a ``RangeQuery``.
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

        public var key: StoreKey {
            switch self {
            case .put(let key, _), .delete(let key): key
            }
        }
    }

    public enum Precondition: Sendable, Hashable {
        case absent(StoreKey)
        case exists(StoreKey)
        case revision(StoreKey, Revision)

        public var key: StoreKey {
            switch self {
            case .absent(let key), .exists(let key), .revision(let key, _): key
            }
        }
    }

    public var preconditions: [Precondition]
    public var change: Change

    public init(_ change: Change, if preconditions: Precondition...) {
        self.preconditions = preconditions
        self.change = change
    }
}

/// One change as a watch reports it.
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
