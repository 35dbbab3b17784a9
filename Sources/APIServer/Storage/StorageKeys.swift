import Machinery
import ObjectStore

/// Where objects lie in the store: `/registry/<group or "core">/<plural>/[<namespace>/]<name>`.
enum StorageKeys {
    static let root = StoreKey("/registry/")

    static func prefix(of resource: GroupResource) -> StoreKey {
        StoreKey("\(root.text)\(resource.group.isEmpty ? "core" : resource.group)/\(resource.resource)/")
    }
}

/// The parts of the key of an object.
struct ObjectKey: Sendable, Hashable {
    /// Of all objects of the resource.
    let prefix: StoreKey
    let name: NamespacedName

    /// - Returns: `nil` for a key that is not that of an object.
    init?(_ key: StoreKey) {
        let parts = key.text.split(separator: "/", omittingEmptySubsequences: false)
        guard (5...6).contains(parts.count), parts[1] == "registry" else { return nil }
        prefix = StoreKey("/registry/\(parts[2])/\(parts[3])/")
        name = NamespacedName(namespace: parts.count == 6 ? String(parts[4]) : "", name: String(parts[parts.count - 1]))
    }
}

extension ResourceDefinition {
    func key(_ name: NamespacedName) -> StoreKey {
        names.isNamespaced
            ? StoreKey("\(storagePrefix.text)\(name.namespace)/\(name.name)") : StoreKey(storagePrefix.text + name.name)
    }

    /// The prefix of the objects of a namespace; of all where it is empty.
    ///
    /// - Parameter name: The only name that is of interest, `nil` for all. Longer names may lie under the prefix too.
    func prefix(namespace: String, name: String? = nil) -> StoreKey {
        if names.isNamespaced, namespace.isEmpty { return storagePrefix }
        return key(NamespacedName(namespace: namespace, name: name ?? ""))
    }
}
