import Effects

/// When to look again at what failed: later after every failure in a row.
struct RetrySchedule {
    private struct Entry {
        let item: LifecycleModel.Item
        var delay: Duration
        var due: Timestamp
    }

    private let first: Duration
    private let last: Duration
    /// In the order in which they failed.
    private var waiting: [Entry] = []
    private var beingTried: [Entry] = []

    init(first: Duration, last: Duration) {
        self.first = first
        self.last = last
    }

    var earliest: Timestamp? { waiting.map(\.due).min() }

    /// The items whose time has come. `record` tells how they fared.
    mutating func take(dueBy now: Timestamp) -> [LifecycleModel.Item] {
        beingTried = waiting.filter { $0.due <= now }
        waiting.removeAll { $0.due <= now }
        return beingTried.map(\.item)
    }

    mutating func record(failures: [LifecycleModel.Item], at now: Timestamp) {
        for item in failures {
            let before = (beingTried + waiting).first { $0.item == item }
            let delay = before.map { min($0.delay * 2, last) } ?? first
            waiting.removeAll { $0.item == item }
            waiting.append(Entry(item: item, delay: delay, due: now + delay))
        }
        beingTried = []
    }
}
