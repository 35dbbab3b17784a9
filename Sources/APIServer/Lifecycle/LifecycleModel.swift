import Effects
import Machinery
import ObjectStore

/// What a plane must do without being asked, derived from all changes of its store: garbage collection, the emptying of
/// namespaces and definitions that are being deleted, and expiry. It decides; `APICore` carries out.
struct LifecycleModel {
    /// Something that may need doing, judged when its turn comes.
    enum Item: Hashable {
        case object(ObjectUID)
        case namespace(String)
        /// By the name of the CustomResourceDefinition.
        case definition(String)
        /// The names of a group's CustomResourceDefinitions, of which some may be free now.
        case names(String)
        /// The PodDisruptionBudgets of a namespace.
        case budgets(String)
    }

    private var graph = OwnershipGraph()
    private var objectsInNamespace: [String: Int] = [:]
    private var objectsOfResource: [StoreKey: Int] = [:]
    private var terminatingNamespaces: Set<String> = []
    private var terminatingDefinitions: Set<String> = []
    private var groupsOfDefinitions: Set<String> = []
    private var budgetsInNamespace: [String: Int] = [:]
    private var expiries = ExpiryQueue()
    private let expiryRules: [StoreKey: ResourceDefinition.Expiry]
    /// The names of namespaces, so that the objects of one share its text.
    private var interned: [String: String] = [:]
    /// In the order of appearance; each once.
    private var queue: [Item] = []
    private var queued: Set<Item> = []

    init(_ definitions: [ResourceDefinition]) {
        expiryRules = definitions.reduce(into: [:]) { rules, definition in
            if let expiry = definition.expiry { rules[definition.storagePrefix] = expiry }
        }
    }

    /// Takes in one object of the initial state. What there is to do is known after `finishLoading`.
    mutating func load(_ stored: StoredObject) throws {
        try set(stored, isNew: true)
    }

    /// Looks at everything once: what was begun before a restart is taken up again.
    mutating func finishLoading() {
        queue = []
        queued = []
        for uid in graph.all { enqueue(.object(uid)) }
        for namespace in terminatingNamespaces.sorted() { enqueue(.namespace(namespace)) }
        for definition in terminatingDefinitions.sorted() { enqueue(.definition(definition)) }
        for group in groupsOfDefinitions.sorted() { enqueue(.names(group)) }
        for namespace in budgetsInNamespace.keys.sorted() { enqueue(.budgets(namespace)) }
    }

    /// Takes in one change.
    mutating func take(_ event: StoreEvent) throws {
        if let value = event.value {
            let stored = StoredObject(key: event.key, value: value, revision: event.revision)
            try set(stored, isNew: event.previousValue == nil)
        } else if let value = event.previousValue {
            try remove(event.key, value)
        }
    }

    /// Looks again at the dependents of a kind that is served from now on.
    mutating func kindAppeared(_ kind: GroupKind) {
        for uid in graph.objects(missingOwnersOf: kind) { enqueue(.object(uid)) }
    }

    mutating func enqueue(_ item: Item) {
        if queued.insert(item).inserted { queue.append(item) }
    }

    /// When something expires next.
    var nextExpiry: Timestamp? { expiries.earliest }

    private mutating func set(_ stored: StoredObject, isNew: Bool) throws {
        guard let key = ObjectKey(stored.key) else { return }
        let metadata = try StoredMetadata(of: stored.value)
        let namespace = intern(key.name.namespace)
        if isNew {
            objectsOfResource[key.prefix, default: 0] += 1
            if !namespace.isEmpty { objectsInNamespace[namespace, default: 0] += 1 }
            if key.prefix == Self.budgets { budgetsInNamespace[namespace, default: 0] += 1 }
        }
        noteBudgets(key)
        if metadata.isBeingDeleted { noteTermination(of: stored.key, key) }
        if key.prefix == CustomResources.prefix { noteNames(ofDefinition: key.name.name) }
        if let rule = expiryRules[key.prefix], let touched = rule.lastTouched(try ObjectCodec.decode(stored)) {
            expiries.insert(
                ExpiryQueue.Entry(due: touched + rule.timeToLive, key: stored.key, revision: stored.revision))
        }
        let object = OwnershipGraph.Object(
            uid: ObjectUID(metadata.uid), key: stored.key, namespace: namespace, revision: stored.revision,
            owners: metadata.ownerReferences.map { reference in
                OwnershipGraph.Owner(
                    uid: ObjectUID(reference.uid), groupKind: reference.groupKind,
                    blocksDeletion: reference.blockOwnerDeletion ?? false)
            }, isBeingDeleted: metadata.isBeingDeleted, finalizers: metadata.finalizers)
        for uid in graph.set(object) { enqueue(.object(uid)) }
    }

    private mutating func remove(_ storeKey: StoreKey, _ value: [UInt8]) throws {
        guard let key = ObjectKey(storeKey) else { return }
        objectsOfResource[key.prefix, default: 1] -= 1
        if objectsOfResource[key.prefix] == 0 {
            objectsOfResource[key.prefix] = nil
            for name in terminatingDefinitions where Self.prefix(ofDefinition: name) == key.prefix {
                enqueue(.definition(name))
            }
        }
        let namespace = key.name.namespace
        if !namespace.isEmpty {
            objectsInNamespace[namespace, default: 1] -= 1
            if objectsInNamespace[namespace] == 0 {
                objectsInNamespace[namespace] = nil
                if terminatingNamespaces.contains(namespace) { enqueue(.namespace(namespace)) }
            }
        }
        if key.prefix == Self.budgets {
            budgetsInNamespace[namespace, default: 1] -= 1
            if budgetsInNamespace[namespace] == 0 { budgetsInNamespace[namespace] = nil }
        }
        noteBudgets(key)
        if let gone = NamespaceGate.namespace(under: storeKey) {
            terminatingNamespaces.remove(gone)
            interned[gone] = nil
        }
        if key.prefix == CustomResources.prefix {
            terminatingDefinitions.remove(key.name.name)
            noteNames(ofDefinition: key.name.name)
        }
        for uid in graph.remove(ObjectUID(try StoredMetadata(of: value).uid)) { enqueue(.object(uid)) }
    }

    private static let budgets = StorageKeys.prefix(of: PodDisruptionBudgetKind.resource)
    private static let pods = StorageKeys.prefix(of: PodKind.resource)

    /// What budgets allow follows from themselves and from the pods.
    private mutating func noteBudgets(_ key: ObjectKey) {
        guard key.prefix == Self.budgets || key.prefix == Self.pods, budgetsInNamespace[key.name.namespace] != nil
        else {
            return
        }
        enqueue(.budgets(key.name.namespace))
    }

    private mutating func noteTermination(of storeKey: StoreKey, _ key: ObjectKey) {
        if let namespace = NamespaceGate.namespace(under: storeKey) {
            terminatingNamespaces.insert(namespace)
            enqueue(.namespace(namespace))
        } else if key.prefix == CustomResources.prefix {
            terminatingDefinitions.insert(key.name.name)
            enqueue(.definition(key.name.name))
        }
    }

    private mutating func noteNames(ofDefinition name: String) {
        guard let dot = name.firstIndex(of: ".") else { return }
        let group = String(name[name.index(after: dot)...])
        groupsOfDefinitions.insert(group)
        enqueue(.names(group))
    }

    private mutating func intern(_ namespace: String) -> String {
        if namespace.isEmpty { return "" }
        if let known = interned[namespace] { return known }
        interned[namespace] = namespace
        return namespace
    }

    /// The prefix of the instances of a CustomResourceDefinition.
    static func prefix(ofDefinition name: String) -> StoreKey {
        let parts = name.split(separator: ".", maxSplits: 1)
        return StorageKeys.prefix(
            of: GroupResource(group: parts.count > 1 ? String(parts[1]) : "", resource: String(parts.first ?? "")))
    }
}

extension LifecycleModel {
    /// Takes what there is to do: the items that need something with what they need.
    mutating func takeActions(now: Timestamp, isServed: (GroupKind) -> Bool) -> [(item: Item?, action: LifecycleAction)]
    {
        let items = queue
        queue = []
        queued = []
        var actions = items.flatMap { item in
            self.actions(for: item, isServed).map { (item: Optional(item), action: $0) }
        }
        while let entry = expiries.next(dueBy: now) {
            actions.append((nil, .expire(entry.key, entry.revision)))
        }
        return actions
    }

    private func actions(for item: Item, _ isServed: (GroupKind) -> Bool) -> [LifecycleAction] {
        switch item {
        case .namespace(let name):
            guard terminatingNamespaces.contains(name) else { return [] }
            return [objectsInNamespace[name] == nil ? .releaseNamespace(name) : .emptyNamespace(name)]
        case .definition(let name):
            guard terminatingDefinitions.contains(name) else { return [] }
            let isEmpty = objectsOfResource[Self.prefix(ofDefinition: name)] == nil
            return [isEmpty ? .releaseDefinition(name) : .deleteInstances(name)]
        case .names(let group):
            return [.settleNames(group)]
        case .budgets(let namespace):
            return budgetsInNamespace[namespace] == nil ? [] : [.updateBudgets(namespace)]
        case .object(let uid):
            guard let object = graph[uid] else { return [] }
            return ownerActions(object) + dependentActions(object, isServed)
        }
    }

    private func ownerActions(_ object: OwnershipGraph.Object) -> [LifecycleAction] {
        switch object.waits {
        case .foreground: graph.isBlocked(object.uid) ? [] : [.release(object.key, finalizer: DeletionPlan.foreground)]
        case .orphan: [.orphan(object.key, object.uid, dependents: graph.dependents(of: object.uid).map(\.key))]
        case .background, nil: []
        }
    }

    private func dependentActions(
        _ object: OwnershipGraph.Object, _ isServed: (GroupKind) -> Bool
    ) -> [LifecycleAction] {
        switch graph.verdict(on: object.uid, isServed: isServed) {
        case .keep: []
        case .disown(let owners): [.disown(object.key, owners: owners)]
        case .delete(let policy): [.delete(object.key, object.revision, policy)]
        }
    }
}

/// One thing to do, for `APICore` to carry out.
enum LifecycleAction: Sendable {
    /// Deletes an object unless it has changed.
    case delete(StoreKey, Revision, OwnershipGraph.DeletionPolicy)
    /// Removes references to owners.
    case disown(StoreKey, owners: [ObjectUID])
    /// Removes a finalizer.
    case release(StoreKey, finalizer: String)
    /// Removes the references of dependents to an owner, then lets the owner go.
    case orphan(StoreKey, ObjectUID, dependents: [StoreKey])
    case emptyNamespace(String)
    case releaseNamespace(String)
    case deleteInstances(String)
    case releaseDefinition(String)
    /// Gives the definitions of a group the names that are free.
    case settleNames(String)
    /// Says in the PodDisruptionBudgets of a namespace what they allow now.
    case updateBudgets(String)
    /// Removes an object unless it has changed.
    case expire(StoreKey, Revision)
}
