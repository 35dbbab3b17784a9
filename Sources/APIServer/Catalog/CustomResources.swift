import JSON
import Machinery
import ObjectStore
import Synchronization

/// Keeps the catalog true to the CustomResourceDefinitions in the store.
///
/// It hears of a change in the moment of the write and again from the store's watch, which also tells of writes by other
/// processes; revisions say what is news.
final class CustomResources: Sendable {
    static let groupResource = GroupResource(group: "apiextensions.k8s.io", resource: "customresourcedefinitions")
    static let prefix = StorageKeys.prefix(of: groupResource)
    /// Holds a definition until its instances are gone.
    static let cleanupFinalizer = "customresourcecleanup.apiextensions.k8s.io"

    /// Names are accepted in the order of the commits: whoever commits some accepts them while it has this turn, which waits for
    /// nothing but the store.
    let turn = Turn()
    private let catalog: ResourceCatalog
    private let environment: ConversionEnvironment
    private let state = Mutex(State())

    private struct State {
        /// The newest change taken in of every definition, its removal included.
        var revisions: [String: Revision] = [:]
        /// Of the definitions that there are, served or not.
        var entries: [String: Entry] = [:]
    }

    /// What is remembered of one definition.
    fileprivate struct Entry {
        var group: String
        var specification: JSONValue?
        var accepted: CustomResourceNames
        /// Whether it has not all the names that it wants.
        var isWaiting: Bool
        /// Whether objects may be stored in another version than they are to be.
        var needsMigration: Bool
        /// `nil` while it is not established.
        var definition: ResourceDefinition?
    }

    init(catalog: ResourceCatalog, environment: ConversionEnvironment) {
        self.catalog = catalog
        self.environment = environment
    }

    static func key(of resource: GroupResource) -> StoreKey { StoreKey("\(prefix.text)\(resource)") }

    static func key(ofDefinition name: String) -> StoreKey { StoreKey("\(prefix.text)\(name)") }

    /// Takes in definitions as they are in the store. One that cannot be read is not served.
    ///
    /// - Parameter report: Called for every definition that cannot be read.
    func take(_ objects: [StoredObject], reporting report: (StoreKey, any Error) -> Void) {
        var read: [(name: String, revision: Revision, entry: Entry)] = []
        for stored in objects {
            do {
                let object = try ObjectCodec.decode(stored)
                read.append((object.name, stored.revision, try entry(of: object, stored.revision)))
            } catch {
                report(stored.key, error)
            }
        }
        take(read)
    }

    func take(_ object: Unstructured, revision: Revision) throws {
        if state.withLock({ $0.revisions[object.name].map { $0 >= revision } ?? false }) { return }
        take([(object.name, revision, try entry(of: object, revision))])
    }

    private func take(_ read: [(name: String, revision: Revision, entry: Entry)]) {
        // Who finds a revision taken in may rely on the catalog: both change under one lock.
        state.withLock { state in
            var served: [ResourceDefinition] = []
            for (name, revision, entry) in read {
                if let known = state.revisions[name], known >= revision { continue }
                var entry = entry
                entry.keepRevisions(of: state.entries[name])
                state.revisions[name] = revision
                state.entries[name] = entry
                if let definition = entry.definition { served.append(definition) }
            }
            catalog.set(served)
        }
    }

    private func entry(of object: Unstructured, _ revision: Revision) throws -> Entry {
        let definition = try CustomResourceReader.definition(of: object, revision: revision, environment)
        let accepted = CustomResourceNames(json: object.value(at: "status", "acceptedNames"))
        let stored = object.elements(at: "status", "storedVersions")
        let isEstablished = object.conditionStatus("Established") == "True"
        let wanted = CustomResourceNames(json: object.value(at: "spec", "names"))
        return Entry(
            group: definition.names.group, specification: object.fields["spec"], accepted: accepted,
            isWaiting: accepted != wanted || !isEstablished,
            needsMigration: isEstablished && !object.isBeingDeleted
                && stored.contains { $0.stringValue != definition.names.version },
            definition: isEstablished ? definition : nil)
    }

    /// Takes in that a definition is gone.
    ///
    /// - Parameter name: `<plural>.<group>`
    func remove(_ name: String, revision: Revision) {
        guard let dot = name.firstIndex(of: ".") else { return }
        let resource = GroupResource(group: String(name[name.index(after: dot)...]), resource: String(name[..<dot]))
        state.withLock { state in
            if let known = state.revisions[name], known >= revision { return }
            state.revisions[name] = revision
            // One that was never established may want the name of a resource that is served.
            if state.entries.removeValue(forKey: name)?.definition != nil { catalog.remove(resource) }
        }
    }

    /// The names that the resources of a group have, those of one definition apart.
    func usedNames(in group: String, besides name: String) -> CustomResourceNames.Used {
        var used = CustomResourceNames.Used()
        for definition in catalog.snapshot().definitions where definition.isBuiltIn && definition.names.group == group {
            used.resources.formUnion([definition.names.plural, definition.names.singular])
            used.resources.formUnion(definition.names.shortNames)
            used.kinds.formUnion([definition.names.kind, definition.listKind])
        }
        state.withLock { state in
            for (other, entry) in state.entries where other != name && entry.group == group {
                used.insert(entry.accepted)
            }
        }
        return used
    }

    /// The definitions of a group that do not have all names that they want, in the order of their names.
    func waiting(in group: String) -> [String] {
        state.withLock { state in
            state.entries.filter { $0.value.group == group && $0.value.isWaiting }.keys.sorted()
        }
    }

    /// The definitions of which objects may be stored in another version than they are to be.
    var needingMigration: [String] {
        state.withLock { state in state.entries.filter(\.value.needsMigration).keys.sorted() }
    }

    func needsMigration(_ name: String) -> Bool { state.withLock { $0.entries[name]?.needsMigration ?? false } }

    /// A definition by its name; `nil` for one that is not established.
    func definition(_ name: String) -> ResourceDefinition? { state.withLock { $0.entries[name]?.definition } }
}

extension CustomResources.Entry {
    /// Objects that were complete by the schemas before are complete by the same schemas now, and a change of nothing but
    /// the status ends no watch.
    fileprivate mutating func keepRevisions(of old: CustomResources.Entry?) {
        guard let old, let known = old.definition, let source = known.source, var definition else { return }
        defer { self.definition = definition }
        if old.specification == specification, old.accepted == accepted {
            definition.source?.specificationRevision = source.specificationRevision
        }
        let schemas = { (definition: ResourceDefinition) in
            definition.versions.reduce(into: [:]) { $0[$1.name] = $1.openAPISchema }
        }
        guard schemas(known) == schemas(definition) else { return }
        definition.source?.schemaRevision = source.schemaRevision
        definition.source?.completeRevisions = source.completeRevisions
    }
}
