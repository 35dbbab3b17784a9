/// Why a watcher that waited goes on.
package enum WatchWake: Sendable {
    /// Something happened; up to `clean` nothing matched.
    case changed(clean: Revision)
    /// The reader gave up; up to `clean` nothing matched.
    case cancelled(clean: Revision)
    case closed
}

/// A watcher that waits for changes.
struct WatchWaiter: Sendable {
    let id: UInt64
    let query: WatchQuery
    let continuation: CheckedContinuation<WatchWake, Never>
}

/// The waiting watchers, by scope and in the order in which they began to wait.
///
/// A change wakes the watchers whose prefix it matches, and those that want prompt progress in the innermost scope that holds
/// its key: planes that share a store do not keep each other awake.
struct WatchWaiters: Sendable {
    private var byScope: [StoreKey: [WatchWaiter]] = [:]
    /// How many scopes of each length are in `byScope`, which tells the prefixes of a key to look for.
    private var lengths: [(length: Int, scopes: Int)] = []

    mutating func insert(_ waiter: WatchWaiter) {
        let scope = waiter.query.scope
        if byScope[scope] == nil { count(scope, by: 1) }
        byScope[scope, default: []].append(waiter)
    }

    mutating func remove(_ id: UInt64, scope: StoreKey) -> WatchWaiter? {
        guard let index = byScope[scope]?.firstIndex(where: { $0.id == id }) else { return nil }
        let waiter = byScope[scope]?.remove(at: index)
        if byScope[scope]?.isEmpty == true { removeScope(scope) }
        return waiter
    }

    /// Removes and returns the watchers that a change of `key` wakes.
    mutating func remove(wokenBy key: StoreKey) -> [WatchWaiter] {
        var woken: [WatchWaiter] = []
        var isInnermost = true
        for (length, _) in lengths where length <= key.text.utf8.count {
            let scope = StoreKey(String(decoding: key.text.utf8.prefix(length), as: UTF8.self))
            guard let waiters = byScope[scope] else { continue }
            let hearsOfAll = isInnermost
            let isWoken = { (waiter: WatchWaiter) in
                key.hasPrefix(waiter.query.prefix) || hearsOfAll && waiter.query.progress == .prompt
            }
            woken += waiters.filter(isWoken)
            let others = waiters.filter { !isWoken($0) }
            if others.isEmpty { removeScope(scope) } else { byScope[scope] = others }
            isInnermost = false
        }
        return woken
    }

    mutating func removeAll() -> [WatchWaiter] {
        let all = byScope.values.joined().sorted { $0.id < $1.id }
        byScope = [:]
        lengths = []
        return all
    }

    private mutating func removeScope(_ scope: StoreKey) {
        byScope[scope] = nil
        count(scope, by: -1)
    }

    /// Keeps `lengths` in descending order.
    private mutating func count(_ scope: StoreKey, by difference: Int) {
        let length = scope.text.utf8.count
        let index = lengths.firstIndex { $0.length <= length } ?? lengths.count
        if index < lengths.count, lengths[index].length == length {
            lengths[index].scopes += difference
            if lengths[index].scopes == 0 { lengths.remove(at: index) }
        } else {
            lengths.insert((length, difference), at: index)
        }
    }
}
