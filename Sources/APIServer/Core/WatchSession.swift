import Effects
import KubernetesClient
import Machinery
import ObjectStore
import Synchronization

/// One watch: turns the changes of the store into the events of one client.
final class WatchSession: CoreWatch {
    /// How many objects of the initial list come in one batch.
    private static let initialBatch = 500
    private static let bookmarkInterval: Duration = .seconds(60)
    /// A watch says how far it has come before its time is up, so that its client can go on from there.
    private static let lastBookmarkLead: Duration = .seconds(2)

    private let core: APICore
    private let plan: WatchPlan
    private let source: any StoreWatch
    private let state: Mutex<State>

    private struct State {
        /// What is left of the initial list.
        var initial: ArraySlice<StoredObject>
        /// Whether the bookmark that closes the initial list is still to come.
        var owesInitialBookmark: Bool
        /// Everything up to here has been delivered.
        var progress: Revision
        /// Whether the time for a bookmark has come.
        var owesBookmark = false
        var hasEnded = false
    }

    init(core: APICore, plan: WatchPlan, source: any StoreWatch, initial: [StoredObject]?, after: Revision) {
        self.core = core
        self.plan = plan
        self.source = source
        state = Mutex(
            State(
                initial: (initial ?? [])[...],
                owesInitialBookmark: plan.request.sendsInitialEvents && plan.request.allowsBookmarks, progress: after))
    }

    // MARK: Time

    /// Runs `body` with what wakes the watch besides events: a clock, when a bookmark is due and when its time is up (one timer
    /// for all that happens in a minute), and a change of the definition of its resource.
    func withAlarms<Result: Sendable>(_ body: () async throws -> Result) async throws -> Result {
        let hasTimes = plan.request.allowsBookmarks || plan.deadline != nil
        let hasDefinition = plan.served.definition.source != nil
        guard hasTimes || hasDefinition else { return try await body() }
        return try await withThrowingTaskGroup(of: Void.self) { group in
            if hasTimes { group.addTask { try await self.ring() } }
            if hasDefinition { group.addTask { await self.followDefinition() } }
            defer { group.cancelAll() }
            return try await body()
        }
    }

    private func followDefinition() async {
        while !Task.isCancelled {
            let snapshot = core.catalog.snapshot()
            if hasChanged(in: snapshot) { return source.interrupt() }
            await core.catalog.waitForChange(after: snapshot.generation)
        }
    }

    private func ring() async throws {
        while true {
            let bookmark =
                plan.request.allowsBookmarks ? Self.nextBookmark(after: core.time.now(), plan.deadline) : nil
            guard let alarm = [bookmark, plan.deadline].compactMap({ $0 }).min() else { return }
            try await core.time.sleep(until: alarm)
            if alarm == bookmark { state.withLock { $0.owesBookmark = true } }
            source.interrupt()
            if alarm == plan.deadline { return }
        }
    }

    private static func nextBookmark(after now: Timestamp, _ deadline: Timestamp?) -> Timestamp {
        let next = now + bookmarkInterval
        guard let last = deadline.map({ $0 - lastBookmarkLead }), last > now else { return next }
        return min(next, last)
    }

    // MARK: Events

    func next() async throws -> [CoreWatchEvent]? {
        while true {
            if state.withLock({ $0.hasEnded }) || isOver { return nil }
            do {
                if let events = try await nextInitial() {
                    if events.isEmpty { continue }
                    return events
                }
                let events = try await nextChanges()
                if !events.isEmpty { return events }
            } catch let error as StoreError where error.code == .compacted {
                return fail(.tooOld(state.withLock { $0.progress }))
            } catch let error as StoreError where error.code == .closed {
                return nil
            } catch let status as APIStatus {
                return fail(status)
            }
        }
    }

    /// Whether the time is up or the resource is no longer what it was.
    private var isOver: Bool {
        if let deadline = plan.deadline, core.time.now() >= deadline { return true }
        return hasChanged(in: core.catalog.snapshot())
    }

    /// Whether the resource is gone, or its definition changed in more than its status: clients watch again, and see objects
    /// as they are now.
    private func hasChanged(in snapshot: CatalogSnapshot) -> Bool {
        let type = plan.served.type
        let found = snapshot.resource(group: type.group, version: type.version, plural: type.plural)
        guard let found else { return true }
        return found.definition.source?.specificationRevision
            != plan.served.definition.source?.specificationRevision
    }

    private func fail(_ status: APIStatus) -> [CoreWatchEvent] {
        state.withLock { $0.hasEnded = true }
        return [.failure(status)]
    }

    /// The next part of the initial list; `nil` when it is delivered.
    private func nextInitial() async throws -> [CoreWatchEvent]? {
        let (objects, bookmark) = state.withLock { state -> (ArraySlice<StoredObject>, Revision?) in
            let objects = state.initial.prefix(Self.initialBatch)
            state.initial = state.initial.dropFirst(objects.count)
            guard state.initial.isEmpty, state.owesInitialBookmark else { return (objects, nil) }
            state.owesInitialBookmark = false
            return (objects, state.progress)
        }
        if objects.isEmpty, bookmark == nil { return nil }
        let listed = Array(objects)
        let shown = try await core.selectable(listed, by: plan.selection, as: plan.served)
        let selected = try zip(listed, shown).filter { try plan.selection.matches($1) }.map(\.0)
        var events = try await core.encoded(selected, as: plan.served, areStored: true).map { CoreWatchEvent.added($0) }
        if let bookmark { events.append(.bookmark(bookmark, endsInitialEvents: true)) }
        return events
    }

    private func nextChanges() async throws -> [CoreWatchEvent] {
        let batch = try await source.next()
        // What came after a change of the definition is for the next watch.
        if hasChanged(in: core.catalog.snapshot()) { return [] }
        var events = try await events(for: batch.events)
        let bookmark = state.withLock { state -> Revision? in
            state.progress = max(state.progress, batch.progress)
            defer { state.owesBookmark = false }
            return state.owesBookmark ? state.progress : nil
        }
        if let bookmark { events.append(.bookmark(bookmark, endsInitialEvents: false)) }
        return events
    }

    /// Changes as this client sees them: an object that leaves the selection is gone, one that comes into it is new.
    private func events(for changes: [StoreEvent]) async throws -> [CoreWatchEvent] {
        var objects: [StoredObject] = []
        var older: Set<Int> = []
        var makers: [(EncodedObject) -> CoreWatchEvent] = []
        for change in changes {
            let isIn = try await isSelected(change.value, change)
            let wasIn = try await isSelected(change.previousValue, change, isOlder: true)
            guard isIn || wasIn, let value = isIn ? change.value : change.previousValue else { continue }
            if !isIn { older.insert(objects.count) }
            objects.append(StoredObject(key: change.key, value: value, revision: change.revision))
            makers.append { isIn ? wasIn ? .modified($0) : .added($0) : .deleted($0) }
        }
        let encoded = try await core.encoded(objects, as: plan.served, older: older)
        return zip(makers, encoded).map { make, object in make(object) }
    }

    /// - Parameter isOlder: Whether the value was written before the change.
    private func isSelected(
        _ value: [UInt8]?, _ change: StoreEvent, isOlder: Bool = false
    ) async throws -> Bool {
        guard let value else { return false }
        let stored = StoredObject(key: change.key, value: value, revision: change.revision)
        let shown = try await core.selectable(
            [stored], by: plan.selection, as: plan.served, older: isOlder ? [0] : [])
        return try plan.selection.matches(shown[0])
    }
}

/// A watch that could not begin where it was asked to.
final class FailedWatch: CoreWatch {
    private let status: Mutex<APIStatus?>

    init(_ status: APIStatus) {
        self.status = Mutex(status)
    }

    func next() async -> [CoreWatchEvent]? {
        status.withLock { status in
            defer { status = nil }
            return status.map { [.failure($0)] }
        }
    }
}
