/// The text of an expression, by bytes, with the places that errors name.
struct SourceText: Sendable {
    let text: String
    let bytes: [UInt8]

    init(_ text: String) {
        self.text = text
        bytes = Array(text.utf8)
    }

    /// The line, from 1, and the column in code points, from 0, of a byte.
    func position(of offset: Int) -> (line: Int, column: Int) {
        var line = 1
        var column = 0
        for byte in bytes.prefix(offset) {
            if byte == UInt8(ascii: "\n") {
                line += 1
                column = 0
            } else if byte & 0xc0 != 0x80 {
                column += 1
            }
        }
        return (line, column)
    }

    func line(_ number: Int) -> String {
        let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        return number <= lines.count ? String(decoding: lines[number - 1], as: UTF8.self) : ""
    }
}

/// One thing that is wrong with an expression.
struct CompileIssue: Sendable, Hashable {
    /// The byte of the text.
    var offset: Int
    var message: String
}

/// Why an expression cannot be compiled, as cel-go tells it: every issue with its line and a caret under the column.
struct CompileError: Error, Sendable, CustomStringConvertible {
    let source: SourceText
    let issues: [CompileIssue]

    var description: String {
        issues.map { issue in
            let (line, column) = source.position(of: issue.offset)
            let text = source.line(line).replacing("\t", with: " ")
            return "ERROR: <input>:\(line):\(column + 1): \(issue.message)\n | \(text)\n | "
                + String(repeating: ".", count: column) + "^"
        }
        .joined(separator: "\n")
    }
}

/// What an expression may be at most.
struct SyntaxLimits: Sendable {
    /// In code points.
    var size = 100_000
    /// Levels of the tree.
    var depth = 250
    /// Nodes of the tree after macros are expanded.
    var nodes = 100_000
    /// Errors that are reported.
    var errors = 100
}
