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
    private let limits: YAMLLimits
    private var aliasedValues = 0
    private var aliasedBytes = 0

    init(_ tree: YAMLTree, limits: YAMLLimits) {
        self.tree = tree
        self.limits = limits
    }

    mutating func node(_ id: YAMLTree.ID, depth: Int, isAliased: Bool) throws(YAMLFailure) -> YAMLNode {
        let node = tree[id]
        if isAliased { try countAliased(node) }
        switch node.content {
        case .scalar(let text, let isPlain):
            return .scalar(YAMLScalar(text: text, isPlain: isPlain, tag: node.tag))
        case .alias(let target):
            return try self.node(target, depth: depth, isAliased: true)
        case .sequence(let entries):
            try checkDepth(depth, at: node)
            var nodes: [YAMLNode] = []
            nodes.reserveCapacity(entries.count)
            for entry in entries { nodes.append(try self.node(entry, depth: depth + 1, isAliased: isAliased)) }
            return .sequence(nodes)
        case .mapping(let pairs):
            try checkDepth(depth, at: node)
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
            if isMergeKey(tree[keyID]) {
                merged.append(valueID)
                continue
            }
            if isAliased { try countAliased(tree[keyID]) }
            guard case .scalar(let key) = try node(keyID, depth: depth, isAliased: isAliased) else {
                throw YAMLFailure(code: .unsupported, message: "a key must be a scalar", offset: tree[keyID].offset)
            }
            guard keys.insert(key.text).inserted else {
                throw YAMLFailure(
                    code: .duplicateKey, message: "the key \"\(key.text)\" is there twice", offset: tree[keyID].offset)
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

    /// A plain `<<`, see https://yaml.org/type/merge.html.
    private func isMergeKey(_ node: YAMLTree.Node) -> Bool {
        guard case .scalar("<<", let isPlain) = node.content else { return false }
        return node.tag.map { $0 == "tag:yaml.org,2002:merge" } ?? isPlain
    }

    private mutating func mergedMembers(_ id: YAMLTree.ID, depth: Int) throws(YAMLFailure) -> [YAMLNode.Member] {
        switch try node(id, depth: depth, isAliased: true) {
        case .mapping(let members): return members
        case .sequence(let entries):
            var members: [YAMLNode.Member] = []
            for entry in entries {
                guard case .mapping(let more) = entry else { throw mergeFailure(at: id) }
                members += more
            }
            return members
        case .scalar: throw mergeFailure(at: id)
        }
    }

    private func mergeFailure(at id: YAMLTree.ID) -> YAMLFailure {
        YAMLFailure(
            code: .unsupported, message: "a merge key takes a mapping or a sequence of mappings",
            offset: tree[id].offset)
    }

    // MARK: Limits

    private mutating func countAliased(_ node: YAMLTree.Node) throws(YAMLFailure) {
        aliasedValues += 1
        if case .scalar(let text, _) = node.content { aliasedBytes += text.utf8.count }
        guard aliasedValues <= limits.aliasedValues, aliasedBytes <= limits.aliasedBytes else {
            throw YAMLFailure(code: .limit, message: "aliases repeat too much", offset: node.offset)
        }
    }

    private func checkDepth(_ depth: Int, at node: YAMLTree.Node) throws(YAMLFailure) {
        guard depth < limits.depth else {
            throw YAMLFailure(code: .limit, message: "values are nested too deeply", offset: node.offset)
        }
    }
}
