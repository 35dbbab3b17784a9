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
        var nextBookmark: Timestamp
        var hasEnded = false
    }

    init(core: APICore, plan: WatchPlan, source: any StoreWatch, initial: [StoredObject]?, after: Revision) {
        self.core = core
        self.plan = plan
        self.source = source
        state = Mutex(
            State(
                initial: (initial ?? [])[...],
                owesInitialBookmark: plan.request.sendsInitialEvents && plan.request.allowsBookmarks, progress: after,
                nextBookmark: Self.nextBookmark(after: core.time.now(), plan.deadline)))
    }

    private static func nextBookmark(after now: Timestamp, _ deadline: Timestamp?) -> Timestamp {
        let next = now + bookmarkInterval
        guard let last = deadline.map({ $0 - lastBookmarkLead }), last > now else { return next }
        return min(next, last)
    }

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
        let bookmarkTime = plan.pace == .everyMinute ? state.withLock { $0.nextBookmark } : nil
        let wakeTime = [bookmarkTime, plan.deadline].compactMap { $0 }.min()
        let catalog = core.catalog
        let snapshot = catalog.snapshot()
        var change: (@Sendable () async -> Void)?
        if plan.served.definition.source != nil {
            change = { await catalog.waitForChange(after: snapshot.generation) }
        }
        if change != nil, hasChanged(in: snapshot) { return [] }
        let batch = try await core.nextBatch(of: source, until: wakeTime, or: change)
        // What came after the change is for the next watch.
        if batch != nil, change != nil, hasChanged(in: catalog.snapshot()) { return [] }
        var events = try await events(for: batch?.events ?? [])
        let now = core.time.now()
        let bookmark = state.withLock { state -> Revision? in
            let hasMoved = batch.map { $0.progress > state.progress } ?? false
            if let batch { state.progress = max(state.progress, batch.progress) }
            switch plan.pace {
            case .never: return nil
            case .prompt: return hasMoved ? state.progress : nil
            case .everyMinute:
                guard now >= state.nextBookmark else { return nil }
                state.nextBookmark = Self.nextBookmark(after: now, plan.deadline)
                return state.progress
            }
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

extension APICore {
    /// The next batch, or `nil` where none came in time. None is lost: a batch that arrives with the alarm is returned.
    ///
    /// - Parameter event: Ends the wait as the alarm does, by returning.
    func nextBatch(
        of source: any StoreWatch, until alarm: Timestamp?, or event: (@Sendable () async -> Void)? = nil
    ) async throws -> StoreWatchBatch? {
        if alarm == nil, event == nil { return try await source.next() }
        return try await withThrowingTaskGroup(of: StoreWatchBatch?.self) { [time] group in
            group.addTask { try await source.next() }
            if let alarm {
                group.addTask {
                    try await time.sleep(until: alarm)
                    return nil
                }
            }
            if let event {
                group.addTask {
                    await event()
                    return nil
                }
            }
            var batch = try await group.next() ?? nil
            group.cancelAll()
            while let result = await group.nextResult() {
                switch result {
                case .success(let late): batch = batch ?? late
                case .failure(let error) where error is CancellationError: break
                case .failure(let error): if batch == nil { throw error }
                }
            }
            return batch
        }
    }
}
