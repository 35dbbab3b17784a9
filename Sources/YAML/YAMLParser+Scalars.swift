/// Scalars in the flow styles: plain, 'single' and "double".
extension YAMLParser {
    // MARK: Plain

    mutating func parsePlain(indent: Int, isFlow: Bool) throws(YAMLFailure) -> YAMLTree.ID {
        guard canBeginPlain(isFlow: isFlow) else { throw failure("expected a value, found \(found)") }
        let start = position
        skipPlainLine(isFlow: isFlow)
        guard var breaks = try skipToPlainContinuation(indent: indent, isFlow: isFlow) else {
            return tree.add(.scalar(text(start..<position), isPlain: true), at: start)
        }
        var text = Array(bytes[start..<breaks.end])
        while true {
            Self.fold(breaks.count, into: &text)
            let first = position
            skipPlainLine(isFlow: isFlow)
            text.append(contentsOf: bytes[first..<position])
            guard let next = try skipToPlainContinuation(indent: indent, isFlow: isFlow) else { break }
            breaks = next
        }
        return tree.add(.scalar(String(decoding: text, as: UTF8.self), isPlain: true), at: start)
    }

    private func canBeginPlain(isFlow: Bool) -> Bool {
        switch peek() {
        case UInt8(ascii: "-"): !isBlankOrEnd(at: 1)
        case UInt8(ascii: "?"), UInt8(ascii: ":"): !isBlankOrEnd(at: 1) && !isFlow
        case 0, UInt8(ascii: "#"), UInt8(ascii: "&"), UInt8(ascii: "*"), UInt8(ascii: "!"), UInt8(ascii: "|"),
            UInt8(ascii: ">"), UInt8(ascii: "'"), UInt8(ascii: "\""), UInt8(ascii: "%"), UInt8(ascii: "@"),
            UInt8(ascii: "`"), UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\n"), UInt8(ascii: "\r"):
            false
        case let byte: !isFlowIndicator(byte)
        }
    }

    /// Moves behind the last character of a plain scalar on this line.
    private mutating func skipPlainLine(isFlow: Bool) {
        var end = position
        scan: while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: "\n"), UInt8(ascii: "\r"): break scan
            case UInt8(ascii: " "), UInt8(ascii: "\t"):
                position += 1
                if isNext("#") { break scan }
                continue
            case UInt8(ascii: ":"):
                if isBlankOrEnd(at: 1) || isFlow && isFlowIndicator(peek(1)) { break scan }
            case let byte:
                if isFlow, isFlowIndicator(byte) { break scan }
            }
            position += 1
            end = position
        }
        position = end
    }

    /// Moves to the next line of a plain scalar, if it has one.
    ///
    /// - Returns: The number of line breaks before that line, and where the text before them ends.
    private mutating func skipToPlainContinuation(
        indent: Int, isFlow: Bool
    ) throws(YAMLFailure) -> (count: Int, end: Int)? {
        let end = (position, lineStart)
        skipBlanks()
        var count = 0
        while isAtBreak {
            skipBreak()
            count += 1
            while isNext(" ") { position += 1 }
            let indentation = column
            skipBlanks()
            if !isFlow, indentation <= indent, column > indentation, !isAtBreak, position < bytes.count {
                throw failure("a tab may not indent a line")
            }
        }
        let continues =
            count > 0 && !isAtEnd && !isNext("#") && (isFlow || column > indent)
            && !(isFlow && isFlowIndicator(peek())) && !isAtIndicator(":")
        guard continues else {
            (position, lineStart) = end
            return nil
        }
        return (count, end.0)
    }

    /// One line break folds to a space, more to one less of them.
    static func fold(_ breaks: Int, into text: inout [UInt8]) {
        if breaks == 1 {
            text.append(UInt8(ascii: " "))
        } else {
            text.append(contentsOf: repeatElement(UInt8(ascii: "\n"), count: breaks - 1))
        }
    }

    // MARK: Quoted

    mutating func parseSingleQuoted() throws(YAMLFailure) -> YAMLTree.ID {
        try parseQuoted(by: "'") { parser, text throws(YAMLFailure) in
            guard parser.peek(1) == UInt8(ascii: "'") else { return false }
            text.append(UInt8(ascii: "'"))
            parser.position += 2
            return true
        }
    }

    mutating func parseDoubleQuoted() throws(YAMLFailure) -> YAMLTree.ID {
        try parseQuoted(by: "\"") { parser, text throws(YAMLFailure) in
            guard parser.isNext("\\") else { return false }
            try parser.parseEscape(into: &text)
            return true
        }
    }

    /// - Parameter parseSpecial: Reads what begins with the quote or a backslash; `false` where that is the closing quote.
    private mutating func parseQuoted(
        by quote: Unicode.Scalar,
        _ parseSpecial: (inout YAMLParser, inout [UInt8]) throws(YAMLFailure) -> Bool
    ) throws(YAMLFailure) -> YAMLTree.ID {
        let start = position
        let isDouble = quote == "\""
        position += 1
        var text: [UInt8] = []
        while true {
            let run = position
            while position < bytes.count, !isNext(quote), !isAtBreak, !(isDouble && isNext("\\")) { position += 1 }
            text.append(contentsOf: bytes[run..<position])
            if position >= bytes.count { throw failure("this quote is never closed", at: start) }
            if isAtBreak {
                while let last = text.last, position > run, last == UInt8(ascii: " ") || last == UInt8(ascii: "\t"),
                    bytes[position - 1] == last
                {
                    text.removeLast()
                    position -= 1
                }
                skipBlanks()
                try parseQuotedBreaks(into: &text, isEscaped: false, from: start)
            } else if try !parseSpecial(&self, &text) {
                position += 1
                return tree.add(.scalar(String(decoding: text, as: UTF8.self), isPlain: false), at: start)
            }
        }
    }

    /// Folds the line breaks at the position and steps over the white space around them.
    private mutating func parseQuotedBreaks(
        into text: inout [UInt8], isEscaped: Bool, from start: Int
    ) throws(YAMLFailure) {
        var count = 0
        while isAtBreak {
            skipBreak()
            count += 1
            if position < bytes.count, isAtEnd { throw failure("the document ends inside quotes", at: start) }
            skipBlanks()
        }
        if isEscaped {
            text.append(contentsOf: repeatElement(UInt8(ascii: "\n"), count: count - 1))
        } else {
            Self.fold(count, into: &text)
        }
    }

    private mutating func parseEscape(into text: inout [UInt8]) throws(YAMLFailure) {
        let start = position
        position += 1
        if isAtBreak { return try parseQuotedBreaks(into: &text, isEscaped: true, from: start) }
        let character = peek()
        position += 1
        switch Character(Unicode.Scalar(character)) {
        case "0": text.append(0)
        case "a": text.append(0x07)
        case "b": text.append(0x08)
        case "t", "\t": text.append(0x09)
        case "n": text.append(0x0a)
        case "v": text.append(0x0b)
        case "f": text.append(0x0c)
        case "r": text.append(0x0d)
        case "e": text.append(0x1b)
        case " ", "\"", "/", "\\": text.append(character)
        case "N": text.append(contentsOf: "\u{85}".utf8)
        case "_": text.append(contentsOf: "\u{a0}".utf8)
        case "L": text.append(contentsOf: "\u{2028}".utf8)
        case "P": text.append(contentsOf: "\u{2029}".utf8)
        case "x": try parseCodePoint(digits: 2, from: start, into: &text)
        case "u": try parseCodePoint(digits: 4, from: start, into: &text)
        case "U": try parseCodePoint(digits: 8, from: start, into: &text)
        default: throw failure("there is no such escape in double quotes", at: start)
        }
    }

    private mutating func parseCodePoint(
        digits: Int, from start: Int, into text: inout [UInt8]
    ) throws(YAMLFailure) {
        var value = try parseHexDigits(digits, from: start)
        // JSON writes characters beyond the basic plane as two halves.
        if digits == 4, (0xd800..<0xdc00).contains(value), isNext("\\"), peek(1) == UInt8(ascii: "u") {
            position += 2
            let low = try parseHexDigits(4, from: start)
            guard (0xdc00..<0xe000).contains(low) else { throw failure("the escape is half of a pair", at: start) }
            value = 0x10000 + (value - 0xd800) << 10 + (low - 0xdc00)
        }
        guard let scalar = Unicode.Scalar(value) else { throw failure("the escape is no character", at: start) }
        text.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
    }

    private mutating func parseHexDigits(_ count: Int, from start: Int) throws(YAMLFailure) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<count {
            guard let digit = Self.hexDigit(peek()) else {
                throw failure("the escape needs \(count) hex digits", at: start)
            }
            value = value << 4 | UInt32(digit)
            position += 1
        }
        return value
    }
}
