import Effects
import JSON
import Logging
import Machinery
import ObjectStore
import Synchronization

extension APICore {
    private static let loadPage = 500
    private static let firstRetry: Duration = .milliseconds(500)
    private static let lastRetry: Duration = .seconds(60)

    /// Does what a plane does without being asked, until it is cancelled: follows CustomResourceDefinitions and webhooks, collects
    /// garbage, empties namespaces, removes what has expired.
    ///
    /// It also rewrites objects that are stored in another version than they are to be.
    ///
    /// It needs one watch over the whole store and writes nothing where nothing is to be done. What a crash interrupts, the
    /// next run takes up.
    public func run() async throws {
        while !Task.isCancelled {
            do {
                let revision = try await store.currentRevision()
                try await store.withWatch(WatchQuery(prefix: StorageKeys.root, after: revision)) { source in
                    try await self.follow(source, from: revision)
                }
            } catch is CancellationError {
                return
            } catch let error as StoreError where error.code == .compacted {
                // The watch fell behind: begin anew from what there is.
                continue
            } catch let error as StoreError where error.code == .closed {
                return
            }
        }
    }

    private func follow(_ source: any StoreWatch, from revision: Revision) async throws {
        let migrations = StorageMigrations()
        // Migrations take long and may wait for webhooks: nothing else waits for them.
        try await withThrowingDiscardingTaskGroup { group in
            var model = LifecycleModel(configuration.builtIns)
            try await load(&model, at: revision)
            var retries = RetrySchedule(first: Self.firstRetry, last: Self.lastRetry)
            while true {
                for name in customResources.needingMigration where migrations.begin(name) {
                    group.addTask { try await self.migrate(name, migrations) }
                }
                for item in retries.take(dueBy: time.now()) { model.enqueue(item) }
                let catalog = catalog.snapshot()
                let actions = model.takeActions(now: time.now()) { catalog.definition(of: $0) != nil }
                retries.record(failures: try await carryOut(actions), at: time.now())
                let alarm = [model.nextExpiry, retries.earliest].compactMap { $0 }.min()
                guard let batch = try await nextBatch(of: source, until: alarm) else { continue }
                for event in batch.events {
                    take(event, &model)
                }
            }
        }
    }

    private func load(_ model: inout LifecycleModel, at revision: Revision) async throws {
        var query = RangeQuery(prefix: StorageKeys.root, limit: Self.loadPage, revision: revision)
        repeat {
            let page = try await store.list(query)
            customResources.take(
                page.objects.filter { $0.key.hasPrefix(CustomResources.prefix) }, reporting: reportUnreadable)
            takeWebhooks(page.objects)
            for object in page.objects {
                do { try model.load(object) } catch { reportUnreadable(object.key, error) }
            }
            query.after = page.next
        } while query.after != nil
        model.finishLoading()
    }

    /// Takes in one change. What one part cannot read the others take in all the same.
    private func take(_ event: StoreEvent, _ model: inout LifecycleModel) {
        do { try takeDefinition(event, &model) } catch { reportUnreadable(event.key, error) }
        do {
            try webhookConfigurations.take(event.value, under: event.key, revision: event.revision)
        } catch {
            reportUnreadable(event.key, error)
        }
        do { try model.take(event) } catch { reportUnreadable(event.key, error) }
    }

    private func takeDefinition(_ event: StoreEvent, _ model: inout LifecycleModel) throws {
        if event.key.hasPrefix(CustomResources.prefix), let key = ObjectKey(event.key) {
            if let value = event.value {
                let object = try ObjectCodec.decode(value, revision: event.revision)
                try customResources.take(object, revision: event.revision)
                if event.previousValue == nil, let kind = object.value(at: "spec", "names", "kind")?.stringValue {
                    let group = object.value(at: "spec", "group")?.stringValue ?? ""
                    model.kindAppeared(GroupKind(group: group, kind: kind))
                }
            } else {
                customResources.remove(key.name.name, revision: event.revision)
            }
        }
    }

    /// Carries out actions, several at a time.
    ///
    /// - Returns: The items whose actions failed.
    private func carryOut(
        _ actions: [(item: LifecycleModel.Item?, action: LifecycleAction)]
    ) async throws -> [LifecycleModel.Item] {
        let failed = Mutex<[LifecycleModel.Item]>([])
        try await concurrently(actions, width: Self.concurrentWrites) { item, action in
            if try await !self.succeeds(action), let item { failed.withLock { $0.append(item) } }
        }
        return failed.withLock { $0 }
    }

    private func succeeds(_ action: LifecycleAction) async throws -> Bool {
        do {
            try await perform(action)
            return true
        } catch let status as APIStatus where [.notFound, .conflict].contains(status.reason) {
            // It has changed or is gone: the watch will tell, and then it is judged again.
            return true
        } catch let error where error is CancellationError || (error as? StoreError)?.code == .closed {
            throw error
        } catch {
            logger.warning("lifecycle action failed", metadata: ["action": "\(action)", "error": "\(error)"])
            return false
        }
    }
}

extension APICore {
    /// The next batch, or `nil` where none came in time. None is lost: a batch that arrives with the alarm is returned.
    private func nextBatch(of source: any StoreWatch, until alarm: Timestamp?) async throws -> StoreWatchBatch? {
        guard let alarm else { return try await source.next() }
        return try await withThrowingTaskGroup(of: StoreWatchBatch?.self) { [time] group in
            group.addTask { try await source.next() }
            group.addTask {
                try await time.sleep(until: alarm)
                return nil
            }
            let first = try await group.next() ?? nil
            group.cancelAll()
            if let first { return first }
            do {
                return try await group.next() ?? nil
            } catch is CancellationError {
                return nil
            }
        }
    }
}
