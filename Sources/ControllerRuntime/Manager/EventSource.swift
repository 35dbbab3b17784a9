import Synchronization

/// A way to wake keys of controllers from outside of the API: a connection that came up, a node of a workload cluster.
///
/// What is sent before a controller listens is lost: it begins with all of its objects anyway.
public final class EventSource<Element: Sendable>: Sendable {
    private let receivers = Mutex<[@Sendable ([Element]) -> Void]>([])

    public init() {}

    public func send(_ elements: some Sequence<Element>) {
        let elements = Array(elements)
        for receive in receivers.withLock({ $0 }) { receive(elements) }
    }

    public func send(_ element: Element) { send(CollectionOfOne(element)) }

    /// Lets go of those who listen: nothing is sent any more.
    package func end() { receivers.withLock { $0 = [] } }

    package func attach(_ receive: @escaping @Sendable ([Element]) -> Void) {
        receivers.withLock { $0.append(receive) }
    }
}
