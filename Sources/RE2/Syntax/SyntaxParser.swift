/// A reader of RE2 syntax with the Perl extensions, as Go's `regexp.Compile` understands it.
///
/// The groups that are open stand on a stack of its own, so that no pattern is too deep to be refused.
struct SyntaxParser {
    /// A group that is open: the branches that are complete, and the pieces of the one that is being read.
    struct Group {
        /// nil: the group does not capture.
        var captureIndex: Int?
        /// Those that apply again behind the group.
        var outerFlags: SyntaxFlags
        var branches: [MeasuredSyntax] = []
        var pieces: [MeasuredSyntax] = []
        /// The literal at the end of the branch; a repetition operator applies to its last character alone.
        var literal: [UInt32] = []
        var literalFoldsCase = false
    }

    let scalars: [Unicode.Scalar]
    var position = 0
    var flags: SyntaxFlags = []
    var classes = ClassTable()
    /// Classes by the text that names them, `\pL` or `(?i)\pL`.
    var namedClasses: [String: ScalarSet] = [:]
    /// A `:]` was looked for and not found, so that it need not be looked for again.
    var lacksPOSIXEnd = false
    /// For each group its name, if it has one; the whole expression comes first.
    var captureNames: [String?] = [nil]

    var group = Group(captureIndex: nil, outerFlags: [])
    var outerGroups: [Group] = []
    private let sizeLimit: Int
    private var scalarCount = 0
    /// Where the last token begins if it is a repetition operator.
    var lastRepetition: Int?

    init(_ pattern: String, sizeLimit: Int) {
        scalars = Array(pattern.unicodeScalars)
        self.sizeLimit = min(sizeLimit, MeasuredSyntax.Limit.size)
    }

    var next: Unicode.Scalar? { position < scalars.count ? scalars[position] : nil }

    func peek(_ distance: Int) -> Unicode.Scalar? {
        position + distance < scalars.count ? scalars[position + distance] : nil
    }

    mutating func parse() throws(RegularExpressionError) -> MeasuredSyntax {
        while let scalar = next {
            let repetition = lastRepetition
            lastRepetition = nil
            try parseToken(scalar, after: repetition)
        }
        guard outerGroups.isEmpty else { throw failure(.missingParenthesis, from: 0, to: scalars.count) }
        let whole = try endGroup()
        guard whole.size * captureNames.count * 2 <= MeasuredSyntax.Limit.slots || captureNames.count == 1 else {
            throw tooLarge
        }
        return whole
    }

    mutating func parseToken(_ scalar: Unicode.Scalar, after repetition: Int?) throws(RegularExpressionError) {
        switch scalar {
        case "(": try parseGroupStart()
        case "|":
            try endBranch()
            position += 1
        case ")": try parseGroupEnd()
        case "^":
            try push(.assertion(flags.contains(.multiline) ? .beginLine : .beginText))
            position += 1
        case "$":
            try push(.assertion(flags.contains(.multiline) ? .endLine : .endText))
            position += 1
        case ".":
            try push(set: flags.contains(.dotMatchesNewline) ? .all : .allButNewline)
            position += 1
        case "[": try push(set: parseClass())
        case "*": try parseRepetition(minimum: 0, maximum: nil, length: 1, after: repetition)
        case "+": try parseRepetition(minimum: 1, maximum: nil, length: 1, after: repetition)
        case "?": try parseRepetition(minimum: 0, maximum: 1, length: 1, after: repetition)
        case "{": try parseCountedRepetition(after: repetition)
        case "\\": try parseBackslash()
        default:
            try push(literal: scalar.value)
            position += 1
        }
    }

    mutating func parseBackslash() throws(RegularExpressionError) {
        switch peek(1) {
        case "A": try push(.assertion(.beginText))
        case "z": try push(.assertion(.endText))
        case "b": try push(.assertion(.wordBoundary))
        case "B": try push(.assertion(.notWordBoundary))
        case "Q":
            position += 2
            return try parseQuotation()
        default:
            if let set = try parseClassEscape() { return try push(set: set) }
            return try push(literal: parseEscape())
        }
        position += 2
    }

    /// What follows `\Q`, up to `\E` or the end.
    mutating func parseQuotation() throws(RegularExpressionError) {
        while let scalar = next {
            if scalar == "\\", peek(1) == "E" {
                position += 2
                return
            }
            try push(literal: scalar.value)
            position += 1
        }
    }
}

// MARK: - Pieces

extension SyntaxParser {
    mutating func push(_ syntax: Syntax) throws(RegularExpressionError) {
        try push(MeasuredSyntax(syntax: syntax))
    }

    mutating func push(set: ScalarSet) throws(RegularExpressionError) {
        if let scalar = set.only { return try push(literal: scalar, foldsCase: false) }
        try count(scalars: set.ranges.count * 2)
        try push(.characterClass(classes.index(of: set)))
    }

    mutating func push(literal scalar: UInt32) throws(RegularExpressionError) {
        try push(literal: scalar, foldsCase: flags.contains(.foldsCase))
    }

    mutating func push(literal scalar: UInt32, foldsCase: Bool) throws(RegularExpressionError) {
        try count(scalars: 1)
        if foldsCase != group.literalFoldsCase { flushLiteral() }
        group.literalFoldsCase = foldsCase
        group.literal.append(scalar)
    }

    mutating func push(_ piece: MeasuredSyntax) throws(RegularExpressionError) {
        try check(piece)
        flushLiteral()
        group.pieces.append(piece)
    }

    mutating func flushLiteral() {
        guard !group.literal.isEmpty else { return }
        group.pieces.append(.literal(group.literal, foldsCase: group.literalFoldsCase))
        group.literal.removeAll()
    }

    /// Takes away what a repetition operator would apply to.
    mutating func popPiece() -> MeasuredSyntax? {
        guard let last = group.literal.popLast() else { return group.pieces.popLast() }
        flushLiteral()
        return .literal([last], foldsCase: group.literalFoldsCase)
    }

    mutating func count(scalars count: Int) throws(RegularExpressionError) {
        scalarCount += count
        if scalarCount > MeasuredSyntax.Limit.scalars { throw tooLarge }
    }

    func check(_ piece: MeasuredSyntax) throws(RegularExpressionError) {
        if piece.size > sizeLimit { throw tooLarge }
        if piece.height > MeasuredSyntax.Limit.height {
            throw failure(.nestingDepth, from: 0, to: scalars.count)
        }
    }

    private var tooLarge: RegularExpressionError { failure(.tooLarge, from: 0, to: scalars.count) }

    func failure(_ code: RegularExpressionError.Code, from start: Int, to end: Int? = nil) -> RegularExpressionError {
        var expression = ""
        expression.unicodeScalars.append(contentsOf: scalars[start..<(end ?? position)])
        return RegularExpressionError(code: code, expression: expression)
    }
}

extension Unicode.Scalar {
    var isDigit: Bool { "0"..."9" ~= self }
    var isOctalDigit: Bool { "0"..."7" ~= self }
    var isWord: Bool { isDigit || "a"..."z" ~= self || "A"..."Z" ~= self || self == "_" }

    var hexDigit: UInt32? {
        switch self {
        case "0"..."9": value - 0x30
        case "a"..."f": value - 0x61 + 10
        case "A"..."F": value - 0x41 + 10
        default: nil
        }
    }
}
