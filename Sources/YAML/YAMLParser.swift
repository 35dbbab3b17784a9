/// Reads the grammar of YAML 1.1 into trees, as libyaml and go-yaml understand it: spaces indent, a key before its colon
/// stands on one line, and a sequence may stand at the column of the key it belongs to.
///
/// A recursive descent over the bytes. Block context is told by columns: a function that reads a node is given `indent`,
/// the column of the collection around it, and the node's lines stand to the right of it.
struct YAMLParser {
    let bytes: [UInt8]
    private let depthLimit: Int

    var position = 0
    /// The offset of the current line's first byte.
    var lineStart = 0
    /// Whether the white space before the current token has a tab: there no block collection may begin.
    var followsTab = false

    var tree = YAMLTree()
    /// The anchors of the document; `nil` while the node is being read.
    var anchors: [String: YAMLTree.ID?] = [:]
    var tagPrefixes: [String: String] = [:]
    private var depth = 0

    /// - Parameter bytes: Valid UTF-8 without characters that YAML bars; see `YAMLParser.check(_:)`.
    init(_ bytes: [UInt8], depthLimit: Int) {
        self.bytes = bytes
        self.depthLimit = depthLimit
        if bytes.starts(with: [0xef, 0xbb, 0xbf]) {
            position = 3
            lineStart = 3
        }
    }

    var column: Int { position - lineStart }

    /// Reads the next document, empty ones included.
    ///
    /// - Returns: `nil` at the end of the text.
    mutating func nextDocument() throws(YAMLFailure) -> YAMLTree? {
        tree = YAMLTree()
        anchors = [:]
        _ = try skipToToken()
        while isAtDocumentEnd {
            try endDocument()
            _ = try skipToToken()
        }
        guard position < bytes.count else { return nil }
        let hasDirectives = try parseDirectives()
        if isAtDocumentStart {
            position += 3
            tree.root = try parseBlockChild(indent: -1, allowsKey: false, allowsIndentless: false)
        } else {
            guard !hasDirectives else { throw failure("directives must be followed by a line of ---") }
            tree.root = try parseBlockNode(indent: -1, allowsKey: true, allowsIndentless: false)
        }
        _ = try skipToToken()
        if isAtDocumentEnd {
            try endDocument()
        } else if position < bytes.count, !isAtDocumentStart {
            throw failure("expected the end of the document, found \(found)")
        }
        return tree
    }

    /// Steps over a line of `...`.
    private mutating func endDocument() throws(YAMLFailure) {
        position += 3
        skipBlanks()
        skipComment()
        guard isAtBreak || position == bytes.count else { throw failure("a line of ... must have nothing else") }
    }

    mutating func enter() throws(YAMLFailure) {
        guard depth < depthLimit else {
            throw YAMLFailure(code: .limit, message: "values are nested too deeply", offset: position)
        }
        depth += 1
    }

    mutating func leave() {
        depth -= 1
    }
}

// MARK: - Scanning

extension YAMLParser {
    /// The byte at a distance from the position; 0, which no text contains, beyond the end.
    func peek(_ distance: Int = 0) -> UInt8 {
        position + distance < bytes.count ? bytes[position + distance] : 0
    }

    func isNext(_ character: Unicode.Scalar) -> Bool {
        peek() == UInt8(ascii: character)
    }

    /// Whether a character that means something before white space or at the end of a line stands at the position.
    func isAtIndicator(_ character: Unicode.Scalar) -> Bool {
        isNext(character) && isBlankOrEnd(at: 1)
    }

    func isBlankOrEnd(at distance: Int) -> Bool {
        switch peek(distance) {
        case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\n"), UInt8(ascii: "\r"), 0: true
        default: false
        }
    }

    var isAtBlank: Bool { isNext(" ") || isNext("\t") }
    var isAtBreak: Bool { isNext("\n") || isNext("\r") }

    var isAtDocumentStart: Bool { isAtMarker("-") }
    var isAtDocumentEnd: Bool { isAtMarker(".") }

    /// Whether the text or the document ends here.
    var isAtEnd: Bool { position >= bytes.count || isAtDocumentStart || isAtDocumentEnd }

    private func isAtMarker(_ character: Unicode.Scalar) -> Bool {
        let byte = UInt8(ascii: character)
        return column == 0 && peek() == byte && peek(1) == byte && peek(2) == byte && isBlankOrEnd(at: 3)
    }

    mutating func skipBlanks() {
        while isAtBlank { position += 1 }
    }

    mutating func skipComment() {
        guard isNext("#") else { return }
        while position < bytes.count, !isAtBreak { position += 1 }
    }

    /// Steps over `\n`, `\r\n` or `\r`.
    mutating func skipBreak() {
        position += isNext("\r") && peek(1) == UInt8(ascii: "\n") ? 2 : 1
        lineStart = position
    }

    /// Steps over white space, comments and line breaks in block context.
    ///
    /// - Returns: Whether there was a line break.
    mutating func skipToToken() throws(YAMLFailure) -> Bool {
        var crossesLine = false
        while true {
            let first = position
            skipBlanks()
            let end = position
            skipComment()
            if isAtBreak {
                skipBreak()
                crossesLine = true
                continue
            }
            followsTab = bytes[first..<end].contains(UInt8(ascii: "\t"))
            if crossesLine, followsTab, position < bytes.count { throw failure("a tab may not indent a line") }
            return crossesLine
        }
    }

    func failure(_ message: String, at offset: Int? = nil) -> YAMLFailure {
        YAMLFailure(code: .syntax, message: message, offset: offset ?? position)
    }

    /// What stands at the position, in words that are safe to print.
    var found: String {
        switch peek() {
        case 0: "the end of the text"
        case UInt8(ascii: "\t"): "a tab"
        case UInt8(ascii: "\n"), UInt8(ascii: "\r"): "the end of the line"
        case let byte where byte < 0x80: "'\(Character(Unicode.Scalar(byte)))'"
        default: "text"
        }
    }

    func text(_ range: Range<Int>) -> String {
        String(decoding: bytes[range], as: UTF8.self)
    }
}
