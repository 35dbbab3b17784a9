/// A pattern of Go's `filepath.Match`: `*` and `?` match anything but a slash, `[a-z]` and `[^a-z]` one character of a
/// set, and `\` takes the next character as it is.
struct GoPattern: Sendable {
    private enum Part: Sendable {
        case star
        case any
        case literal(Unicode.Scalar)
        case set([ClosedRange<Unicode.Scalar>], isNegated: Bool)
    }

    private let parts: [Part]

    /// - Throws: `chart`, for an open set or a backslash at the end.
    init(_ text: String) throws(ChartError) {
        var rest = text.unicodeScalars[...]
        var parts: [Part] = []
        while let scalar = rest.popFirst() {
            switch scalar {
            case "*": parts.append(.star)
            case "?": parts.append(.any)
            case "[": parts.append(try Self.set(&rest))
            case "\\":
                guard let escaped = rest.popFirst() else { throw Self.syntaxError }
                parts.append(.literal(escaped))
            default: parts.append(.literal(scalar))
            }
        }
        self.parts = parts
    }

    private static let syntaxError = ChartError(.chart, "syntax error in pattern")

    private static func set(_ rest: inout Substring.UnicodeScalarView) throws(ChartError) -> Part {
        let isNegated = rest.first == "^"
        if isNegated { rest.removeFirst() }
        var ranges: [ClosedRange<Unicode.Scalar>] = []
        var isEmpty = true
        while isEmpty || rest.first != "]" {
            isEmpty = false
            let low = try member(&rest)
            var high = low
            if rest.first == "-" {
                rest.removeFirst()
                high = try member(&rest)
            }
            // A range that is upside down matches nothing.
            if low <= high { ranges.append(low...high) }
        }
        rest.removeFirst()
        return .set(ranges, isNegated: isNegated)
    }

    private static func member(_ rest: inout Substring.UnicodeScalarView) throws(ChartError) -> Unicode.Scalar {
        guard let scalar = rest.popFirst(), scalar != "-", scalar != "]" else { throw syntaxError }
        guard scalar == "\\" else {
            if rest.isEmpty { throw syntaxError }
            return scalar
        }
        guard let escaped = rest.popFirst(), !rest.isEmpty else { throw syntaxError }
        return escaped
    }

    /// Whether the pattern matches the whole text; takes time in proportion to both lengths at most.
    func matches(_ text: String) -> Bool {
        let scalars = Array(text.unicodeScalars)
        var (part, position) = (0, 0)
        /// Where to go on with one character more for the last star.
        var retry: (part: Int, position: Int)?
        while position < scalars.count || part < parts.count {
            if part < parts.count, case .star = parts[part] {
                retry = (part + 1, position)
                part += 1
            } else if part < parts.count, position < scalars.count, matches(parts[part], scalars[position]) {
                part += 1
                position += 1
            } else if let (after, start) = retry, start < scalars.count, scalars[start] != "/" {
                retry = (after, start + 1)
                (part, position) = (after, start + 1)
            } else {
                return false
            }
        }
        return true
    }

    private func matches(_ part: Part, _ scalar: Unicode.Scalar) -> Bool {
        switch part {
        case .star: false
        case .any: scalar != "/"
        case .literal(let literal): scalar == literal
        case .set(let ranges, let isNegated): ranges.contains { $0.contains(scalar) } != isNegated
        }
    }
}
