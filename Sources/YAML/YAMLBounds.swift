/// Holds what is made of a document against the limits: how deep it is nested, and how much its aliases repeat.
struct YAMLBounds {
    private let limits: YAMLLimits
    private var aliasedValues = 0
    private var aliasedBytes = 0

    init(_ limits: YAMLLimits) {
        self.limits = limits
    }

    /// Takes in a node that is reached through an alias.
    mutating func countAliased(_ node: YAMLTree.Node) throws(YAMLFailure) {
        aliasedValues += 1
        if case .scalar(let text, _) = node.content { aliasedBytes += text.utf8.count }
        guard aliasedValues <= limits.aliasedValues, aliasedBytes <= limits.aliasedBytes else {
            throw YAMLFailure(code: .limit, message: "aliases repeat too much", offset: node.offset)
        }
    }

    func checkDepth(_ depth: Int, at node: YAMLTree.Node) throws(YAMLFailure) {
        guard depth < limits.depth else {
            throw YAMLFailure(code: .limit, message: "values are nested too deeply", offset: node.offset)
        }
    }
}

extension YAMLTree.Node {
    /// Whether this is a plain `<<`, see https://yaml.org/type/merge.html.
    var isMergeKey: Bool {
        guard case .scalar("<<", let isPlain) = content else { return false }
        return tag.map { $0 == "tag:yaml.org,2002:merge" } ?? isPlain
    }
}

extension YAMLFailure {
    static func unsupported(_ message: String, at node: YAMLTree.Node) -> YAMLFailure {
        YAMLFailure(code: .unsupported, message: message, offset: node.offset)
    }

    /// What a merge key has is nothing that could be merged.
    static func unmergeable(_ node: YAMLTree.Node) -> YAMLFailure {
        unsupported("a merge key takes a mapping or a sequence of mappings", at: node)
    }

    static func duplicate(_ key: String, at node: YAMLTree.Node) -> YAMLFailure {
        YAMLFailure(code: .duplicateKey, message: "the key \"\(key)\" is there twice", offset: node.offset)
    }
}
