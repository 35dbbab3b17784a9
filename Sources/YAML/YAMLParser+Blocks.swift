/// Block collections.
extension YAMLParser {
    /// Reads the node after an indicator: `-`, `?`, `:` or the start of a document. It may be empty.
    ///
    /// - Parameters:
    ///   - allowsKey: Whether a mapping or a sequence may begin on the indicator's line.
    ///   - allowsIndentless: Whether a sequence may stand at column `indent`, where a mapping's keys stand.
    mutating func parseBlockChild(
        indent: Int, allowsKey: Bool, allowsIndentless: Bool
    ) throws(YAMLFailure) -> YAMLTree.ID {
        let indicatorEnd = position
        let crossesLine = try skipToToken()
        guard !isAtEnd, !crossesLine || isInside(indent: indent, allowsIndentless: allowsIndentless) else {
            return emptyNode(at: indicatorEnd)
        }
        return try parseBlockNode(
            indent: indent, allowsKey: crossesLine || allowsKey && !followsTab, allowsIndentless: allowsIndentless)
    }

    /// Whether the token that begins a line belongs to a node in a collection at column `indent`.
    private func isInside(indent: Int, allowsIndentless: Bool) -> Bool {
        column > indent || allowsIndentless && column == indent && isAtIndicator("-")
    }

    /// Reads the node at the position.
    mutating func parseBlockNode(
        indent: Int, allowsKey: Bool, allowsIndentless: Bool
    ) throws(YAMLFailure) -> YAMLTree.ID {
        let start = position
        let properties = try parseProperties()
        skipBlanks()
        guard !properties.isEmpty else {
            return try parseBlockContent(indent: indent, allowsKey: allowsKey, allowsIndentless: allowsIndentless)
        }
        if isAtBreak || isNext("#") || position == bytes.count {
            // The properties have a line of their own, so they belong to the whole node that follows.
            try enter()
            defer { leave() }
            _ = try skipToToken()
            let isEmpty = isAtEnd || !isInside(indent: indent, allowsIndentless: allowsIndentless)
            let node =
                isEmpty
                ? emptyNode(at: start)
                : try parseBlockNode(indent: indent, allowsKey: true, allowsIndentless: allowsIndentless)
            try attach(properties, to: node)
            return node
        }
        if isNext("|") || isNext(">") {
            let node = try parseBlockScalar(indent: indent)
            try attach(properties, to: node)
            return node
        }
        let line = lineStart
        let node = isAtIndicator(":") ? emptyNode(at: position) : try parseInline(indent: indent)
        try attach(properties, to: node)
        return try parseRest(of: node, from: start, line: line, allowsKey: allowsKey)
    }

    private mutating func parseBlockContent(
        indent: Int, allowsKey: Bool, allowsIndentless: Bool
    ) throws(YAMLFailure) -> YAMLTree.ID {
        let start = position
        if isAtIndicator("-") {
            guard allowsKey else { throw failure("a block sequence may not begin here") }
            return try parseBlockSequence(isIndentless: column == indent)
        }
        if isAtIndicator("?") {
            guard allowsKey else { throw failure("a block mapping may not begin here") }
            return try parseBlockMapping(column: column, firstKey: nil, from: start)
        }
        if isNext("|") || isNext(">") { return try parseBlockScalar(indent: indent) }
        let line = lineStart
        let node = isAtIndicator(":") ? emptyNode(at: start) : try parseInline(indent: indent)
        return try parseRest(of: node, from: start, line: line, allowsKey: allowsKey)
    }

    /// Reads the mapping whose first key has been read, if a colon follows; else the node stands for itself.
    private mutating func parseRest(
        of node: YAMLTree.ID, from start: Int, line: Int, allowsKey: Bool
    ) throws(YAMLFailure) -> YAMLTree.ID {
        let end = position
        skipBlanks()
        guard isAtIndicator(":") else {
            position = end
            return node
        }
        guard lineStart == line else { throw failure("a key must be on one line with its colon") }
        guard allowsKey else {
            throw failure("a mapping may not begin here; quote the text if it is meant to have a colon")
        }
        return try parseBlockMapping(column: start - line, firstKey: node, from: start)
    }

    private mutating func parseBlockSequence(isIndentless: Bool) throws(YAMLFailure) -> YAMLTree.ID {
        try enter()
        defer { leave() }
        let column = column
        let start = position
        var entries: [YAMLTree.ID] = []
        repeat {
            position += 1
            entries.append(try parseBlockChild(indent: column, allowsKey: true, allowsIndentless: false))
            _ = try skipToToken()
        } while !isAtEnd && self.column == column && isAtIndicator("-")
        let isComplete = isAtEnd || self.column < column || isIndentless && self.column == column
        guard isComplete else { throw failure("expected '-' or the end of the sequence, found \(found)") }
        return tree.add(.sequence(entries), at: start)
    }

    /// - Parameter firstKey: A key that has been read up to its colon.
    private mutating func parseBlockMapping(
        column: Int, firstKey: YAMLTree.ID?, from start: Int
    ) throws(YAMLFailure) -> YAMLTree.ID {
        try enter()
        defer { leave() }
        var pairs: [(key: YAMLTree.ID, value: YAMLTree.ID)] = []
        var pending = firstKey
        repeat {
            let isExplicit = pending == nil && isAtIndicator("?")
            let key: YAMLTree.ID
            if let known = pending {
                key = known
                pending = nil
            } else if isExplicit {
                position += 1
                key = try parseBlockChild(indent: column, allowsKey: true, allowsIndentless: true)
                _ = try skipToToken()
            } else {
                key = try parseSimpleKey(indent: column)
            }
            if !isExplicit || !isAtEnd && self.column == column && isAtIndicator(":") {
                position += 1
                let value = try parseBlockChild(indent: column, allowsKey: isExplicit, allowsIndentless: true)
                pairs.append((key, value))
            } else {
                pairs.append((key, emptyNode(at: position)))
            }
            _ = try skipToToken()
        } while !isAtEnd && self.column == column
        guard isAtEnd || self.column < column else {
            throw failure("expected a key at the column of the first, found \(found)")
        }
        return tree.add(.mapping(pairs), at: start)
    }

    private mutating func parseSimpleKey(indent: Int) throws(YAMLFailure) -> YAMLTree.ID {
        guard !isAtIndicator("-") else { throw failure("expected a key, found a sequence entry") }
        let start = position
        let line = lineStart
        let properties = try parseProperties()
        skipBlanks()
        let node = isAtIndicator(":") ? emptyNode(at: position) : try parseInline(indent: indent)
        try attach(properties, to: node)
        skipBlanks()
        guard isAtIndicator(":"), lineStart == line else { throw failure("expected ':' after this key", at: start) }
        return node
    }

    /// Reads a node that can be a key: a scalar in one of the flow styles, an alias or a flow collection.
    private mutating func parseInline(indent: Int) throws(YAMLFailure) -> YAMLTree.ID {
        switch peek() {
        case UInt8(ascii: "*"): return try parseAlias()
        case UInt8(ascii: "["): return try parseFlowSequence()
        case UInt8(ascii: "{"): return try parseFlowMapping()
        case UInt8(ascii: "\""): return try parseDoubleQuoted()
        case UInt8(ascii: "'"): return try parseSingleQuoted()
        default: return try parsePlain(indent: indent, isFlow: false)
        }
    }

    mutating func emptyNode(at offset: Int) -> YAMLTree.ID {
        tree.add(.scalar("", isPlain: true), at: offset)
    }
}
