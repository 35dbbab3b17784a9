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
        var definitions: [ResourceDefinition] = []
        for stored in objects {
            do {
                let object = try ObjectCodec.decode(stored)
                if isNews(object.name, stored.revision) {
                    definitions.append(try CustomResourceReader.definition(of: object, revision: stored.revision))
                }
            } catch {
                report(stored.key, error)
            }
        }
        catalog.set(definitions)
    }

    func take(_ object: Unstructured, revision: Revision) throws {
        guard isNews(object.name, revision) else { return }
        catalog.set([try CustomResourceReader.definition(of: object, revision: revision)])
    }

    /// Takes in that a definition is gone.
    ///
    /// - Parameter name: `<plural>.<group>`
    func remove(_ name: String, revision: Revision) {
        guard isNews(name, revision), let dot = name.firstIndex(of: ".") else { return }
        let group = String(name[name.index(after: dot)...])
        catalog.remove(GroupResource(group: group, resource: String(name[..<dot])))
    }

    private func isNews(_ name: String, _ revision: Revision) -> Bool {
        revisions.withLock { revisions in
            if let known = revisions[name], known >= revision { return false }
            revisions[name] = revision
            return true
        }
    }
}
