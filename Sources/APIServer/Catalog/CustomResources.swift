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

    private let catalog: ResourceCatalog
    /// The newest change taken in of every definition, its removal included.
    private let revisions = Mutex<[String: Revision]>([:])

    init(catalog: ResourceCatalog) {
        self.catalog = catalog
    }

    static func key(of resource: GroupResource) -> StoreKey { StoreKey("\(prefix.text)\(resource)") }

    /// Takes in definitions as they are in the store. One that cannot be read is not served.
    ///
    /// - Parameter report: Called for every definition that cannot be read.
    func take(_ objects: [StoredObject], reporting report: (StoreKey, any Error) -> Void) {
        var read: [(name: String, revision: Revision, definition: ResourceDefinition)] = []
        for stored in objects {
            do {
                let object = try ObjectCodec.decode(stored)
                let definition = try CustomResourceReader.definition(of: object, revision: stored.revision)
                read.append((object.name, stored.revision, definition))
            } catch {
                report(stored.key, error)
            }
        }
        // Who finds a revision taken in may rely on the catalog: both change under one lock.
        revisions.withLock { revisions in
            let news = read.filter { entry in revisions[entry.name].map { $0 < entry.revision } ?? true }
            for (name, revision, _) in news { revisions[name] = revision }
            catalog.set(news.map(\.definition))
        }
    }

    func take(_ object: Unstructured, revision: Revision) throws {
        if revisions.withLock({ $0[object.name].map { $0 >= revision } ?? false }) { return }
        let definition = try CustomResourceReader.definition(of: object, revision: revision)
        revisions.withLock { revisions in
            if let known = revisions[object.name], known >= revision { return }
            revisions[object.name] = revision
            catalog.set([definition])
        }
    }

    /// Takes in that a definition is gone.
    ///
    /// - Parameter name: `<plural>.<group>`
    func remove(_ name: String, revision: Revision) {
        guard let dot = name.firstIndex(of: ".") else { return }
        let resource = GroupResource(group: String(name[name.index(after: dot)...]), resource: String(name[..<dot]))
        revisions.withLock { revisions in
            if let known = revisions[name], known >= revision { return }
            revisions[name] = revision
            catalog.remove(resource)
        }
    }
}
