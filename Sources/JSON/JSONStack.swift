/// A stack in memory of its own, whose top moves into an array of exactly its size without a copy.
///
/// The owner calls `deallocate()`.
struct JSONStack<Element> {
    private var base: UnsafeMutablePointer<Element>
    private var capacity: Int
    private(set) var count = 0

    init(capacity: Int) {
        self.base = .allocate(capacity: capacity)
        self.capacity = capacity
    }

    subscript(index: Int) -> Element { base[index] }

    @inline(__always)
    mutating func push(_ element: consuming Element) {
        if count == capacity { grow() }
        (base + count).initialize(to: element)
        count += 1
    }

    /// Takes the elements from `start` to the top off the stack.
    @inline(__always)
    mutating func pop(from start: Int) -> [Element] {
        let popped = count - start
        count = start
        guard popped > 0 else { return [] }
        var array: [Element] = []
        array.reserveCapacity(popped)
        for index in start..<start + popped { array.append((base + index).move()) }
        return array
    }

    mutating func drop(from start: Int) {
        (base + start).deinitialize(count: count - start)
        count = start
    }

    mutating func deallocate() {
        drop(from: 0)
        base.deallocate()
    }

    @inline(never)
    private mutating func grow() {
        let grown = UnsafeMutablePointer<Element>.allocate(capacity: capacity * 2)
        grown.moveInitialize(from: base, count: count)
        base.deallocate()
        base = grown
        capacity *= 2
    }
}
