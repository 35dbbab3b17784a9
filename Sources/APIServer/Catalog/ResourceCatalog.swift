public import Machinery
import Synchronization

/// The resources a plane serves at this moment; it changes as CustomResourceDefinitions come and go.
public final class ResourceCatalog: Sendable {
    private let current: Mutex<State>

    private struct State {
        var snapshot: CatalogSnapshot
        var waiting: [Int: AsyncStream<Void>.Continuation] = [:]
        var lastWaiter = 0
    }

    public init(_ definitions: [ResourceDefinition]) {
        current = Mutex(State(snapshot: CatalogSnapshot(generation: 1, definitions: definitions)))
    }

    /// What is served now. Take one snapshot a request.
    public func snapshot() -> CatalogSnapshot { current.withLock { $0.snapshot } }

    /// Waits until the catalog is newer than a generation, or the task is cancelled.
    func waitForChange(after generation: Int) async {
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self)
        let waiter = current.withLock { state -> Int? in
            guard state.snapshot.generation == generation else { return nil }
            state.lastWaiter += 1
            state.waiting[state.lastWaiter] = continuation
            return state.lastWaiter
        }
        guard let waiter else { return }
        for await _ in stream {}
        current.withLock { _ = $0.waiting.removeValue(forKey: waiter) }
    }

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
        let waiting = current.withLock { state in
            var definitions = state.snapshot.definitions
            body(&definitions)
            state.snapshot = CatalogSnapshot(generation: state.snapshot.generation + 1, definitions: definitions)
            defer { state.waiting = [:] }
            return state.waiting
        }
        for (_, continuation) in waiting.sorted(by: { $0.key < $1.key }) { continuation.finish() }
    }
}

/// One version of one resource, as the server answers for it.
public struct ServedResource: Sendable {
    /// The names, in this version.
    public let type: ResourceType
    public let definition: ResourceDefinition
    public let version: ResourceVersion
}
