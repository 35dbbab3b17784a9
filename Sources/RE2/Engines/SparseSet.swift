/// A set of small numbers in the order in which they came, that is emptied at no cost.
struct SparseSet: Sendable {
    private(set) var count = 0
    private var dense: [Int32]
    private var places: [Int32]

    init(capacity: Int) {
        dense = [Int32](repeating: 0, count: capacity)
        places = dense
    }

    subscript(index: Int) -> Int32 { dense[index] }

    /// Adds a member; false if it is one already.
    @inline(__always)
    mutating func insert(_ member: Int32) -> Bool {
        let place = Int(places[Int(member)])
        if place < count, dense[place] == member { return false }
        dense[count] = member
        places[Int(member)] = Int32(truncatingIfNeeded: count)
        count += 1
        return true
    }

    mutating func removeAll() { count = 0 }
}
