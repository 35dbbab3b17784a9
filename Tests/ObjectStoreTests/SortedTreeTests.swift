import ObjectStore
import ObjectStoreTestSuite
import Testing

@Suite("The sorted tree")
struct SortedTreeTests {
    @Test("agrees with a dictionary under random changes, and copies do not change", arguments: 1...5)
    func agreesWithDictionary(seed: Int) {
        var generator = SeededGenerator(seed: UInt64(seed))
        var tree = SortedTree<Int>()
        var model: [StoreKey: Int] = [:]
        var copies: [(SortedTree<Int>, [StoreKey: Int])] = []
        for step in 0..<3_000 {
            let key = StoreKey("k\(Int.random(in: 0..<300, using: &generator))")
            // Phases of growth and of decline.
            if Int.random(in: 0..<10, using: &generator) < (step / 500 % 2 == 0 ? 8 : 2) {
                tree.set(key, to: step)
                model[key] = step
            } else {
                tree.remove(key)
                model[key] = nil
            }
            #expect(tree[key] == model[key])
            if step % 300 == 0 { copies.append((tree, model)) }
        }
        copies.append((tree, model))
        for (tree, model) in copies { expectEqual(tree, model) }
    }

    @Test("counts and begins anywhere")
    func ranks() {
        let keys = (0..<1_000).map { StoreKey("k\($0 + 1_000)") }
        let tree = SortedTree(sorted: keys.map { ($0, $0.text) })
        for (rank, key) in keys.enumerated() {
            #expect(tree.rank { $0 < key } == rank)
            var next: StoreKey?
            tree.forEach(fromRank: rank) { key, _ in
                next = key
                return false
            }
            #expect(next == key)
        }
        #expect(tree.rank { _ in true } == 1_000)
        tree.forEach(fromRank: 1_000) { key, _ in
            Issue.record("\(key) lies beyond the end.")
            return true
        }
    }

    @Test("stays flat when keys come, and go, in order")
    func ordered() {
        // A tree out of balance would need 10^10 steps, or overflow the stack.
        let keys = (0..<100_000).map { StoreKey("k\($0 + 100_000)") }
        var tree = SortedTree<Int>()
        for (index, key) in keys.enumerated() { tree.set(key, to: index) }
        #expect(tree.count == 100_000)
        #expect(tree["k123456"] == 23_456)
        for key in keys.dropLast() { tree.remove(key) }
        #expect(tree.count == 1)
    }

    @Test("keeps its balance under random changes", arguments: 1...3)
    func balance(seed: Int) throws {
        var generator = SeededGenerator(seed: UInt64(seed))
        var tree = SortedTree<Int>()
        for step in 0..<2_000 {
            let key = StoreKey("k\(Int.random(in: 0..<500, using: &generator))")
            if Int.random(in: 0..<10, using: &generator) < (step / 400 % 2 == 0 ? 8 : 3) {
                tree.set(key, to: step)
            } else {
                tree.remove(key)
            }
            if step % 10 == 0 { _ = try checkedWeight(Mirror(reflecting: tree).descendant("root") as Any) }
        }
    }

    /// The weight of a node, one more than its size, after a check that neither side weighs over three times the other.
    private func checkedWeight(_ node: Any) throws -> Int {
        let mirror = Mirror(reflecting: node)
        guard mirror.displayStyle != .optional else {
            return try mirror.children.first.map { try checkedWeight($0.value) } ?? 1
        }
        let left = try checkedWeight(#require(mirror.descendant("left")))
        let right = try checkedWeight(#require(mirror.descendant("right")))
        #expect(left <= 3 * right && right <= 3 * left, "\(left) against \(right)")
        #expect(mirror.descendant("size") as? Int == left + right - 1)
        return left + right
    }

    private func expectEqual(_ tree: SortedTree<Int>, _ model: [StoreKey: Int]) {
        var entries: [(StoreKey, Int)] = []
        tree.forEach { key, value in
            entries.append((key, value))
            return true
        }
        let expected = model.sorted { $0.key < $1.key }
        #expect(tree.count == expected.count)
        #expect(entries.map(\.0) == expected.map(\.key))
        #expect(entries.map(\.1) == expected.map(\.value))
    }
}

@Suite("Keys")
struct StoreKeyTests {
    @Test(
        "are ordered by bytes, also where Unicode would order otherwise",
        arguments: [
            ("", "a"), ("a", "b"), ("a", "aa"), ("a/", "a0"), ("B", "a"), ("a.b", "a/b"), ("z", "é"), ("e\u{301}", "é"),
            ("a long key that is not stored in place/1", "a long key that is not stored in place/2"),
        ] as [(StoreKey, StoreKey)])
    func order(_ lower: StoreKey, _ higher: StoreKey) {
        #expect(lower < higher)
        #expect(!(higher < lower))
        #expect(!(lower < lower))
    }

    @Test("have prefixes by bytes")
    func prefixes() {
        #expect(StoreKey("a/b").hasPrefix("a/"))
        #expect(StoreKey("a/b").hasPrefix(""))
        #expect(StoreKey("a/b").hasPrefix("a/b"))
        #expect(!StoreKey("a/b").hasPrefix("a/bc"))
        #expect(!StoreKey("a/b").hasPrefix("b"))
        #expect(!StoreKey("").hasPrefix("a"))
    }
}
