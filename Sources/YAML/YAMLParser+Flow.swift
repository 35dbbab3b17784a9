/// Flow collections. Inside them indentation means nothing.
extension YAMLParser {
    mutating func parseFlowSequence() throws(YAMLFailure) -> YAMLTree.ID {
        let start = position
        var entries: [YAMLTree.ID] = []
        try parseFlowEntries(until: "]", from: start) { parser throws(YAMLFailure) in
            entries.append(try parser.parseFlowSequenceEntry())
        }
        return tree.add(.sequence(entries), at: start)
    }

    mutating func parseFlowMapping() throws(YAMLFailure) -> YAMLTree.ID {
        let start = position
        var pairs: [(key: YAMLTree.ID, value: YAMLTree.ID)] = []
        try parseFlowEntries(until: "}", from: start) { parser throws(YAMLFailure) in
            let isExplicit = parser.isAtIndicator("?")
            if isExplicit {
                parser.position += 1
                try parser.skipInFlow()
            }
            let key = try parser.parseFlowNode()
            try parser.skipInFlow()
            pairs.append((key, try parser.parseFlowValue()))
        }
        return tree.add(.mapping(pairs), at: start)
    }

    private mutating func parseFlowEntries(
        until bracket: Unicode.Scalar, from start: Int,
        _ parseEntry: (inout YAMLParser) throws(YAMLFailure) -> Void
    ) throws(YAMLFailure) {
        try enter()
        defer { leave() }
        position += 1
        try skipInFlow()
        while !isNext(bracket) {
            if position < bytes.count {
                try parseEntry(&self)
                try skipInFlow()
            }
            guard position < bytes.count else { throw failure("this bracket is never closed", at: start) }
            if isNext(",") {
                position += 1
                try skipInFlow()
            } else if !isNext(bracket) {
                throw failure("expected ',' or '\(bracket)', found \(found)")
            }
        }
        position += 1
    }

    /// Reads an entry of a sequence: a node, or a pair that stands for a mapping of its own.
    private mutating func parseFlowSequenceEntry() throws(YAMLFailure) -> YAMLTree.ID {
        let start = position
        let line = lineStart
        let isExplicit = isAtIndicator("?")
        if isExplicit {
            position += 1
            try skipInFlow()
        }
        let key = try parseFlowNode()
        let end = (position, lineStart)
        try skipInFlow()
        guard isExplicit || isNext(":") else {
            (position, lineStart) = end
            return key
        }
        guard isExplicit || lineStart == line else { throw failure("a key must be on one line with its colon") }
        let value = try parseFlowValue()
        return tree.add(.mapping([(key, value)]), at: start)
    }

    /// Reads a colon and the value after it; without a colon the value is empty.
    private mutating func parseFlowValue() throws(YAMLFailure) -> YAMLTree.ID {
        guard isNext(":") else { return emptyNode(at: position) }
        position += 1
        try skipInFlow()
        return isAtFlowEnd ? emptyNode(at: position) : try parseFlowNode()
    }

    private mutating func parseFlowNode() throws(YAMLFailure) -> YAMLTree.ID {
        let properties = try parseProperties()
        if !properties.isEmpty { try skipInFlow() }
        let node: YAMLTree.ID
        switch peek() {
        case UInt8(ascii: "*"): node = try parseAlias()
        case UInt8(ascii: "["): node = try parseFlowSequence()
        case UInt8(ascii: "{"): node = try parseFlowMapping()
        case UInt8(ascii: "\""): node = try parseDoubleQuoted()
        case UInt8(ascii: "'"): node = try parseSingleQuoted()
        case UInt8(ascii: ":") where isBlankOrEnd(at: 1) || isFlowIndicator(peek(1)): node = emptyNode(at: position)
        case _ where !properties.isEmpty && isAtFlowEnd: node = emptyNode(at: position)
        default: node = try parsePlain(indent: -1, isFlow: true)
        }
        try attach(properties, to: node)
        return node
    }

    private var isAtFlowEnd: Bool { isNext(",") || isNext("]") || isNext("}") }

    func isFlowIndicator(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: ","), UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "{"), UInt8(ascii: "}"): true
        default: false
        }
    }

    /// Steps over white space, comments and line breaks in flow context.
    private mutating func skipInFlow() throws(YAMLFailure) {
        while true {
            skipBlanks()
            skipComment()
            guard isAtBreak else { break }
            skipBreak()
        }
        if position < bytes.count, isAtEnd { throw failure("the document ends inside brackets") }
    }
}
