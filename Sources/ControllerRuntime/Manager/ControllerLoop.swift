import Effects
import KubernetesClient
import Logging
import Machinery
import Synchronization

/// Runs one controller: its watches fill the queue, its workers empty it.
final class ControllerLoop: ObservingController {
    let controller: Controller
    private let shared: SharedParts
    private let logger: Logger
    private let events: EventRecorder
    private let queue: KeyQueue
    private let unseen: UnseenWrites
    private let observers = Mutex(Observers())
    /// When the words of conditions are to be written that wait for more to change.
    private let words = Mutex<[NamespacedName: Timestamp]>([:])
    private let stopped = Gate()

    /// What all controllers of a manager share.
    struct SharedParts: Sendable {
        var client: any Client
        var informers: InformerSet
        var events: EventBroadcaster
        var time: any TimeSource
        var random: any RandomSource
        var reconcileNumbers: ReconcileNumbers
    }

    /// How long a reconcile waits for the first list of a resource that it asks for.
    private static var firstListLimit: Duration { .seconds(10) }
    private static var wordsDelay: Duration { .seconds(2) }

    init(_ controller: Controller, _ shared: SharedParts, logger: Logger) {
        self.controller = controller
        self.shared = shared
        var logger = logger
        logger[metadataKey: "controller"] = "\(controller.name)"
        self.logger = logger
        events = EventRecorder(broadcaster: shared.events, component: controller.name, time: shared.time)
        unseen = UnseenWrites(client: shared.client, informers: shared.informers, time: shared.time)
        queue = KeyQueue(time: shared.time, backoff: controller.backoff)
        for index in controller.indexes { shared.informers.add(index) }
    }

    var isIdle: Bool { queue.isIdle }
    private var cache: ObjectCache { ObjectCache(informers: shared.informers) }

    /// Works until ``stop()`` or until the task is cancelled; in the first case what is in work is finished.
    func run() async {
        guard await startWatches() else { return }
        await withTaskGroup { group in
            group.addTask { await self.queue.runTimers() }
            await withTaskGroup { workers in
                for _ in 0..<controller.workers {
                    workers.addTask {
                        while let name = await self.queue.next() { await self.process(name) }
                    }
                }
            }
            group.cancelAll()
        }
    }

    func stop() {
        stopped.open()
        queue.shutDown()
    }

    /// Waits until all caches are filled, and only then listens: so mappings can rely on them.
    ///
    /// - Returns: `false` where the controller is to stop before that.
    private func startWatches() async -> Bool {
        let informers = controller.allWatches.compactMap { watch in
            if case .resource(let resource, _, _) = watch.source { shared.informers.start(resource) } else { nil }
        }
        let haveSynced = await withTaskGroup(of: Bool.self) { group in
            group.addTask {
                for informer in informers { await informer.waitUntilSynced() }
                return !Task.isCancelled
            }
            group.addTask {
                await self.stopped.wait()
                return false
            }
            defer { group.cancelAll() }
            return await group.next() ?? false
        }
        guard haveSynced else { return false }
        for informer in informers { listenForProgress(of: informer) }
        for watch in controller.allWatches { attach(watch) }
        return true
    }

    // MARK: Waking up

    private func attach(_ watch: Watch) {
        switch watch.source {
        case .outside(let begin):
            begin(cache) { [queue, logger, settling = controller.settling] keys in
                do {
                    queue.add(try keys.get(), settling: settling)
                } catch {
                    logger.error(
                        "An event could not be mapped to the objects it concerns", metadata: ["error": "\(error)"])
                }
            }
        case .resource(_, _, nil), .observed:
            break
        case .resource(let resource, let predicate, let mapping?):
            let isPrimary = resource == controller.primary
            shared.informers.start(resource).attach { changes in
                for change in changes where predicate.admits(change) {
                    let keys = self.keys(for: change, mapping)
                    if change.isInitial {
                        self.queue.add(keys, .background)
                    } else {
                        self.queue.add(keys, settling: isPrimary ? .zero : self.controller.settling)
                    }
                }
            }
        }
    }

    private func keys(for change: ObjectChange, _ mapping: Watch.Mapping) -> [NamespacedName] {
        let states = [change.oldObject, change.latest].compactMap { $0 }
        return states.flatMap { object -> [NamespacedName] in
            switch mapping {
            case .owners(let onlyManaging):
                return object.object.ownerReferences
                    .filter { $0.groupKind == controller.primary.groupKind && (!onlyManaging || $0.controller == true) }
                    .map { owner in
                        NamespacedName(
                            namespace: controller.primary.isNamespaced ? object.name.namespace : "", name: owner.name)
                    }
            case .keys(let map):
                do {
                    return try map(object, cache)
                } catch {
                    logger.error(
                        "A change could not be mapped to the objects it concerns",
                        metadata: [
                            "kind": "\(object.object.kind)", "object": "\(object.name)", "error": "\(error)",
                        ])
                    return []
                }
            }
        }
    }

    /// Wakes keys that wait for this cache, and those that observe one of its objects.
    private func listenForProgress(of informer: Informer) {
        let resource = ResourceKey(informer.resource)
        guard observers.withLock({ $0.listened.insert(resource).inserted }) else { return }
        let predicate = controller.predicate(forObserved: resource)
        informer.attach { changes in
            let changes = changes.filter(predicate.admits)
            let keys = self.observers.withLock { observers in
                changes.flatMap { observers.keys(of: ObservedObject(resource: resource, name: $0.latest.name)) }
            }
            if !keys.isEmpty { self.queue.add(keys) }
            for name in self.queue.parked where self.unseen.isEmpty(for: name) { self.queue.unpark(name) }
        }
    }

    // MARK: Observation

    func observe(_ object: ObservedObject, for key: NamespacedName) {
        observers.withLock { $0.add(object, for: key) }
    }

    func watchObserved(_ resource: ResourceType) async throws {
        let informer = shared.informers.start(resource)
        listenForProgress(of: informer)
        try await waitUntilSynced(informer)
    }

    func add(_ watch: Watch) async throws {
        guard case .resource(let resource, _, _) = watch.source else { return attach(watch) }
        let informer = shared.informers.start(resource)
        listenForProgress(of: informer)
        if observers.withLock({ $0.watched.insert(ResourceKey(resource)).inserted }) { attach(watch) }
        try await waitUntilSynced(informer)
    }

    private func waitUntilSynced(_ informer: Informer) async throws {
        guard !informer.hasSynced else { return }
        if informer.lastFailure == nil {
            await withTaskGroup { group in
                group.addTask { await informer.waitUntilSynced() }
                group.addTask { [time = shared.time] in try? await time.sleep(for: Self.firstListLimit) }
                _ = await group.next()
                group.cancelAll()
            }
        }
        try Task.checkCancellation()
        guard informer.hasSynced else {
            let why = informer.lastFailure ?? "no answer within \(Self.firstListLimit)"
            throw ControllerRuntimeError(
                .notSynced, "the cache of \(informer.resource.groupResource) is not filled yet: \(why)")
        }
    }

    // MARK: Words

    func delayOfWords(of key: NamespacedName, now: Timestamp) -> Duration? {
        words.withLock { words in
            let due = words[key] ?? now + Self.wordsDelay
            words[key] = due
            return due > now ? due - now : nil
        }
    }

    func forgetWords(of key: NamespacedName) {
        words.withLock { _ = $0.removeValue(forKey: key) }
    }

    // MARK: Work

    private func process(_ name: NamespacedName) async {
        await unseen.resolveUncertain(for: name)
        guard unseen.isEmpty(for: name) else {
            queue.park(name, until: unseen.deadline(for: name))
            // The caches may have seen the writes just before the key was parked.
            if unseen.isEmpty(for: name) { queue.unpark(name) }
            return
        }
        var logger = logger
        logger[metadataKey: "object"] = "\(name)"
        logger[metadataKey: "reconcile"] = "\(shared.reconcileNumbers.next())"
        let client = RecordingClient(shared.client, controller: "\(controller.name)-controller")
        let context = ReconcileContext(
            client: client, cache: cache, time: shared.time, random: shared.random, events: events, logger: logger,
            observation: Observation(key: name, loop: self))

        let outcome: Result<ReconcileResult, any Error>
        do {
            outcome = .success(try await controller.reconciler.reconcile(name, context))
        } catch {
            outcome = .failure(error)
        }
        unseen.add(client.expectations, for: name)
        if case .success = outcome { observers.withLock { $0.keepOnly(context.observation.objects, for: name) } }
        finish(name, outcome, logger)
    }

    private func finish(_ name: NamespacedName, _ outcome: Result<ReconcileResult, any Error>, _ logger: Logger) {
        switch outcome {
        case .success(.done):
            forgetWords(of: name)
            queue.finish(name, .done)
        case .success(.after(let delay)):
            queue.finish(name, .after(delay))
        case .failure(let error):
            let delay = queue.finish(name, .failed)
            guard !(error is CancellationError && Task.isCancelled) else { return }
            // Somebody else wrote first: the object's new state is on its way, and nothing is wrong.
            logger.log(
                level: error.isConflict ? .debug : .error, "Reconcile failed",
                metadata: ["error": "\(error)", "retryAfter": "\(delay ?? .zero)"])
        }
    }
}

/// Numbers the reconciles of a manager, for its logs.
final class ReconcileNumbers: Sendable {
    private let last = Mutex<UInt64>(0)

    func next() -> UInt64 {
        last.withLock { last in
            last += 1
            return last
        }
    }
}
