import ClientSimulation
public import Effects
import JSON
public import KubernetesClient
public import Machinery
import Synchronization

/// A small Kubernetes-like API in memory for tests of clients and controllers: optimistic concurrency, generations,
/// finalizers, a status subresource and watches. Unlike a real one it can be told to misbehave.
public final class InMemoryAPI: Client {
    fileprivate struct Key: Hashable, Comparable {
        var resource: GroupResource
        var name: NamespacedName

        static func < (left: Key, right: Key) -> Bool {
            ("\(left.resource)", left.name) < ("\(right.resource)", right.name)
        }
    }

    fileprivate struct State {
        var revision: UInt64 = 1
        var objects: [Key: Unstructured] = [:]
        var history: [(revision: UInt64, resource: GroupResource, event: WatchEvent)] = []
        var compacted: UInt64 = 0
        var requests: [String] = []
        var streams: [AsyncStream<Void>.Continuation] = []
        /// Streams opened before this one have been ended by the server.
        var endedStreams = 0
        var isHoldingEvents = false
        var failure: (@Sendable (ClientRequest) -> (any Error)?)?
        var watchFailure: (@Sendable (WatchRequest) -> (any Error)?)?
        var kinds: [ResourceType] = []
    }

    private let time: any TimeSource
    private let random: any RandomSource
    private let state = Mutex(State())

    public init(time: any TimeSource, random: any RandomSource, kinds: [ResourceType] = []) {
        self.time = time
        self.random = random
        state.withLock { $0.kinds = kinds }
    }

    // MARK: What tests see and do

    /// `create widgets default/a`, `patch widgets/status default/a`, `watch widgets 12`, in order.
    public var requests: [String] { state.withLock(\.requests) }
    /// The requests that change something.
    public var writes: [String] {
        requests.filter { !$0.hasPrefix("get") && !$0.hasPrefix("list") && !$0.hasPrefix("watch") }
    }
    public var revision: UInt64 { state.withLock(\.revision) }

    /// Requests for which `failure` finds an error fail with it.
    public func fail(_ failure: (@Sendable (ClientRequest) -> (any Error)?)?) {
        state.withLock { $0.failure = failure }
    }

    public func failWatches(_ failure: (@Sendable (WatchRequest) -> (any Error)?)?) {
        state.withLock { $0.watchFailure = failure }
    }

    /// Watches fall silent until ``releaseEvents()``.
    public func holdEvents() { state.withLock { $0.isHoldingEvents = true } }

    public func releaseEvents() {
        wakeStreams { $0.isHoldingEvents = false }
    }

    /// Ends every open watch, as servers do now and then.
    public func endWatches() {
        wakeStreams { $0.endedStreams = $0.streams.count }
    }

    /// Forgets all history: watches from an older version fail with 410.
    public func compact() {
        state.withLock { state in
            state.history = []
            state.compacted = state.revision
        }
    }

    public func bookmark(_ resource: ResourceType) {
        wakeStreams { state in
            state.history.append(
                (
                    state.revision, resource.groupResource,
                    .bookmark(resourceVersion: "\(state.revision)", endsInitialEvents: false)
                ))
        }
    }

    /// Moves the revision as a write of something unrelated would.
    public func advanceRevision() { state.withLock { $0.revision += 1 } }

    private func wakeStreams(_ change: (inout State) -> Void) {
        let streams = state.withLock { state in
            change(&state)
            return state.streams
        }
        for stream in streams { stream.yield() }
    }

    // MARK: Client

    public func send(_ request: ClientRequest) async throws -> ClientResponse {
        // Other tasks may come first, as on a network.
        await Task.yield()
        let failure = state.withLock { state in
            state.requests.append(request.summary)
            return state.failure
        }
        if let error = failure?(request) { throw error }
        let response = try answer(request)
        await Task.yield()
        return response
    }

    public func withWatch<Result: Sendable>(
        _ request: WatchRequest, _ body: @Sendable (any WatchStream) async throws -> Result
    ) async throws -> Result {
        await Task.yield()
        let from = UInt64(request.resourceVersion) ?? 0
        let (stream, wakeUps) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let (failure, number, isExpired) = state.withLock { state in
            state.requests.append("watch \(request.resource.groupResource) \(request.resourceVersion)")
            state.streams.append(wakeUps)
            return (state.watchFailure, state.streams.count, from < state.compacted)
        }
        if let error = failure?(request) { throw error }
        if isExpired { throw APIStatus.expired("too old resource version: \(from)") }
        let position = Mutex(from)
        let reader = Reader(wakeUps: stream) { [self] in
            position.withLock { take(request.resource.groupResource, stream: number, after: &$0) }
        }
        return try await body(reader)
    }

    public func withPortForward<Result: Sendable>(
        to pod: NamespacedName, port: UInt16, _ body: @Sendable (any DuplexStream) async throws -> Result
    ) async throws -> Result {
        throw APIStatus.notFound(GroupResource(group: "", resource: "pods"), name: pod.name)
    }

    public func resourceType(for kind: GroupVersionKind) async throws -> ResourceType {
        guard let resource = state.withLock(\.kinds).first(where: { $0.groupVersionKind == kind }) else {
            throw APIStatus.noSuchResource()
        }
        return resource
    }

    public func resourceTypes() async throws -> [ResourceType] { state.withLock(\.kinds) }

    private enum Taken {
        case events([WatchEvent])
        case ended
        case nothing
    }

    private struct Reader: WatchStream {
        let wakeUps: AsyncStream<Void>
        let take: @Sendable () -> Taken

        func next() async throws -> [WatchEvent]? {
            var iterator = wakeUps.makeAsyncIterator()
            while true {
                switch take() {
                case .events(let events): return events
                case .ended: return nil
                case .nothing: break
                }
                await iterator.next()
                try Task.checkCancellation()
            }
        }
    }

    private func take(_ resource: GroupResource, stream: Int, after position: inout UInt64) -> Taken {
        let start = position
        let taken = state.withLock { state -> (events: [WatchEvent], last: UInt64, isEnded: Bool) in
            let news =
                state.isHoldingEvents ? [] : state.history.filter { $0.revision > start && $0.resource == resource }
            return (news.map(\.event), news.last?.revision ?? start, stream <= state.endedStreams)
        }
        if !taken.events.isEmpty {
            position = taken.last
            return .events(taken.events)
        }
        return taken.isEnded ? .ended : .nothing
    }
}

// MARK: Verbs

extension InMemoryAPI {
    private func answer(_ request: ClientRequest) throws -> ClientResponse {
        let resource = request.resource
        switch request.operation {
        case .get(let name):
            return .object(try state.withLock { try $0.stored(Self.key(request, name)) })
        case .list:
            return state.withLock { state in
                let keys = state.objects.keys.filter {
                    $0.resource == resource.groupResource
                        && (request.namespace.isEmpty || $0.name.namespace == request.namespace)
                }
                return .list(
                    ObjectList(
                        items: keys.sorted().compactMap { state.objects[$0] }, resourceVersion: "\(state.revision)"))
            }
        case .create(var object, _):
            object.uid = random.uid()
            object.creationTimestamp = time.now().truncatedToSeconds
            object.generation = 1
            return .object(try put(object, Self.key(request, object.name), isNew: true))
        case .update(let object):
            return .object(try put(object, Self.key(request, object.name), isNew: false))
        case .patch(let name, .merge(let patch)):
            let key = Self.key(request, name)
            let stored = try state.withLock { try $0.stored(key) }
            var patched = Unstructured(fields: MergePatch.applying(patch, to: stored.json).objectValue ?? [:])
            patched.fields["status"] =
                request.subresource == "status" ? patched.fields["status"] : stored.fields["status"]
            return .object(try put(patched, key, isNew: false))
        case .patch, .deleteCollection:
            throw APIStatus.unsupportedMediaType("this API takes merge patches only")
        case .delete(let name, _):
            return .object(try delete(Self.key(request, name)))
        }
    }

    private static func key(_ request: ClientRequest, _ name: String) -> Key {
        Key(
            resource: request.resource.groupResource, name: NamespacedName(namespace: request.namespace, name: name))
    }

    private func put(_ object: Unstructured, _ key: Key, isNew: Bool) throws -> Unstructured {
        try write { state in
            var object = object
            if isNew {
                guard state.objects[key] == nil else {
                    throw APIStatus.alreadyExists(key.resource, name: key.name.name)
                }
            } else {
                let stored = try state.stored(key)
                guard object.resourceVersion.isEmpty || object.resourceVersion == stored.resourceVersion else {
                    throw APIStatus.conflict(key.resource, name: key.name.name, "the object has been modified")
                }
                object.resourceVersion = stored.resourceVersion
                if object == stored { return object }
                if object.fields["spec"] != stored.fields["spec"] { object.generation = stored.generation + 1 }
            }
            let isGone = object.isBeingDeleted && object.finalizers.isEmpty
            state.record(object: &object, key, isGone: isGone, isNew: isNew)
            return object
        }
    }

    private func delete(_ key: Key) throws -> Unstructured {
        try write { state in
            var object = try state.stored(key)
            if object.isBeingDeleted { return object }
            if object.finalizers.isEmpty {
                state.record(object: &object, key, isGone: true, isNew: false)
            } else {
                object.deletionTimestamp = time.now().truncatedToSeconds
                state.record(object: &object, key, isGone: false, isNew: false)
            }
            return object
        }
    }

    private func write(_ change: (inout State) throws -> Unstructured) throws -> Unstructured {
        var object: Unstructured?
        var failure: (any Error)?
        wakeStreams { state in
            do { object = try change(&state) } catch { failure = error }
        }
        if let failure { throw failure }
        guard let object else { throw APIStatus.internalError("no object") }
        return object
    }
}

extension InMemoryAPI.State {
    fileprivate func stored(_ key: InMemoryAPI.Key) throws -> Unstructured {
        guard let object = objects[key] else { throw APIStatus.notFound(key.resource, name: key.name.name) }
        return object
    }

    fileprivate mutating func record(object: inout Unstructured, _ key: InMemoryAPI.Key, isGone: Bool, isNew: Bool) {
        revision += 1
        object.resourceVersion = "\(revision)"
        objects[key] = isGone ? nil : object
        let event: WatchEvent = isGone ? .deleted(object) : isNew ? .added(object) : .modified(object)
        history.append((revision, key.resource, event))
    }
}
