package import Effects
package import KubernetesClient
package import Logging
package import Machinery
import Synchronization

/// Keeps the objects of one resource as a list and a watch show them, and tells its handlers of every change.
package final class Informer: Sendable {
    /// Called with the changes of one moment, in order; with none where only the revision moved.
    package typealias Handler = @Sendable ([ObjectChange]) -> Void

    package let resource: ResourceType
    private let client: any Client
    private let time: any TimeSource
    private let random: any RandomSource
    private let logger: Logger

    private let state: Mutex<InformerState>
    /// Held while handlers run, so that a new one gets what is there and then every change after it. Handlers may read
    /// caches, therefore this is not the lock of the state.
    private let handlers = Mutex<[Handler]>([])
    private let synced = Gate()
    private let health = Mutex(Health())

    private struct Health {
        /// Attempts in a row that brought nothing.
        var failures = 0
        var message: String?
    }

    /// - Parameter keeps: Which objects are worth remembering; the others are as if they were not there.
    package init(
        _ resource: ResourceType, indexes: [Index] = [],
        keeps: @escaping @Sendable (NamespacedName) -> Bool = { _ in true },
        client: any Client, time: any TimeSource, random: any RandomSource, logger: Logger
    ) {
        self.resource = resource
        state = Mutex(InformerState(keeps: keeps))
        self.client = client
        self.time = time
        self.random = random
        var logger = logger
        logger[metadataKey: "resource"] = "\(resource.groupResource)"
        self.logger = logger
        for index in indexes { add(index) }
    }

    package var hasSynced: Bool { synced.isOpen }
    var revision: UInt64 { state.withLock(\.revision) }
    /// Why the last attempt to reach the server failed; `nil` once one succeeded.
    package var lastFailure: String? { health.withLock(\.message) }

    package func waitUntilSynced() async { await synced.wait() }

    func add(_ index: Index) {
        state.withLock { $0.add(index) }
    }

    package func read<Result>(_ body: (InformerState) throws -> Result) rethrows -> Result {
        try state.withLock { try body($0) }
    }

    /// Adds a handler. It is called at once with every object of the cache as an initial addition.
    package func attach(_ handler: @escaping Handler) {
        handlers.withLock { handlers in
            let objects = state.withLock { $0.objects }.values.sorted { $0.name < $1.name }
            if !objects.isEmpty { handler(objects.map { .added($0, isInitial: true) }) }
            handlers.append(handler)
        }
    }

    /// Lists and watches until the task is cancelled, and then lets go of the handlers, which may hold the informer.
    package func run() async {
        defer { end() }
        while !Task.isCancelled {
            do {
                try await listAndWatch()
            } catch is CancellationError {
                return
            } catch {
                report(error)
            }
            let failures = health.withLock(\.failures)
            guard failures > 0 else { continue }
            try? await time.sleep(for: Backoff.reconnect.delay(afterFailures: failures, random: random))
        }
    }

    /// Lets go of the handlers.
    func end() { handlers.withLock { $0 = [] } }

    /// One list, where none is valid, and one watch.
    private func listAndWatch() async throws {
        if state.withLock(\.resourceVersion).isEmpty {
            health.withLock { $0.failures += 1 }
            try await list()
        }
        let version = state.withLock(\.resourceVersion)
        // A watch that ends without an event is not to be repeated at once either; an event makes up for it.
        health.withLock { $0.failures += 1 }
        do {
            try await client.withWatch(WatchRequest(resource, resourceVersion: version)) { stream in
                try await self.follow(stream)
            }
        } catch let status as APIStatus where status.code == 410 {
            logger.debug("Listing again: the version to watch from is no longer kept")
            state.withLock { $0.forgetVersion() }
        }
    }

    private func list() async throws {
        var objects: [Unstructured] = []
        var options = ListOptions()
        options.limit = 500
        var version = ""
        repeat {
            let page = try await client.list(resource, options)
            objects += page.items
            version = page.resourceVersion
            options.continueToken = page.continueToken
        } while !options.continueToken.isEmpty
        let (list, listVersion) = (objects, version)
        deliver { state in state.replace(with: list, resourceVersion: listVersion) }
        health.withLock { $0 = Health() }
        synced.open()
    }

    private func follow(_ stream: any WatchStream) async throws {
        while let events = try await stream.next() {
            deliver { state in events.compactMap { state.apply($0) } }
            for case .failure(let status) in events { throw status }
            health.withLock { $0 = Health() }
        }
        try Task.checkCancellation()
    }

    private func deliver(_ change: (inout InformerState) -> [ObjectChange]) {
        handlers.withLock { handlers in
            let changes = state.withLock { change(&$0) }
            for handler in handlers { handler(changes) }
        }
    }

    private func report(_ error: any Error) {
        let isNew = health.withLock { health in
            health.failures = max(1, health.failures)
            defer { health.message = "\(error)" }
            return health.message != "\(error)"
        }
        logger.log(level: isNew ? .warning : .debug, "List or watch failed", metadata: ["error": "\(error)"])
    }
}
