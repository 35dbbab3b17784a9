public import Machinery
import Synchronization

/// A way to wake keys of a controller from outside of the API: a connection that came up, a node of a workload cluster.
public final class KeySource: Sendable {
    private struct State {
        var receivers: [@Sendable ([NamespacedName]) -> Void] = []
        /// Sent before anybody listened.
        var early: [NamespacedName] = []
    }

    private let state = Mutex(State())

    public init() {}

    public func enqueue(_ names: some Sequence<NamespacedName>) {
        let names = Array(names)
        let receivers = state.withLock { state in
            if state.receivers.isEmpty { state.early += names }
            return state.receivers
        }
        for receive in receivers { receive(names) }
    }

    func attach(_ receive: @escaping @Sendable ([NamespacedName]) -> Void) {
        let early = state.withLock { state in
            state.receivers.append(receive)
            defer { state.early = [] }
            return state.early
        }
        if !early.isEmpty { receive(early) }
    }
}
