import GoTemplate
import Sprig

/// Writes YAML as go-yaml v2 does, byte by byte, which is what Helm's `toYaml` prints: keys in an order that knows
/// numbers, lists at the column of their key, and lines folded at spaces beyond column 80.
struct GoYAMLWriter {
    static let foldingColumn = 80
    private static let longestSimpleKey = 128

    private(set) var bytes: [UInt8] = []
    /// In characters.
    private(set) var column = 0
    /// The column where lines begin; below zero before the first.
    private(set) var indent = -1
    /// Whether the last character was white space.
    private var isAfterSpace = true
    /// Whether nothing but indentation and indicators of it stands on the line.
    private var isIndentation = true
    /// How much of the text has been charged.
    private var charged = 0

    /// The text of a value, with a newline at its end.
    static func text(_ value: GoYAMLNode, _ call: any FunctionCall) throws(FunctionFailure) -> [UInt8] {
        var writer = GoYAMLWriter()
        try writer.write(value, inMapping: false, call)
        writer.indent = -1
        writer.startLine()
        try writer.charge(call)
        return writer.bytes
    }

    private mutating func charge(_ call: any FunctionCall) throws(FunctionFailure) {
        try call.charge(bytes: bytes.count - charged)
        charged = bytes.count
    }

    private mutating func write(
        _ node: GoYAMLNode, inMapping: Bool, _ call: any FunctionCall
    ) throws(FunctionFailure) {
        if bytes.count - charged > 4096 { try charge(call) }
        switch node {
        case .plain(let text): write(text, .plain)
        case .string(let text): write(text, ScalarStyle(text, isKey: false))
        case .list(let elements):
            guard !elements.isEmpty else { return writeIndicator("[]", needsSpace: true) }
            let outer = indent
            increaseIndent(byNothing: inMapping && !isIndentation)
            for element in elements {
                startLine()
                writeIndicator("-", needsSpace: true, isIndentation: true)
                try write(element, inMapping: false, call)
            }
            indent = outer
        case .map(let members):
            guard !members.isEmpty else { return writeIndicator("{}", needsSpace: true) }
            let outer = indent
            increaseIndent()
            for (key, value) in members {
                startLine()
                writeKey(key)
                try write(value, inMapping: true, call)
            }
            indent = outer
        }
    }

    private mutating func writeKey(_ key: String) {
        let hasBreak = key.unicodeScalars.contains(where: \.isYAMLBreak)
        guard hasBreak || key.utf8.count > Self.longestSimpleKey else {
            write(key, ScalarStyle(key, isKey: true), folds: false)
            return writeIndicator(":", needsSpace: false)
        }
        writeIndicator("?", needsSpace: true, isIndentation: true)
        write(key, ScalarStyle(key, isKey: false))
        startLine()
        writeIndicator(":", needsSpace: true, isIndentation: true)
    }

    private mutating func write(_ text: String, _ style: ScalarStyle, folds: Bool = true) {
        let outer = indent
        indent = indent < 0 ? 2 : indent + 2
        let scalars = Array(text.unicodeScalars)
        switch style {
        case .plain: writePlain(scalars, folds: folds)
        case .singleQuoted: writeSingleQuoted(scalars, folds: folds)
        case .doubleQuoted: writeDoubleQuoted(scalars, folds: folds)
        case .literal: writeLiteral(scalars)
        }
        indent = outer
    }
}

// MARK: - Marks

extension GoYAMLWriter {
    private mutating func increaseIndent(byNothing: Bool = false) {
        if indent < 0 { indent = 0 } else if !byNothing { indent += 2 }
    }

    mutating func put(_ byte: UInt8) {
        bytes.append(byte)
        column += 1
    }

    mutating func put(_ scalar: Unicode.Scalar) {
        bytes += UTF8.encode(scalar).map(Array.init) ?? []
        column += 1
    }

    mutating func putBreak(_ scalar: Unicode.Scalar = "\n") {
        put(scalar)
        column = 0
    }

    /// Goes to a new line, unless the cursor is at the beginning of one.
    mutating func startLine() {
        let indent = max(indent, 0)
        if !isIndentation || column > indent || (column == indent && !isAfterSpace) { putBreak() }
        while column < indent { put(UInt8(ascii: " ")) }
        isAfterSpace = true
        isIndentation = true
    }

    mutating func writeIndicator(_ text: String, needsSpace: Bool, isIndentation: Bool = false) {
        if needsSpace, !isAfterSpace { put(UInt8(ascii: " ")) }
        for byte in text.utf8 { put(byte) }
        isAfterSpace = false
        self.isIndentation = self.isIndentation && isIndentation
    }

    mutating func startScalar() {
        if !isAfterSpace { put(UInt8(ascii: " ")) }
    }

    mutating func endScalar() {
        isAfterSpace = false
        isIndentation = false
    }

    /// Says that the cursor is where a line begins.
    mutating func beginLine(afterSpace: Bool? = nil) {
        isIndentation = true
        if let afterSpace { isAfterSpace = afterSpace }
    }

    mutating func leaveIndentation() { isIndentation = false }
}
