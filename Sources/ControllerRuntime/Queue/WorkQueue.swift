import Effects

/// Which keys are to be worked on, in which order, and when: a state machine without clock or tasks.
///
/// A key is in the queue once, however often it is added; it is never handed out while it is in work, and what is added
/// meanwhile is handed out again afterwards.
struct WorkQueue<Key: Hashable & Comparable & Sendable>: Sendable {
    enum Lane: Sendable {
        /// Something happened to the key.
        case normal
        /// The key was there when the controller began; nothing need have happened.
        case background
    }

    enum Outcome: Sendable {
        case done
        case after(Duration)
        case failed
    }

    private enum Entry {
        case ready(Lane)
        /// Waits for its time, or to be added again, whichever is first.
        case delayed(until: Timestamp)
        /// - Parameters:
        ///   - again: Whether it was added meanwhile.
        ///   - settled: When what was added meanwhile for later is due.
        case inWork(again: Lane?, settled: Timestamp?)
        /// Waits for caches, at most until then.
        case parked(until: Timestamp)
    }

    private let backoff: Backoff
    private var entries: [Key: Entry] = [:]
    private var failures: [Key: Int] = [:]
    private var normal = FIFO<Key>()
    private var background = FIFO<Key>()
    private var normalInARow = 0
    private var deadlines: [(time: Timestamp, key: Key)] = []
    private var parkedKeys: Set<Key> = []
    private(set) var inWorkCount = 0

    /// So many keys of the normal lane go before one of the background lane.
    private static var normalShare: Int { 16 }

    init(backoff: Backoff = .requeue) {
        self.backoff = backoff
    }

    /// Whether nothing is ready, in work or parked.
    var isIdle: Bool { inWorkCount == 0 && normal.isEmpty && background.isEmpty && parkedKeys.isEmpty }
    var nextDeadline: Timestamp? { deadlines.last?.time }
    /// In order.
    var parked: [Key] { parkedKeys.isEmpty ? [] : parkedKeys.sorted() }

    /// How often the key has failed in a row.
    func failures(of key: Key) -> Int { failures[key] ?? 0 }

    mutating func add(_ key: Key, _ lane: Lane) {
        switch entries[key] {
        case nil, .delayed:
            makeReady(key, lane)
        case .inWork(again: nil, let settled), .inWork(again: .background, let settled):
            entries[key] = .inWork(again: lane, settled: settled)
        case .ready(.background) where lane == .normal:
            // Its place in the background lane stays behind and is skipped.
            makeReady(key, .normal)
        case .ready, .inWork, .parked:
            break
        }
    }

    /// Adds a key that may wait for more of the changes that come together: it is ready at `moment`, or earlier where something
    /// else makes it so.
    mutating func add(_ key: Key, notBefore moment: Timestamp) {
        switch entries[key] {
        case nil:
            delay(key, until: moment)
        case .delayed(let until) where moment < until:
            delay(key, until: moment)
        case .inWork(let again, let settled):
            entries[key] = .inWork(again: again, settled: settled.map { min($0, moment) } ?? moment)
        case .delayed, .ready, .parked:
            break
        }
    }

    /// The next key, which is then in work until ``finish(_:_:now:)`` or ``park(_:until:)``.
    mutating func takeNext() -> Key? {
        while let (key, lane) = popReady() {
            guard case .ready(lane) = entries[key] else { continue }
            entries[key] = .inWork(again: nil, settled: nil)
            inWorkCount += 1
            return key
        }
        return nil
    }

    /// Ends the work on a key. A key that was added meanwhile is ready again at once, whatever the outcome.
    ///
    /// - Returns: After how long the key comes back; `nil` where it does not.
    @discardableResult
    mutating func finish(_ key: Key, _ outcome: Outcome, now: Timestamp) -> Duration? {
        guard case .inWork(let again, let settled) = entries[key] else { return nil }
        inWorkCount -= 1
        let delay: Duration?
        switch outcome {
        case .done:
            failures[key] = nil
            delay = nil
        case .after(let duration):
            failures[key] = nil
            delay = duration
        case .failed:
            failures[key, default: 0] += 1
            delay = backoff.delay(afterFailures: failures[key, default: 1])
        }
        if let again {
            makeReady(key, again)
            return .zero
        }
        let deadlines = [settled, delay.map { now + $0 }].compactMap(\.self)
        if let deadline = deadlines.min() {
            self.delay(key, until: deadline)
            return deadline - now
        }
        entries[key] = nil
        return nil
    }

    /// Puts a key that was taken aside until ``unpark(_:)`` or `deadline`.
    mutating func park(_ key: Key, until deadline: Timestamp) {
        guard case .inWork = entries[key] else { return }
        inWorkCount -= 1
        entries[key] = .parked(until: deadline)
        parkedKeys.insert(key)
        setDeadline(key, deadline)
    }

    mutating func unpark(_ key: Key) {
        if case .parked = entries[key] { makeReady(key, .normal) }
    }

    /// Makes ready what is due.
    mutating func advance(to now: Timestamp) {
        while let (time, key) = deadlines.last, time <= now {
            deadlines.removeLast()
            switch entries[key] {
            case .delayed(until: time), .parked(until: time): makeReady(key, .normal)
            default: break
            }
        }
    }

    private mutating func makeReady(_ key: Key, _ lane: Lane) {
        entries[key] = .ready(lane)
        parkedKeys.remove(key)
        switch lane {
        case .normal: normal.append(key)
        case .background: background.append(key)
        }
    }

    private mutating func delay(_ key: Key, until moment: Timestamp) {
        entries[key] = .delayed(until: moment)
        setDeadline(key, moment)
    }

    private mutating func popReady() -> (Key, Lane)? {
        if !background.isEmpty, normal.isEmpty || normalInARow >= Self.normalShare {
            normalInARow = 0
            return background.popFirst().map { ($0, .background) }
        }
        normalInARow += 1
        return normal.popFirst().map { ($0, .normal) }
    }

    private mutating func setDeadline(_ key: Key, _ time: Timestamp) {
        var (low, high) = (0, deadlines.count)
        while low < high {
            let middle = (low + high) / 2
            if deadlines[middle].time > time { low = middle + 1 } else { high = middle }
        }
        deadlines.insert((time, key), at: low)
    }
}

/// First in, first out, each in constant time.
private struct FIFO<Element: Sendable>: Sendable {
    private var elements: [Element] = []
    private var first = 0

    var isEmpty: Bool { first == elements.count }

    mutating func append(_ element: Element) { elements.append(element) }

    mutating func popFirst() -> Element? {
        guard !isEmpty else { return nil }
        defer {
            first += 1
            if first > 64, first * 2 > elements.count {
                elements.removeFirst(first)
                first = 0
            }
        }
        return elements[first]
    }
}
