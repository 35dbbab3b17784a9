public import JSON

/// A value of a YAML text as it was written: a reader that knows the type of a field takes `0644` for a number or for a
/// text, and quotes tell the one from the other.
public enum YAMLNode: Sendable, Hashable {
    case scalar(YAMLScalar)
    case sequence([YAMLNode])
    /// The members in the order of the text, merge keys (`<<`) followed.
    case mapping([Member])

    public struct Member: Sendable, Hashable {
        public let key: String
        public let value: YAMLNode
    }

    /// Reads every document of a text that is not empty.
    ///
    /// - Throws: `YAMLError` at the first place that is no YAML, names a key twice or breaks a limit.
    public static func parse(_ text: String, limits: YAMLLimits = .default) throws(YAMLError) -> [YAMLNode] {
        var documents: [YAMLNode] = []
        try YAMLDocument.read(Array(text.utf8), limits: limits) { tree, _ throws(YAMLFailure) in
            var builder = YAMLNodeBuilder(tree, limits: limits)
            documents.append(try builder.node(tree.root, depth: 0, isAliased: false))
            return true
        }
        return documents
    }
}

/// A scalar as it was written.
public struct YAMLScalar: Sendable, Hashable {
    /// The text, quotes and escapes resolved.
    public let text: String

    /// Whether the text stands without quotes and is no block.
    public let isPlain: Bool

    /// The full tag, such as `tag:yaml.org,2002:binary`; `nil` where none is written.
    public let tag: String?

    /// What the scalar means in JSON, as in ``YAMLDocument``; `nil` where JSON has no such value.
    public var value: JSONValue? {
        let node = YAMLTree.Node(content: .scalar(text, isPlain: isPlain), offset: 0, tag: tag)
        return try? YAMLConverter.value(ofScalar: text, isPlain: isPlain, node: node)
    }
}

/// Follows the aliases and merge keys of a document.
private struct YAMLNodeBuilder {
    private let tree: YAMLTree
    private var bounds: YAMLBounds

    init(_ tree: YAMLTree, limits: YAMLLimits) {
        self.tree = tree
        bounds = YAMLBounds(limits)
    }

    mutating func node(_ id: YAMLTree.ID, depth: Int, isAliased: Bool) throws(YAMLFailure) -> YAMLNode {
        let node = tree[id]
        if isAliased { try bounds.countAliased(node) }
        switch node.content {
        case .scalar(let text, let isPlain):
            return .scalar(YAMLScalar(text: text, isPlain: isPlain, tag: node.tag))
        case .alias(let target):
            return try self.node(target, depth: depth, isAliased: true)
        case .sequence(let entries):
            try bounds.checkDepth(depth, at: node)
            var nodes: [YAMLNode] = []
            nodes.reserveCapacity(entries.count)
            for entry in entries { nodes.append(try self.node(entry, depth: depth + 1, isAliased: isAliased)) }
            return .sequence(nodes)
        case .mapping(let pairs):
            try bounds.checkDepth(depth, at: node)
            return .mapping(try members(of: pairs, depth: depth, isAliased: isAliased))
        }
    }

    private mutating func members(
        of pairs: [(key: YAMLTree.ID, value: YAMLTree.ID)], depth: Int, isAliased: Bool
    ) throws(YAMLFailure) -> [YAMLNode.Member] {
        var members: [YAMLNode.Member] = []
        var keys: Set<String> = []
        var merged: [YAMLTree.ID] = []
        for (keyID, valueID) in pairs {
            if tree[keyID].isMergeKey {
                merged.append(valueID)
                continue
            }
            if isAliased { try bounds.countAliased(tree[keyID]) }
            guard case .scalar(let key) = try node(keyID, depth: depth, isAliased: isAliased) else {
                throw YAMLFailure.unsupported("a key must be a scalar", at: tree[keyID])
            }
            guard keys.insert(key.text).inserted else {
                throw YAMLFailure.duplicate(key.text, at: tree[keyID])
            }
            members.append(
                YAMLNode.Member(key: key.text, value: try node(valueID, depth: depth + 1, isAliased: isAliased)))
        }
        for id in merged {
            for member in try mergedMembers(id, depth: depth) where keys.insert(member.key).inserted {
                members.append(member)
            }
        }
        return members
    }

    // MARK: Merge keys

    private mutating func mergedMembers(_ id: YAMLTree.ID, depth: Int) throws(YAMLFailure) -> [YAMLNode.Member] {
        switch try node(id, depth: depth, isAliased: true) {
        case .mapping(let members): return members
        case .sequence(let entries):
            var members: [YAMLNode.Member] = []
            for entry in entries {
                guard case .mapping(let more) = entry else { throw YAMLFailure.unmergeable(tree[id]) }
                members += more
            }
            return members
        case .scalar: throw YAMLFailure.unmergeable(tree[id])
        }
    }
}
