/// The bodies of scalars in their styles.
extension GoYAMLWriter {
    mutating func writePlain(_ scalars: [Unicode.Scalar], folds: Bool) {
        startScalar()
        writeFolding(scalars, folds: folds, isQuoted: false)
        endScalar()
    }

    mutating func writeSingleQuoted(_ scalars: [Unicode.Scalar], folds: Bool) {
        writeIndicator("'", needsSpace: true)
        writeFolding(scalars, folds: folds, isQuoted: true)
        writeIndicator("'", needsSpace: false)
        endScalar()
    }

    /// A space beyond the folding column that stands alone becomes a new line.
    private mutating func writeFolding(_ scalars: [Unicode.Scalar], folds: Bool, isQuoted: Bool) {
        var (isInSpaces, isInBreaks) = (false, false)
        for (index, scalar) in scalars.enumerated() {
            let isLast = index + 1 == scalars.count
            if scalar == " " {
                let isInside = !isQuoted || index > 0 && !isLast
                if folds, !isInSpaces, column > Self.foldingColumn, isInside, !isLast, scalars[index + 1] != " " {
                    startLine()
                } else {
                    put(scalar)
                }
                isInSpaces = true
            } else if scalar.isYAMLBreak {
                if !isInBreaks, scalar == "\n" { putBreak() }
                putBreak(scalar)
                beginLine()
                isInBreaks = true
            } else {
                if isInBreaks { startLine() }
                if isQuoted, scalar == "'" { put(scalar) }
                put(scalar)
                leaveIndentation()
                (isInSpaces, isInBreaks) = (false, false)
            }
        }
    }

    mutating func writeDoubleQuoted(_ scalars: [Unicode.Scalar], folds: Bool) {
        writeIndicator("\"", needsSpace: true)
        // A byte order mark at the start makes go-yaml take every character for one.
        let isMarked = scalars.first == "\u{feff}"
        var isInSpaces = false
        for (index, scalar) in scalars.enumerated() {
            let needsEscape =
                isMarked || !scalar.isYAMLPrintable || scalar.isYAMLBreak || scalar == "\"" || scalar == "\\"
            if needsEscape {
                writeEscape(scalar)
                isInSpaces = false
            } else if scalar == " " {
                let isInside = index > 0 && index + 1 < scalars.count
                if folds, !isInSpaces, column > Self.foldingColumn, isInside {
                    startLine()
                    if scalars[index + 1] == " " { put(UInt8(ascii: "\\")) }
                } else {
                    put(scalar)
                }
                isInSpaces = true
            } else {
                put(scalar)
                isInSpaces = false
            }
        }
        writeIndicator("\"", needsSpace: false)
        endScalar()
    }

    private static let escapes: [Unicode.Scalar: String] = [
        "\0": "0", "\u{7}": "a", "\u{8}": "b", "\t": "t", "\n": "n", "\u{b}": "v", "\u{c}": "f", "\r": "r",
        "\u{1b}": "e", "\"": "\"", "\\": "\\", "\u{85}": "N", "\u{a0}": "_", "\u{2028}": "L", "\u{2029}": "P",
    ]

    private mutating func writeEscape(_ scalar: Unicode.Scalar) {
        let escape: String
        if let short = Self.escapes[scalar] {
            escape = short
        } else {
            let (letter, width) = scalar.value <= 0xff ? ("x", 2) : scalar.value <= 0xffff ? ("u", 4) : ("U", 8)
            let digits = String(scalar.value, radix: 16, uppercase: true)
            escape = letter + String(repeating: "0", count: width - digits.count) + digits
        }
        for byte in "\\\(escape)".utf8 { put(byte) }
    }

    mutating func writeLiteral(_ scalars: [Unicode.Scalar]) {
        writeIndicator("|", needsSpace: true)
        if let first = scalars.first, first == " " || first.isYAMLBreak { writeIndicator("2", needsSpace: false) }
        let trailing = scalars.reversed().prefix(while: \.isYAMLBreak).count
        // Without a break at the end, and with more than one or nothing but one.
        if trailing == 0 {
            writeIndicator("-", needsSpace: false)
        } else if trailing > 1 || scalars.count == 1 {
            writeIndicator("+", needsSpace: false)
        }
        putBreak()
        beginLine(afterSpace: true)
        var isAtLineStart = true
        for scalar in scalars {
            if scalar.isYAMLBreak {
                putBreak(scalar)
                beginLine()
                isAtLineStart = true
            } else {
                if isAtLineStart { startLine() }
                put(scalar)
                leaveIndentation()
                isAtLineStart = false
            }
        }
    }
}

extension Unicode.Scalar {
    /// What YAML 1.1 takes for a line break.
    var isYAMLBreak: Bool {
        switch self {
        case "\n", "\r", "\u{85}", "\u{2028}", "\u{2029}": true
        default: false
        }
    }

    /// What go-yaml writes as it is: nothing beyond the basic plane, and no tab.
    var isYAMLPrintable: Bool {
        switch value {
        case 0x0a, 0x20...0x7e, 0xa0...0xd7ff, 0xe000...0xfefe, 0xff00...0xfffd: true
        default: false
        }
    }
}
