public import Machinery

/// A Kubernetes API as a controller or a command sees it: the same whether the server is in this process or across a network.
///
/// A client acts as one user. Every failure that the server answered is an `APIStatus`; a transport adds its own errors for
/// servers that cannot be reached.
public protocol Client: Sendable {
    /// Sends one request and returns the answer.
    func send(_ request: ClientRequest) async throws -> ClientResponse

    /// Runs `body` with the events of a watch. The stream ends when the server ends it, as servers do now and then; the
    /// caller watches again from the last resource version it saw.
    func withWatch<Result: Sendable>(
        _ request: WatchRequest, _ body: @Sendable (any WatchStream) async throws -> Result
    ) async throws -> Result

    /// Runs `body` with a connection to a port of a pod, through the API server, and ends the connection after it.
    ///
    /// - Throws: `APIStatus` where the server refuses, and whatever `body` throws. That nothing listens at the port shows as a
    ///   ``PortForwardError`` in the reads of `body`.
    func withPortForward<Result: Sendable>(
        to pod: NamespacedName, port: UInt16, _ body: @Sendable (any DuplexStream) async throws -> Result
    ) async throws -> Result

    /// The resource of a kind, by discovery.
    ///
    /// - Throws: `APIStatus` with reason `NotFound` where the server has no such kind.
    func resourceType(for kind: GroupVersionKind) async throws -> ResourceType

    /// Every resource the server has, in the preferred version of its group first.
    func resourceTypes() async throws -> [ResourceType]
}

/// The events of one watch, in order. Called by one task at a time.
public protocol WatchStream: Sendable {
    /// Waits for the next events: never an empty array; `nil` when the server has ended the watch.
    func next() async throws -> [WatchEvent]?
}

public enum WatchEvent: Sendable, Hashable {
    case added(Unstructured)
    case modified(Unstructured)
    /// The object as it was last.
    case deleted(Unstructured)
    /// All changes up to this resource version have been delivered. `endsInitialEvents` marks the bookmark that closes the
    /// initial list of a watch with `sendInitialEvents`.
    case bookmark(resourceVersion: String, endsInitialEvents: Bool)
    /// The watch failed; no event follows.
    case failure(APIStatus)
}

/// One request to a Kubernetes API.
public struct ClientRequest: Sendable, Hashable {
    public var operation: Operation
    public var resource: ResourceType
    /// Empty for cluster-scoped resources and for lists over all namespaces.
    public var namespace: String
    /// `status`, `scale` or another subresource; `nil` for the object itself.
    public var subresource: String?
    public var write = WriteOptions()

    public enum Operation: Sendable, Hashable {
        case get(name: String)
        case list(ListOptions)
        /// Creates an object, or with a subresource such as `eviction` acts on the one named.
        case create(Unstructured, name: String?)
        case update(Unstructured)
        case patch(name: String, Patch)
        case delete(name: String, DeleteOptions)
        case deleteCollection(ListOptions, DeleteOptions)
    }

    public init(_ operation: Operation, of resource: ResourceType, namespace: String = "", subresource: String? = nil) {
        self.operation = operation
        self.resource = resource
        self.namespace = namespace
        self.subresource = subresource
    }
}

public struct WriteOptions: Sendable, Hashable {
    public enum FieldValidation: String, Sendable { case ignore = "Ignore", warn = "Warn", strict = "Strict" }

    /// Runs the whole request, admission included, and stores nothing.
    public var isDryRun = false
    public var fieldManager = ""
    /// What the client calls itself: owns what the request sets where no ``fieldManager`` is named. Not sent over HTTP, which
    /// has the `User-Agent` for it.
    public var clientName = ""
    /// `nil` leaves it to the server, which warns.
    public var fieldValidation: FieldValidation?
    /// Apply only: takes fields over from other managers.
    public var force = false

    public init() {}
}

public struct ListOptions: Sendable, Hashable {
    public enum VersionMatch: String, Sendable { case exact = "Exact", notOlderThan = "NotOlderThan" }

    /// In the syntax of the API: `app=web,tier!=db`.
    public var labelSelector = ""
    /// In the syntax of the API: `metadata.name=x`.
    public var fieldSelector = ""
    public var limit: Int?
    public var continueToken = ""
    public var resourceVersion = ""
    public var resourceVersionMatch: VersionMatch?

    public init(labelSelector: String = "", fieldSelector: String = "") {
        self.labelSelector = labelSelector
        self.fieldSelector = fieldSelector
    }
}

public struct WatchRequest: Sendable, Hashable {
    public var resource: ResourceType
    /// Empty for all namespaces.
    public var namespace: String
    public var labelSelector = ""
    public var fieldSelector = ""
    /// Events after this version; empty or `0` begins with the objects that exist as `added` events.
    public var resourceVersion = ""
    public var allowsBookmarks = true
    public var sendsInitialEvents = false
    /// The server ends the watch after this long.
    public var timeoutSeconds: Int?

    public init(_ resource: ResourceType, namespace: String = "", resourceVersion: String = "") {
        self.resource = resource
        self.namespace = namespace
        self.resourceVersion = resourceVersion
    }
}

public struct DeleteOptions: Sendable, Hashable {
    public enum Propagation: String, Sendable {
        case foreground = "Foreground", background = "Background", orphan = "Orphan"
    }

    public var propagation: Propagation?
    public var gracePeriodSeconds: Int?
    public var uid: String?
    public var resourceVersion: String?

    public init(propagation: Propagation? = nil, uid: String? = nil, resourceVersion: String? = nil) {
        self.propagation = propagation
        self.uid = uid
        self.resourceVersion = resourceVersion
    }
}

public enum ClientResponse: Sendable, Hashable {
    /// The object got, created, updated, patched, or deleted at once or marked for deletion.
    case object(Unstructured)
    case list(ObjectList)
    /// A delete that answered with a `Status` of success instead of the object.
    case success
}

public struct ObjectList: Sendable, Hashable {
    public var items: [Unstructured]
    public var resourceVersion: String
    /// Not empty where a `limit` cut the list.
    public var continueToken: String
    public var remainingItemCount: Int?

    public init(
        items: [Unstructured], resourceVersion: String, continueToken: String = "", remainingItemCount: Int? = nil
    ) {
        self.items = items
        self.resourceVersion = resourceVersion
        self.continueToken = continueToken
        self.remainingItemCount = remainingItemCount
    }
}
