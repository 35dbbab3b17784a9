public import Machinery
import ObjectStore

/// The resources that were served at one moment.
public struct CatalogSnapshot: Sendable {
    /// Grows with every change: caches and entity tags key on it.
    public let generation: Int
    /// Every group with its served versions, the preferred first. Kubernetes' own groups come first.
    public var groups: [Group] { index.groups }

    public struct Group: Sendable, Hashable {
        public let name: String
        public let versions: [String]
    }

    /// Shared by the copies of the snapshot.
    private let index: Index

    init(generation: Int, definitions: [ResourceDefinition]) {
        self.generation = generation
        index = Index(definitions)
    }

    public var definitions: [ResourceDefinition] { index.definitions }

    public func resource(group: String, version: String, plural: String) -> ServedResource? {
        index.byPlural[GroupVersion(group: group, version: version)]?[plural]
    }

    public func resource(for kind: GroupVersionKind) -> ServedResource? {
        index.byKind[kind]
    }

    /// The definition of a kind, whichever of its versions are served.
    func definition(of kind: GroupKind) -> ResourceDefinition? { index.definitionsByKind[kind] }

    /// The definition whose objects lie under a prefix.
    func definition(storedUnder prefix: StoreKey) -> ResourceDefinition? { index.definitionsByPrefix[prefix] }

    /// The resources of a version in ascending order of their plural names.
    public func resources(in groupVersion: GroupVersion) -> [ServedResource] {
        (index.byPlural[groupVersion] ?? [:]).values.sorted { $0.type.plural < $1.type.plural }
    }

    private final class Index: Sendable {
        let definitions: [ResourceDefinition]
        let groups: [Group]
        let byPlural: [GroupVersion: [String: ServedResource]]
        let byKind: [GroupVersionKind: ServedResource]
        let definitionsByKind: [GroupKind: ResourceDefinition]
        let definitionsByPrefix: [StoreKey: ResourceDefinition]

        init(_ definitions: [ResourceDefinition]) {
            self.definitions = definitions
            var byPlural: [GroupVersion: [String: ServedResource]] = [:]
            var byKind: [GroupVersionKind: ServedResource] = [:]
            for definition in definitions {
                for version in definition.versions where version.isServed {
                    var type = definition.names
                    type.version = version.name
                    let served = ServedResource(type: type, definition: definition, version: version)
                    byPlural[type.groupVersion, default: [:]][type.plural] = served
                    byKind[type.groupVersionKind] = served
                }
            }
            groups = Dictionary(grouping: byPlural.keys, by: \.group)
                .map { group, versions in
                    Group(name: group, versions: versions.map(\.version).sorted(by: VersionPriority.precedes))
                }
                .sorted { GroupPriority.precedes($0.name, $1.name) }
            definitionsByKind = Dictionary(definitions.map { ($0.names.groupKind, $0) }, uniquingKeysWith: { $1 })
            // Where two resources share their objects, the first has them in its own form.
            definitionsByPrefix = Dictionary(
                definitions.map { ($0.storagePrefix, $0) }, uniquingKeysWith: { first, _ in first })
            self.byPlural = byPlural
            self.byKind = byKind
        }
    }
}
