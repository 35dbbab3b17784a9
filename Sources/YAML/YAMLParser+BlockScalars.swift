/// Literal (`|`) and folded (`>`) scalars.
extension YAMLParser {
    private enum Chomping {
        case clip, strip, keep
    }

    private struct BlockHeader {
        var chomping = Chomping.clip
        /// The columns by which the content is indented further than the collection around it.
        var increment: Int?
    }

    mutating func parseBlockScalar(indent: Int) throws(YAMLFailure) -> YAMLTree.ID {
        let start = position
        let isLiteral = isNext("|")
        position += 1
        let header = try parseBlockHeader()
        var pendingBreaks = 0
        let contentColumn: Int
        if let increment = header.increment {
            contentColumn = max(indent, 0) + increment
            pendingBreaks = skipBlockBreaks(contentColumn)
        } else {
            (contentColumn, pendingBreaks) = try findBlockContent(indent: indent)
        }

        var text: [UInt8] = []
        var endsLine = false
        var previousIsMoreIndented = false
        while position < bytes.count, column == contentColumn {
            let isMoreIndented = isAtBlank
            if endsLine {
                let folds = !isLiteral && !previousIsMoreIndented && !isMoreIndented
                if !folds {
                    text.append(UInt8(ascii: "\n"))
                } else if pendingBreaks == 0 {
                    text.append(UInt8(ascii: " "))
                }
            }
            text.append(contentsOf: repeatElement(UInt8(ascii: "\n"), count: pendingBreaks))
            previousIsMoreIndented = isMoreIndented
            let line = position
            while position < bytes.count, !isAtBreak { position += 1 }
            text.append(contentsOf: bytes[line..<position])
            endsLine = isAtBreak
            if endsLine { skipBreak() }
            pendingBreaks = skipBlockBreaks(contentColumn)
        }
        if header.chomping != .strip, endsLine { text.append(UInt8(ascii: "\n")) }
        if header.chomping == .keep { text.append(contentsOf: repeatElement(UInt8(ascii: "\n"), count: pendingBreaks)) }
        return tree.add(.scalar(String(decoding: text, as: UTF8.self), isPlain: false), at: start)
    }

    private mutating func parseBlockHeader() throws(YAMLFailure) -> BlockHeader {
        var header = BlockHeader()
        var hasChomping = false
        while true {
            if !hasChomping, isNext("+") || isNext("-") {
                header.chomping = isNext("+") ? .keep : .strip
                hasChomping = true
            } else if header.increment == nil, (UInt8(ascii: "1")...UInt8(ascii: "9")).contains(peek()) {
                header.increment = Int(peek() - UInt8(ascii: "0"))
            } else {
                break
            }
            position += 1
        }
        skipBlanks()
        skipComment()
        guard isAtBreak || position == bytes.count else {
            throw failure("expected the end of the line after a block scalar's header, found \(found)")
        }
        if isAtBreak { skipBreak() }
        return header
    }

    /// Moves to the first line that is not empty; its indentation is the content's.
    private mutating func findBlockContent(indent: Int) throws(YAMLFailure) -> (column: Int, breaks: Int) {
        var breaks = 0
        var deepest = 0
        while true {
            while isNext(" ") { position += 1 }
            deepest = max(deepest, column)
            if isNext("\t"), column <= max(indent, 0) { throw failure("a tab may not indent a line") }
            guard isAtBreak else { break }
            skipBreak()
            breaks += 1
        }
        return (max(deepest, indent + 1, 1), breaks)
    }

    /// Steps over empty lines, and over the indentation of the line after them up to a column.
    private mutating func skipBlockBreaks(_ contentColumn: Int) -> Int {
        var breaks = 0
        while true {
            while column < contentColumn, isNext(" ") { position += 1 }
            guard isAtBreak else { return breaks }
            skipBreak()
            breaks += 1
        }
    }
}
