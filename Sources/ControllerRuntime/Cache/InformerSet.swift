import Effects
import KubernetesClient
import Logging
import Machinery
import Synchronization

/// The informers of one client: one a resource, shared by everybody.
final class InformerSet: Sendable {
    private struct State {
        var informers: [ResourceKey: Informer] = [:]
        var indexes: [ResourceKey: [Index]] = [:]
    }

    private let client: any Client
    private let time: any TimeSource
    private let random: any RandomSource
    private let logger: Logger
    private let state = Mutex(State())
    private let started = AsyncStream.makeStream(of: Informer.self)

    init(client: any Client, time: any TimeSource, random: any RandomSource, logger: Logger) {
        self.client = client
        self.time = time
        self.random = random
        self.logger = logger
    }

    /// Runs every informer, those of resources asked for later too, until the task is cancelled.
    func run() async {
        await withDiscardingTaskGroup { group in
            for await informer in started.stream {
                group.addTask { await informer.run() }
            }
            group.cancelAll()
        }
    }

    /// Has all informers let go of their handlers, also those that came too late to run.
    func end() {
        for informer in state.withLock({ Array($0.informers.values) }) { informer.end() }
    }

    func informer(for resource: ResourceKey) -> Informer? {
        state.withLock { $0.informers[resource] }
    }

    /// The informer of a resource, started if it is not there yet.
    func start(_ resource: ResourceType) -> Informer {
        let key = ResourceKey(resource)
        let (informer, isNew) = state.withLock { state -> (Informer, Bool) in
            if let informer = state.informers[key] { return (informer, false) }
            let informer = Informer(
                resource, indexes: [.ownerUID] + (state.indexes[key] ?? []), client: client, time: time, random: random,
                logger: logger)
            state.informers[key] = informer
            return (informer, true)
        }
        if isNew { started.continuation.yield(informer) }
        return informer
    }

    func add(_ index: ResourceIndex) {
        let key = ResourceKey(index.resource)
        let informer = state.withLock { state in
            state.indexes[key, default: []].append(index.index)
            return state.informers[key]
        }
        informer?.add(index.index)
    }
}
