/// A persistent sorted map: a copy costs nothing and shares all nodes, a change makes O(log n) new ones.
///
/// A weight-balanced tree (Adams 1993) with the balance parameters ⟨3, 2⟩, which Hirai and Yamamoto proved sound in 2011. Each
/// node knows its size, so ranks and counts of ranges are O(log n) as well. Nodes never change, so trees can be read from any
/// thread.
package struct SortedTree<Value: Sendable>: Sendable {
    private var root: Node?

    package init() {}

    /// Builds the tree from entries in strictly ascending order of their keys, in linear time.
    package init(sorted entries: [(key: StoreKey, value: Value)]) {
        root = Self.build(entries[...])
    }

    package var count: Int { root.size }

    package subscript(key: StoreKey) -> Value? {
        var node = root
        while let current = node {
            if key < current.key {
                node = current.left
            } else if current.key < key {
                node = current.right
            } else {
                return current.value
            }
        }
        return nil
    }

    package mutating func set(_ key: StoreKey, to value: Value) {
        root = Self.setting(key, to: value, in: root)
    }

    package mutating func remove(_ key: StoreKey) {
        root = Self.removing(key, from: root)
    }

    /// How many keys satisfy `isBelow`, which must hold for all keys up to some point and for none after it.
    package func rank(where isBelow: (StoreKey) -> Bool) -> Int {
        var rank = 0
        var node = root
        while let current = node {
            if isBelow(current.key) {
                rank += current.left.size + 1
                node = current.right
            } else {
                node = current.left
            }
        }
        return rank
    }

    /// Visits entries in ascending order, beginning with the one at `rank`, until `body` returns false.
    package func forEach(fromRank rank: Int = 0, _ body: (StoreKey, Value) -> Bool) {
        _ = Self.visit(root, skipping: rank, body)
    }
}

extension SortedTree {
    private final class Node: Sendable, Sized {
        let key: StoreKey
        let value: Value
        let left: Node?
        let right: Node?
        let size: Int

        init(_ key: StoreKey, _ value: Value, _ left: Node?, _ right: Node?) {
            self.key = key
            self.value = value
            self.left = left
            self.right = right
            size = left.size + right.size + 1
        }
    }

    private static func build(_ entries: ArraySlice<(key: StoreKey, value: Value)>) -> Node? {
        guard !entries.isEmpty else { return nil }
        let middle = entries.startIndex + entries.count / 2
        let entry = entries[middle]
        return Node(entry.key, entry.value, build(entries[..<middle]), build(entries[(middle + 1)...]))
    }

    private static func setting(_ key: StoreKey, to value: Value, in node: Node?) -> Node {
        guard let node else { return Node(key, value, nil, nil) }
        if key < node.key {
            return balanced(node.key, node.value, setting(key, to: value, in: node.left), node.right)
        } else if node.key < key {
            return balanced(node.key, node.value, node.left, setting(key, to: value, in: node.right))
        } else {
            return Node(key, value, node.left, node.right)
        }
    }

    private static func removing(_ key: StoreKey, from node: Node?) -> Node? {
        guard let node else { return nil }
        if key < node.key {
            return balanced(node.key, node.value, removing(key, from: node.left), node.right)
        } else if node.key < key {
            return balanced(node.key, node.value, node.left, removing(key, from: node.right))
        } else {
            return joined(node.left, node.right)
        }
    }

    /// One tree of two whose keys do not overlap and whose sizes balance.
    private static func joined(_ left: Node?, _ right: Node?) -> Node? {
        guard let left else { return right }
        guard let right else { return left }
        if left.size > right.size {
            let (rest, last) = removingLast(left)
            return balanced(last.key, last.value, rest, right)
        } else {
            let (first, rest) = removingFirst(right)
            return balanced(first.key, first.value, left, rest)
        }
    }

    private static func removingFirst(_ node: Node) -> (first: Node, rest: Node?) {
        guard let left = node.left else { return (node, node.right) }
        let (first, rest) = removingFirst(left)
        return (first, balanced(node.key, node.value, rest, node.right))
    }

    private static func removingLast(_ node: Node) -> (rest: Node?, last: Node) {
        guard let right = node.right else { return (node.left, node) }
        let (rest, last) = removingLast(right)
        return (balanced(node.key, node.value, node.left, rest), last)
    }

    /// A node over two trees of which one may have become too heavy by one entry.
    private static func balanced(_ key: StoreKey, _ value: Value, _ left: Node?, _ right: Node?) -> Node {
        if let right, right.weight > 3 * left.weight {
            if let inner = right.left, inner.weight >= 2 * right.right.weight {
                return Node(
                    inner.key, inner.value,
                    Node(key, value, left, inner.left), Node(right.key, right.value, inner.right, right.right))
            }
            return Node(right.key, right.value, Node(key, value, left, right.left), right.right)
        }
        if let left, left.weight > 3 * right.weight {
            if let inner = left.right, inner.weight >= 2 * left.left.weight {
                return Node(
                    inner.key, inner.value,
                    Node(left.key, left.value, left.left, inner.left), Node(key, value, inner.right, right))
            }
            return Node(left.key, left.value, left.left, Node(key, value, left.right, right))
        }
        return Node(key, value, left, right)
    }

    private static func visit(_ node: Node?, skipping rank: Int, _ body: (StoreKey, Value) -> Bool) -> Bool {
        guard let node, rank < node.size else { return true }
        let leftSize = node.left.size
        if rank < leftSize, !visit(node.left, skipping: rank, body) { return false }
        if rank <= leftSize, !body(node.key, node.value) { return false }
        return visit(node.right, skipping: max(0, rank - leftSize - 1), body)
    }
}

private protocol Sized {
    var size: Int { get }
}

extension Sized {
    /// Adams's weight: one more than the size, so that an empty tree weighs 1.
    fileprivate var weight: Int { size + 1 }
}

extension Optional: Sized where Wrapped: Sized {
    fileprivate var size: Int { self?.size ?? 0 }
}
