/// Why an expression has no value.
public struct CELFailure: Error, Sendable, Hashable {
    public enum Stage: String, Sendable {
        /// The text is no expression, or its types do not fit.
        case compilation
        /// The values do not have what is asked of them, or the evaluation costs too much.
        case evaluation
    }

    public struct Problem: Sendable, Hashable {
        /// From 1.
        public let line: Int
        /// In code points, from 1.
        public let column: Int
        /// In the words of cel-go.
        public let message: String

        public init(line: Int, column: Int, message: String) {
            self.line = line
            self.column = column
            self.message = message
        }
    }

    public let stage: Stage
    /// At least one, in the order of the text.
    public let problems: [Problem]

    init(_ error: CompileError) {
        stage = .compilation
        problems = error.issues.map { Problem($0.message, at: $0.offset, in: error.source) }
    }

    init(_ error: EvaluationError, in source: SourceText) {
        stage = .evaluation
        problems = [Problem(error.message, at: error.offset ?? 0, in: source)]
    }
}

extension CELFailure: CustomStringConvertible {
    /// `1:5: no such key: a`, a line for every problem.
    public var description: String {
        problems.map { "\($0.line):\($0.column): \($0.message)" }.joined(separator: "\n")
    }

    /// Every problem with the line of the expression that it is in.
    public func rendered(in text: String) -> String {
        problems.map { $0.rendered(in: text) }.joined(separator: "\n")
    }
}

extension CELFailure.Problem {
    fileprivate init(_ message: String, at offset: Int, in source: SourceText) {
        let (line, column) = source.position(of: offset)
        self.init(line: line, column: column + 1, message: message)
    }

    /// The message, the line of the expression, and a caret under the column:
    ///
    ///     no such key: b
    ///      1 | a.b > 2
    ///        |  ^
    ///
    /// Of a long line, what is around the column is shown. Control characters become spaces, so that a terminal shows the
    /// text and does nothing else.
    public func rendered(in text: String) -> String {
        let shown = SourceText(text).line(line).unicodeScalars.map { Self.isShown($0) ? $0 : " " }
        let place = min(max(column - 1, 0), shown.count)
        let start = shown.count <= Self.width ? 0 : max(0, min(place - Self.width / 2, shown.count - Self.width))
        let end = min(shown.count, start + Self.width)
        let before = start > 0 ? "…" : ""
        let after = end < shown.count ? "…" : ""
        var excerpt = ""
        excerpt.unicodeScalars.append(contentsOf: shown[start..<end])
        let number = " \(line) | "
        let margin = String(repeating: " ", count: number.count - 2) + "| "
        let indent = String(repeating: " ", count: place - start + before.count)
        return "\(Self.clean(message))\n\(number)\(before)\(excerpt)\(after)\n\(margin)\(indent)^"
    }

    /// The most code points of a line.
    private static let width = 100

    private static func isShown(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator: false
        default: true
        }
    }

    private static func clean(_ message: String) -> String {
        var result = ""
        result.unicodeScalars.append(contentsOf: message.unicodeScalars.map { isShown($0) ? $0 : " " })
        return result
    }
}
