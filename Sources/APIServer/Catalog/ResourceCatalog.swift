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

    /// Adds a definition, or replaces the one of the same resource.
    func set(_ definition: ResourceDefinition) {
        change { definitions in
            definitions.removeAll { $0.names.groupResource == definition.names.groupResource }
            definitions.append(definition)
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
