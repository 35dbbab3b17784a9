import KubernetesClient
package import Machinery

/// The objects of one resource as far as the cache knows them: lists and events go in, changes come out.
package struct InformerState: Sendable {
    package private(set) var objects: [NamespacedName: CachedObject] = [:]
    private(set) var resourceVersion = ""
    private(set) var hasSynced = false
    private var indexes: [String: (index: Index, names: [String: Set<NamespacedName>])] = [:]
    /// Which objects are worth remembering.
    private let keeps: @Sendable (NamespacedName) -> Bool

    init(keeps: @escaping @Sendable (NamespacedName) -> Bool = { _ in true }) {
        self.keeps = keeps
    }

    /// The resource version as a number (KEP-5504); 0 while none is known.
    var revision: UInt64 { UInt64(resourceVersion) ?? 0 }

    /// Puts a complete list in the place of what was known.
    mutating func replace(with list: [Unstructured], resourceVersion: String) -> [ObjectChange] {
        let isInitial = !hasSynced
        var gone = objects
        var changes: [ObjectChange] = []
        for object in list where keeps(object.namespacedName) {
            gone[object.namespacedName] = nil
            if let change = put(CachedObject(object), isInitial: isInitial) { changes.append(change) }
        }
        for name in gone.keys.sorted() {
            if let change = remove(name) { changes.append(change) }
        }
        self.resourceVersion = resourceVersion
        hasSynced = true
        return changes
    }

    mutating func apply(_ event: WatchEvent) -> ObjectChange? {
        switch event {
        case .added(let object), .modified(let object):
            advance(to: object.resourceVersion)
            return keeps(object.namespacedName) ? put(CachedObject(object), isInitial: false) : nil
        case .deleted(let object):
            advance(to: object.resourceVersion)
            return remove(object.namespacedName, last: CachedObject(object))
        case .bookmark(let version, _):
            advance(to: version)
            return nil
        case .failure:
            return nil
        }
    }

    /// The next watch begins anew, with a list.
    mutating func forgetVersion() { resourceVersion = "" }

    mutating func add(_ index: Index) {
        guard indexes[index.name] == nil else { return }
        var names: [String: Set<NamespacedName>] = [:]
        for (name, object) in objects {
            for value in index.values(object.object) { names[value, default: []].insert(name) }
        }
        indexes[index.name] = (index, names)
    }

    func hasIndex(_ name: String) -> Bool { indexes[name] != nil }

    /// - Returns: The objects in the order of their names; `nil` where there is no such index.
    package func objects(by index: String, _ value: String) -> [CachedObject]? {
        guard let names = indexes[index]?.names else { return nil }
        return (names[value] ?? []).sorted().compactMap { objects[$0] }
    }

    /// Never moves backwards: some servers tell deletions with the version before.
    private mutating func advance(to version: String) {
        if let number = UInt64(version), number <= revision { return }
        if !version.isEmpty { resourceVersion = version }
    }

    private mutating func put(_ new: CachedObject, isInitial: Bool) -> ObjectChange? {
        guard let old = objects.updateValue(new, forKey: new.name) else {
            reindex(new.name, from: nil, to: new)
            return .added(new, isInitial: isInitial)
        }
        guard old.object.resourceVersion != new.object.resourceVersion || old.uid != new.uid else { return nil }
        reindex(new.name, from: old, to: new)
        return .modified(from: old, to: new)
    }

    private mutating func remove(_ name: NamespacedName, last: CachedObject? = nil) -> ObjectChange? {
        guard let old = objects.removeValue(forKey: name) else { return nil }
        reindex(name, from: old, to: nil)
        return .deleted(old, last: last)
    }

    private mutating func reindex(_ name: NamespacedName, from old: CachedObject?, to new: CachedObject?) {
        for key in indexes.keys {
            guard let index = indexes[key]?.index else { continue }
            let before = old.map { index.values($0.object) } ?? []
            let after = new.map { index.values($0.object) } ?? []
            guard before != after else { continue }
            for value in before {
                indexes[key]?.names[value]?.remove(name)
                if indexes[key]?.names[value]?.isEmpty == true { indexes[key]?.names[value] = nil }
            }
            for value in after { indexes[key]?.names[value, default: []].insert(name) }
        }
    }
}
