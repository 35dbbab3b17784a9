extension SyntaxParser {
    mutating func openGroup(captures: Bool, name: String? = nil) {
        outerGroups.append(group)
        group = Group(captureIndex: captures ? captureNames.count : nil, outerFlags: flags)
        if captures { captureNames.append(name) }
    }

    mutating func parseGroupStart() throws(RegularExpressionError) {
        if peek(1) == "?" { return try parsePerlGroup() }
        openGroup(captures: true)
        position += 1
    }

    mutating func parseGroupEnd() throws(RegularExpressionError) {
        guard !outerGroups.isEmpty else { throw failure(.unexpectedParenthesis, from: 0, to: scalars.count) }
        var piece = try endGroup()
        if let index = group.captureIndex { piece = piece.captured(as: index) }
        flags = group.outerFlags
        group = outerGroups.removeLast()
        try push(piece)
        position += 1
    }

    mutating func endBranch() throws(RegularExpressionError) {
        flushLiteral()
        let branch = MeasuredSyntax.joining(group.pieces, as: Syntax.concatenation, sizeOfJoint: 0)
        try check(branch)
        group.branches.append(group.pieces.isEmpty ? MeasuredSyntax(syntax: .empty) : branch)
        group.pieces.removeAll()
    }

    mutating func endGroup() throws(RegularExpressionError) -> MeasuredSyntax {
        try endBranch()
        let branches = joinSingleCharacters(group.branches)
        let alternation = MeasuredSyntax.joining(branches, as: Syntax.alternation, sizeOfJoint: 1)
        try check(alternation)
        return alternation
    }

    /// Makes one class of neighbouring branches that are a character or a class each.
    mutating func joinSingleCharacters(_ branches: [MeasuredSyntax]) -> [MeasuredSyntax] {
        var joined: [MeasuredSyntax] = []
        var start = 0
        while start < branches.count {
            var ranges: [ClosedRange<UInt32>] = []
            var end = start
            while end < branches.count, let set = singleCharacters(branches[end].syntax) {
                ranges.append(contentsOf: set.ranges)
                end += 1
            }
            if end > start + 1 {
                joined.append(MeasuredSyntax(syntax: .characterClass(classes.index(of: ScalarSet(joining: ranges)))))
                start = end
            } else {
                joined.append(branches[start])
                start += 1
            }
        }
        return joined
    }

    private func singleCharacters(_ syntax: Syntax) -> ScalarSet? {
        switch syntax {
        case .literal(let scalars, let foldsCase):
            guard scalars.count == 1, let scalar = scalars.first else { return nil }
            return foldsCase ? CaseFolding.orbit(of: scalar) : ScalarSet(ranges: [scalar...scalar])
        case .characterClass(let index): return classes.sets[index]
        default: return nil
        }
    }
}

// MARK: - Perl

extension SyntaxParser {
    /// `(?P<name>`, `(?<name>`, `(?:` or flags.
    mutating func parsePerlGroup() throws(RegularExpressionError) {
        let start = position
        if peek(2) == "P", peek(3) == "<", peek(4) != nil { return try parseNamedGroup(nameAt: start + 4) }
        if peek(2) == "<", peek(3) != nil { return try parseNamedGroup(nameAt: start + 3) }
        position += 2
        var changed = flags
        var isNegated = false
        var hasFlag = false
        while let scalar = next {
            position += 1
            switch scalar {
            case "i", "m", "s", "U":
                hasFlag = true
                changed.set(scalar, to: !isNegated)
            case "-" where !isNegated:
                isNegated = true
                hasFlag = false
            case ":" where hasFlag || !isNegated:
                openGroup(captures: false)
                flags = changed
                return
            case ")" where hasFlag || !isNegated:
                flags = changed
                return
            default:
                throw failure(.invalidPerlOperator, from: start)
            }
        }
        throw failure(.invalidPerlOperator, from: start)
    }

    mutating func parseNamedGroup(nameAt nameStart: Int) throws(RegularExpressionError) {
        guard let end = scalars[nameStart...].firstIndex(of: ">") else {
            throw failure(.invalidNamedCapture, from: position, to: scalars.count)
        }
        let name = scalars[nameStart..<end]
        guard !name.isEmpty, name.allSatisfy(\.isWord) else {
            throw failure(.invalidNamedCapture, from: position, to: end + 1)
        }
        var text = ""
        text.unicodeScalars.append(contentsOf: name)
        openGroup(captures: true, name: text)
        position = end + 1
    }
}

extension SyntaxFlags {
    fileprivate mutating func set(_ letter: Unicode.Scalar, to isOn: Bool) {
        let flag: SyntaxFlags =
            switch letter {
            case "i": .foldsCase
            case "m": .multiline
            case "s": .dotMatchesNewline
            default: .lazy
            }
        if isOn { insert(flag) } else { remove(flag) }
    }
}
