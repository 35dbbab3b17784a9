public import Machinery
import Synchronization

/// The resources a plane serves at this moment; it changes as CustomResourceDefinitions come and go.
public final class ResourceCatalog: Sendable {
    private let current: Mutex<CatalogSnapshot>

    public init(_ definitions: [ResourceDefinition]) {
        current = Mutex(CatalogSnapshot(generation: 1, definitions: definitions))
    }

    /// What is served now. Take one snapshot a request.
    public func snapshot() -> CatalogSnapshot { current.withLock { $0 } }

    /// Adds definitions; each takes the place of the one of the same resource.
    func set(_ added: [ResourceDefinition]) {
        guard !added.isEmpty else { return }
        let resources = Set(added.map(\.names.groupResource))
        change { definitions in
            definitions.removeAll { resources.contains($0.names.groupResource) }
            definitions += added
        }
    }

    func remove(_ resource: GroupResource) {
        change { definitions in definitions.removeAll { $0.names.groupResource == resource } }
    }

    private func change(_ body: (inout [ResourceDefinition]) -> Void) {
        current.withLock { snapshot in
            var definitions = snapshot.definitions
            body(&definitions)
            snapshot = CatalogSnapshot(generation: snapshot.generation + 1, definitions: definitions)
        }
    }
}

/// One version of one resource, as the server answers for it.
public struct ServedResource: Sendable {
    /// The names, in this version.
    public let type: ResourceType
    public let definition: ResourceDefinition
    public let version: ResourceVersion
}
