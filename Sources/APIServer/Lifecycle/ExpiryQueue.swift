import Effects
import ObjectStore

/// When objects expire, the earliest first: a binary heap.
struct ExpiryQueue {
    struct Entry {
        var due: Timestamp
        var key: StoreKey
        /// The object expires only if it still has this revision; a later one has an entry of its own.
        var revision: Revision
    }

    private var heap: [Entry] = []

    var earliest: Timestamp? { heap.first?.due }

    mutating func insert(_ entry: Entry) {
        heap.append(entry)
        var child = heap.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            guard heap[child].due < heap[parent].due else { return }
            heap.swapAt(child, parent)
            child = parent
        }
    }

    /// Removes and returns the first entry that is due.
    mutating func next(dueBy now: Timestamp) -> Entry? {
        guard let first = heap.first, first.due <= now else { return nil }
        heap.swapAt(0, heap.count - 1)
        heap.removeLast()
        var parent = 0
        while true {
            let children = (2 * parent + 1..<2 * parent + 3).filter { $0 < heap.count }
            guard let child = children.min(by: { heap[$0].due < heap[$1].due }), heap[child].due < heap[parent].due
            else { return first }
            heap.swapAt(child, parent)
            parent = child
        }
    }
}
