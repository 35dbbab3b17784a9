/// Reads the characters of a `--set` line.
struct SetReader {
    private let scalars: [Unicode.Scalar]
    private(set) var position = 0
    /// Whether `\` takes the next character as it is.
    private let hasEscapes: Bool

    init(_ line: String, hasEscapes: Bool) {
        scalars = Array(line.unicodeScalars)
        self.hasEscapes = hasEscapes
    }

    /// What comes before one of the characters, and which of them that is: nil at the end of the line.
    mutating func text(until stops: Set<Unicode.Scalar>) -> (text: String, stop: Unicode.Scalar?) {
        var text = String.UnicodeScalarView()
        while position < scalars.count {
            let scalar = scalars[position]
            position += 1
            if stops.contains(scalar) { return (String(text), scalar) }
            if scalar == "\\", hasEscapes {
                guard position < scalars.count else { break }
                text.append(scalars[position])
                position += 1
            } else {
                text.append(scalar)
            }
        }
        return (String(text), nil)
    }

    var next: Unicode.Scalar? { position < scalars.count ? scalars[position] : nil }

    mutating func skip() { position += 1 }

    /// Skips white space, and a comma after it.
    ///
    /// - Returns: Whether nothing else came before the comma or the end of the line.
    mutating func skipEmpty() -> Bool {
        while let scalar = next {
            if scalar == "," {
                skip()
                return true
            }
            guard scalar.properties.isWhitespace else { return false }
            skip()
        }
        return true
    }

    /// Takes what is JSON from here on.
    mutating func takeJSON() -> String? {
        let rest = scalars[position...]
        guard let end = JSONExtent.end(of: rest) else { return nil }
        defer { position = end }
        var text = String.UnicodeScalarView()
        text.append(contentsOf: rest[..<end])
        return String(text)
    }
}

/// How far a JSON value reaches in a text that goes on after it.
private enum JSONExtent {
    static func end(of text: ArraySlice<Unicode.Scalar>) -> Int? {
        let start = text.firstIndex { !" \t\r\n".unicodeScalars.contains($0) } ?? text.endIndex
        guard let first = text[start...].first else { return nil }
        switch first {
        case "{", "[": return endOfContainer(text[start...])
        case "\"": return endOfString(text[start...])
        case "t", "n": return start + 4 <= text.endIndex ? start + 4 : nil
        case "f": return start + 5 <= text.endIndex ? start + 5 : nil
        default: return endOfNumber(text[start...])
        }
    }

    private static func endOfContainer(_ text: ArraySlice<Unicode.Scalar>) -> Int? {
        var (depth, index) = (0, text.startIndex)
        while index < text.endIndex {
            switch text[index] {
            case "{", "[": depth += 1
            case "}", "]":
                depth -= 1
                if depth == 0 { return index + 1 }
            case "\"":
                guard let end = endOfString(text[index...]) else { return nil }
                index = end
                continue
            default: break
            }
            index += 1
        }
        return nil
    }

    private static func endOfString(_ text: ArraySlice<Unicode.Scalar>) -> Int? {
        var index = text.startIndex + 1
        while index < text.endIndex {
            if text[index] == "\"" { return index + 1 }
            index += text[index] == "\\" ? 2 : 1
        }
        return nil
    }

    /// `-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?`, as much as there is.
    private static func endOfNumber(_ text: ArraySlice<Unicode.Scalar>) -> Int? {
        var index = text.startIndex
        func digits(_ from: Int) -> Int { text[from...].prefix { ("0"..."9").contains($0) }.endIndex }
        if text[index] == "-" { index += 1 }
        guard index < text.endIndex, ("0"..."9").contains(text[index]) else { return nil }
        index = text[index] == "0" ? index + 1 : digits(index)
        if index < text.endIndex, text[index] == "." {
            let end = digits(index + 1)
            guard end > index + 1 else { return nil }
            index = end
        }
        if index < text.endIndex, text[index] == "e" || text[index] == "E" {
            index += 1
            if index < text.endIndex, text[index] == "+" || text[index] == "-" { index += 1 }
            let end = digits(index)
            guard end > index else { return nil }
            index = end
        }
        return index
    }
}
