import JSON

/// Gives the nodes of a document their meaning as JSON.
struct YAMLConverter {
    private let tree: YAMLTree
    private var bounds: YAMLBounds
    private let reportsDuplicates: Bool
    /// The keys and indexes that lead to the current node; kept only where duplicates are reported.
    private var path: [String] = []
    private(set) var duplicates: [(path: JSONPointer, offset: Int)] = []

    init(_ tree: YAMLTree, limits: YAMLLimits, duplicateKeys: JSONDuplicateKeys) {
        self.tree = tree
        bounds = YAMLBounds(limits)
        self.reportsDuplicates = duplicateKeys == .lastWins
    }

    mutating func convert() throws(YAMLFailure) -> JSONValue {
        try value(of: tree.root, depth: 0, isAliased: false)
    }

    private mutating func value(
        of id: YAMLTree.ID, depth: Int, isAliased: Bool
    ) throws(YAMLFailure) -> JSONValue {
        let node = tree[id]
        if isAliased { try bounds.countAliased(node) }
        switch node.content {
        case .scalar(let text, let isPlain):
            return try Self.value(ofScalar: text, isPlain: isPlain, node: node)
        case .sequence(let entries):
            try bounds.checkDepth(depth, at: node)
            var values: [JSONValue] = []
            values.reserveCapacity(entries.count)
            for entry in entries {
                if reportsDuplicates { path.append(String(values.count)) }
                values.append(try value(of: entry, depth: depth + 1, isAliased: isAliased))
                if reportsDuplicates { path.removeLast() }
            }
            return .array(values)
        case .mapping(let pairs):
            try bounds.checkDepth(depth, at: node)
            return .object(try object(of: pairs, depth: depth, isAliased: isAliased))
        case .alias(let target):
            return try value(of: target, depth: depth, isAliased: true)
        }
    }

    private mutating func object(
        of pairs: [(key: YAMLTree.ID, value: YAMLTree.ID)], depth: Int, isAliased: Bool
    ) throws(YAMLFailure) -> JSONObject {
        var object = JSONObject()
        object.reserveCapacity(pairs.count)
        var merged: [YAMLTree.ID] = []
        for (keyID, valueID) in pairs {
            if tree[keyID].isMergeKey {
                merged.append(valueID)
                continue
            }
            if isAliased { try bounds.countAliased(tree[keyID]) }
            let key = try key(of: keyID)
            if reportsDuplicates { path.append(key) }
            let value = try value(of: valueID, depth: depth + 1, isAliased: isAliased)
            if object.updateValue(value, forKey: key) != nil { try noteDuplicate(of: key, at: tree[keyID]) }
            if reportsDuplicates { path.removeLast() }
        }
        for id in merged { try merge(id, into: &object, depth: depth) }
        return object
    }

    // MARK: Merge keys

    /// Adds the members of a mapping, or of each mapping in a sequence, that the object has not yet.
    private mutating func merge(
        _ id: YAMLTree.ID, into object: inout JSONObject, depth: Int
    ) throws(YAMLFailure) {
        let target = resolved(id)
        switch tree[target].content {
        case .mapping:
            try mergeMapping(target, into: &object, depth: depth)
        case .sequence(let entries):
            for entry in entries {
                guard case .mapping = tree[resolved(entry)].content else { throw YAMLFailure.unmergeable(tree[entry]) }
                try mergeMapping(resolved(entry), into: &object, depth: depth)
            }
        case .scalar, .alias:
            throw YAMLFailure.unmergeable(tree[id])
        }
    }

    private mutating func mergeMapping(
        _ id: YAMLTree.ID, into object: inout JSONObject, depth: Int
    ) throws(YAMLFailure) {
        guard case .object(let members) = try value(of: id, depth: depth, isAliased: true) else { return }
        for (key, value) in members where object[key] == nil { object[key] = value }
    }

    private func resolved(_ id: YAMLTree.ID) -> YAMLTree.ID {
        if case .alias(let target) = tree[id].content { target } else { id }
    }

    // MARK: Keys

    private func key(of id: YAMLTree.ID) throws(YAMLFailure) -> String {
        let node = tree[resolved(id)]
        guard case .scalar(let text, let isPlain) = node.content else {
            throw YAMLFailure.unsupported("a key must be a scalar", at: tree[id])
        }
        if isPlain, node.tag == nil, case .float(let value) = PlainScalar(text) { return Self.key(value) }
        switch try Self.value(ofScalar: text, isPlain: isPlain, node: node) {
        case .string(let text): return text
        case .null: throw YAMLFailure.unsupported("a key may not be null", at: tree[id])
        case let other: return other.text
        }
    }

    private static func key(_ value: Double) -> String {
        if value.isNaN { return ".nan" }
        if value.isInfinite { return value < 0 ? "-.inf" : ".inf" }
        return JSONValue(value)?.text ?? ""
    }

    private mutating func noteDuplicate(of key: String, at node: YAMLTree.Node) throws(YAMLFailure) {
        guard reportsDuplicates else {
            throw YAMLFailure.duplicate(key, at: node)
        }
        guard duplicates.count < JSONDuplicateKey.maximumReported else { return }
        duplicates.append((JSONPointer(path), node.offset))
    }
}

// MARK: - Scalars

extension YAMLConverter {
    /// The value of a scalar by its tag, or by its form where it has none.
    static func value(
        ofScalar text: String, isPlain: Bool, node: YAMLTree.Node
    ) throws(YAMLFailure) -> JSONValue {
        // A tag without a name changes nothing, as in libyaml.
        guard let tag = node.tag, tag != "!" else {
            return isPlain ? try value(of: PlainScalar(text), text, at: node) : .string(text)
        }
        let prefix = "tag:yaml.org,2002:"
        guard tag.hasPrefix(prefix) else { return .string(text) }
        let plain = PlainScalar(text)
        switch (tag.dropFirst(prefix.count), plain) {
        case ("null", .null), ("bool", .bool), ("int", .integer), ("float", .float):
            return try value(of: plain, text, at: node)
        case ("float", .integer(let literal)):
            return try value(of: .float(Double(literal) ?? .nan), text, at: node)
        case ("null", _), ("bool", _), ("int", _), ("float", _):
            throw YAMLFailure.unsupported("the text is no !!\(tag.dropFirst(prefix.count))", at: node)
        case ("binary", _):
            throw YAMLFailure.unsupported("JSON has no !!binary; write the base64 text without the tag", at: node)
        default:
            return .string(text)
        }
    }

    private static func value(
        of scalar: PlainScalar, _ text: String, at node: YAMLTree.Node
    ) throws(YAMLFailure) -> JSONValue {
        switch scalar {
        case .null: return .null
        case .bool(let value): return .bool(value)
        case .integer(let literal):
            return Int64(literal).map { .integer($0) } ?? .number(JSONNumber(validLiteral: literal))
        case .float(let value):
            guard let value = JSONValue(value) else {
                throw YAMLFailure.unsupported("JSON has no number \(text)", at: node)
            }
            return value
        case .string: return .string(text)
        }
    }
}
