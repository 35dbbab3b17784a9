import Machinery
import ObjectStore

/// Where objects lie in the store: `/registry/<group or "core">/<plural>/[<namespace>/]<name>`.
enum StorageKeys {
    static let root = StoreKey("/registry/")

    static func prefix(of resource: GroupResource) -> StoreKey {
        StoreKey("\(root.text)\(resource.group.isEmpty ? "core" : resource.group)/\(resource.resource)/")
    }
}

extension ResourceDefinition {
    func key(_ name: NamespacedName) -> StoreKey {
        names.isNamespaced
            ? StoreKey("\(storagePrefix.text)\(name.namespace)/\(name.name)") : StoreKey(storagePrefix.text + name.name)
    }

    /// The prefix of the objects of a namespace; of all where it is empty.
    func prefix(namespace: String) -> StoreKey {
        names.isNamespaced && !namespace.isEmpty ? StoreKey("\(storagePrefix.text)\(namespace)/") : storagePrefix
    }
}
