/// Cuts a template into tokens, one at a time.
final class Lexer {
    /// A step: it leaves a token, or says which step is next.
    enum Step {
        case text
        case leftDelimiter
        case comment
        case insideAction
        case space
        case rightDelimiter
        case emitted(Token)
    }

    private(set) var input: [UInt8]
    let left: [UInt8]
    let right: [UInt8]
    /// Whether `break` and `continue` are keywords, which functions of that name prevent.
    let breakIsKeyword: Bool
    let continueIsKeyword: Bool
    var position = 0
    private var start = 0
    private var line = 1
    private var startLine = 1
    private var isAtEnd = false
    var isInsideAction = false
    var parentheses = 0

    init(_ text: [UInt8], _ delimiters: TemplateDelimiters, breakIsKeyword: Bool, continueIsKeyword: Bool) {
        input = text
        left = Array(delimiters.left.utf8)
        right = Array(delimiters.right.utf8)
        self.breakIsKeyword = breakIsKeyword
        self.continueIsKeyword = continueIsKeyword
    }

    func nextToken() -> Token {
        var step = isInsideAction ? Step.insideAction : .text
        while true {
            switch step {
            case .emitted(let token): return token
            case .text: step = lexText()
            case .leftDelimiter: step = lexLeftDelimiter()
            case .comment: step = lexComment()
            case .insideAction: step = lexInsideAction()
            case .space: step = lexSpace()
            case .rightDelimiter: step = lexRightDelimiter()
            }
        }
    }

    // MARK: - Characters

    /// Reads a character; nil at the end.
    func next() -> Unicode.Scalar? {
        guard position < input.count else {
            isAtEnd = true
            return nil
        }
        let (scalar, width) = input.character(at: position)
        position += width
        if scalar == "\n" { line += 1 }
        return scalar
    }

    func backUp() {
        guard !isAtEnd, position > 0 else { return }
        position -= 1
        while position > 0, input[position] & 0xc0 == 0x80 { position -= 1 }
        if input[position] == UInt8(ascii: "\n") { line -= 1 }
    }

    func peek() -> Unicode.Scalar? {
        position < input.count ? input.character(at: position).scalar : nil
    }

    /// Reads a character if it is one of some.
    func accept(_ valid: String) -> Bool {
        guard let scalar = peek(), valid.unicodeScalars.contains(scalar) else { return false }
        position += 1
        return true
    }

    func acceptRun(_ valid: String) {
        while accept(valid) {}
    }

    func hasPrefix(_ prefix: [UInt8], at index: Int) -> Bool {
        index >= 0 && index <= input.count && input[index...].starts(with: prefix)
    }

    private func firstIndex(of needle: [UInt8], from index: Int) -> Int? {
        guard let first = needle.first else { return nil }
        var index = index
        while let place = input[index...].firstIndex(of: first) {
            if hasPrefix(needle, at: place) { return place }
            index = place + 1
        }
        return nil
    }

    /// What has been read of the token.
    var pending: ArraySlice<UInt8> { input[start..<position] }

    // MARK: - Tokens

    func token(_ kind: Token.Kind) -> Token {
        let token = Token(
            kind: kind, position: start, text: String(decoding: pending, as: UTF8.self), line: startLine)
        start = position
        startLine = line
        return token
    }

    func emit(_ kind: Token.Kind) -> Step { .emitted(token(kind)) }

    /// Ends the text with an error.
    func fail(_ message: String) -> Step {
        let token = Token(kind: .error, position: start, text: message, line: startLine)
        start = 0
        position = 0
        input = []
        return .emitted(token)
    }

    /// Leaves out what was read without `next`, and counts its lines.
    func ignore() {
        line += pending.count { $0 == UInt8(ascii: "\n") }
        start = position
        startLine = line
    }

    // MARK: - Outside of actions

    private func lexText() -> Step {
        guard let delimiter = firstIndex(of: left, from: position) else {
            position = input.count
            guard position > start else { return emit(.end) }
            line += pending.count { $0 == UInt8(ascii: "\n") }
            return emit(.text)
        }
        guard delimiter > position else { return .leftDelimiter }
        position = delimiter
        if hasLeftTrimMarker(at: delimiter + left.count) {
            while position > start, Self.isSpace(input[position - 1]) { position -= 1 }
        }
        line += pending.count { $0 == UInt8(ascii: "\n") }
        let isEmpty = position == start
        let token = token(.text)
        position = delimiter
        ignore()
        return isEmpty ? .leftDelimiter : .emitted(token)
    }

    private func lexLeftDelimiter() -> Step {
        position += left.count
        let marker = hasLeftTrimMarker(at: position) ? Self.markerLength : 0
        if hasPrefix(Self.leftComment, at: position + marker) {
            position += marker
            ignore()
            return .comment
        }
        let token = token(.leftDelimiter)
        isInsideAction = true
        position += marker
        ignore()
        parentheses = 0
        return .emitted(token)
    }

    private func lexComment() -> Step {
        position += Self.leftComment.count
        guard let end = firstIndex(of: Self.rightComment, from: position) else { return fail("unclosed comment") }
        position = end + Self.rightComment.count
        guard let trims = trimOfRightDelimiter else { return fail("comment ends before closing delimiter") }
        _ = token(.text)
        position += right.count + (trims ? Self.markerLength : 0)
        if trims { skipSpace() }
        ignore()
        return .text
    }

    /// Whether the delimiter that comes next trims what is behind it; nil if none comes next.
    var trimOfRightDelimiter: Bool? {
        if hasRightTrimMarker(at: position), hasPrefix(right, at: position + Self.markerLength) { return true }
        return hasPrefix(right, at: position) ? false : nil
    }

    private func lexRightDelimiter() -> Step {
        let trims = trimOfRightDelimiter == true
        if trims {
            position += Self.markerLength
            ignore()
        }
        position += right.count
        let token = token(.rightDelimiter)
        if trims {
            skipSpace()
            ignore()
        }
        isInsideAction = false
        return .emitted(token)
    }

    private func skipSpace() {
        while position < input.count, Self.isSpace(input[position]) { position += 1 }
    }

    // MARK: - Marks

    private static let leftComment = Array("/*".utf8)
    private static let rightComment = Array("*/".utf8)
    /// A minus and a space.
    static let markerLength = 2

    static func isSpace(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"), UInt8(ascii: "\n"): true
        default: false
        }
    }

    private func hasLeftTrimMarker(at index: Int) -> Bool {
        index + 1 < input.count && input[index] == UInt8(ascii: "-") && Self.isSpace(input[index + 1])
    }

    func hasRightTrimMarker(at index: Int) -> Bool {
        index + 1 < input.count && Self.isSpace(input[index]) && input[index + 1] == UInt8(ascii: "-")
    }
}
