import Effects
import JSON
import Logging
import Machinery
import ObjectStore
import Synchronization

/// Which definitions have their objects rewritten at this moment.
final class StorageMigrations: Sendable {
    private let running = Mutex<Set<String>>([])

    /// - Returns: `false` where it is under way already.
    func begin(_ name: String) -> Bool { running.withLock { $0.insert(name).inserted } }
    func end(_ name: String) { running.withLock { _ = $0.remove(name) } }
}

extension APICore {
    private static let migrationPage = 500
    private static let firstMigrationRetry: Duration = .seconds(1)
    private static let lastMigrationRetry: Duration = .seconds(60)

    /// Rewrites all objects of a definition that are not in its storage version, and then says so in
    /// `status.storedVersions`. Goes on until that is done or the definition is gone.
    ///
    /// Nothing is remembered of it but what it writes, so whoever begins anew after a crash ends what was begun.
    func migrate(_ name: String, _ migrations: StorageMigrations) async throws {
        repeat {
            defer { migrations.end(name) }
            try await migrateStubbornly(name)
            // What changed in the last moment was not begun by others, who saw this one still under way.
        } while customResources.needsMigration(name) && migrations.begin(name)
    }

    private func migrateStubbornly(_ name: String) async throws {
        var delay = Self.firstMigrationRetry
        while customResources.needsMigration(name), let definition = customResources.definition(name) {
            do {
                try await rewriteAll(of: definition)
                try await trimStoredVersions(name, definition)
            } catch is CatalogChanged {
                continue
            } catch let error where error is CancellationError || (error as? StoreError)?.code == .closed {
                throw error
            } catch {
                logger.warning("storage migration failed", metadata: ["definition": "\(name)", "error": "\(error)"])
                // Whatever the webhook that converts is waiting for cannot be watched.
                try await time.sleep(for: delay)
                delay = min(delay * 2, Self.lastMigrationRetry)
            }
        }
    }

    private func rewriteAll(of definition: ResourceDefinition) async throws {
        let version = definition.storageGroupVersion.apiVersion
        var hasFound: Bool
        repeat {
            hasFound = false
            var query = RangeQuery(prefix: definition.storagePrefix, limit: Self.migrationPage)
            repeat {
                let page = try await store.list(query)
                let outdated = page.objects.filter { stored in
                    EncodedObject(stored: stored.value, revision: stored.revision).map { !$0.isStored(in: version) }
                        ?? false
                }
                if !outdated.isEmpty {
                    hasFound = true
                    try await rewrite(outdated, definition)
                }
                query.after = page.next
            } while query.after != nil
            // Someone may have been faster with an object and have left it in its version.
        } while hasFound
    }

    private func rewrite(_ objects: [StoredObject], _ definition: ResourceDefinition) async throws {
        let converted = try await encodedForStorage(objects, definition)
        try await concurrently(Array(zip(objects, converted)), width: Self.concurrentWrites) { stored, value in
            do {
                _ = try await self.put(
                    value, under: stored.key,
                    if: [.revision(stored.key, stored.revision)] + self.definitionPrecondition(definition))
            } catch let error as StoreError where error.code == .preconditionFailed {
                if error.key != stored.key { try self.relearn(from: error) }
            }
        }
    }

    /// The definition has changed: what is to be done may be something else now.
    private func relearn(from error: StoreError) throws {
        if let current = error.current { customResources.take([current], reporting: reportUnreadable) }
        throw CatalogChanged()
    }

    /// All objects are in the storage version, and no other is written while the definition is what it was.
    private func trimStoredVersions(_ name: String, _ definition: ResourceDefinition) async throws {
        let key = CustomResources.key(ofDefinition: name)
        guard let source = definition.source, let stored = try await store.get(key) else {
            // The watch is about to tell that it is gone.
            throw APIStatus.notFound(CustomResources.groupResource, name: name)
        }
        guard stored.revision == source.revision else {
            customResources.take([stored], reporting: reportUnreadable)
            throw CatalogChanged()
        }
        var json = try ObjectCodec.decode(stored).json
        json.set([.string(definition.names.version)], at: ["status", "storedVersions"])
        let object = Unstructured(fields: json.objectValue ?? [:])
        do {
            let written = try await put(
                ObjectCodec.encode(object), under: key, if: [.revision(key, stored.revision)])
            try customResources.take(object, revision: written.revision)
        } catch let error as StoreError where error.code == .preconditionFailed {
            try relearn(from: error)
        }
        logger.info(
            "storage migration is complete",
            metadata: ["definition": "\(name)", "version": "\(definition.names.version)"])
    }
}
