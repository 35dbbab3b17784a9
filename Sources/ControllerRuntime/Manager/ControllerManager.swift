public import Effects
public import KubernetesClient
public import Logging
public import ServiceLifecycle

/// Runs controllers on one client: they share one cache a resource.
///
/// Graceful shutdown lets every reconcile that has begun come to its end, writes the events that wait, and stops the watches.
/// Cancellation stops at once.
public final class ControllerManager: Service {
    private let informers: InformerSet
    private let broadcaster: EventBroadcaster
    private let loops: [ControllerLoop]

    /// - Parameters:
    ///   - client: Acts as the user of all controllers.
    ///   - logger: Each controller adds its name and the object to it.
    public init(
        client: any Client, controllers: [Controller], time: any TimeSource, random: any RandomSource, logger: Logger
    ) {
        let informers = InformerSet(client: client, time: time, random: random, logger: logger)
        let broadcaster = EventBroadcaster(client: client, time: time, random: random, logger: logger)
        let shared = ControllerLoop.SharedParts(
            client: client, informers: informers, events: broadcaster, time: time, random: random,
            reconcileNumbers: ReconcileNumbers())
        self.informers = informers
        self.broadcaster = broadcaster
        loops = controllers.map { ControllerLoop($0, shared, logger: logger) }
    }

    /// Reads from the caches of all controllers.
    public var cache: ObjectCache { ObjectCache(informers: informers) }

    /// Whether no controller has anything to do now; delayed keys do not count.
    public var isIdle: Bool { loops.allSatisfy(\.isIdle) && broadcaster.isIdle }

    public func run() async throws {
        defer { informers.end() }
        await withGracefulShutdownHandler {
            await withTaskGroup { services in
                services.addTask { [informers] in await informers.run() }
                services.addTask { [broadcaster] in await broadcaster.run() }
                await withTaskGroup { controllers in
                    for loop in loops { controllers.addTask { await loop.run() } }
                }
                await broadcaster.drain()
                services.cancelAll()
            }
        } onGracefulShutdown: {
            for loop in self.loops { loop.stop() }
        }
        try Task.checkCancellation()
    }
}
