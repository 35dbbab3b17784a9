extension SyntaxParser {
    /// An escape that stands for one code point.
    mutating func parseEscape() throws(RegularExpressionError) -> UInt32 {
        let start = position
        position += 1
        guard let scalar = next else { throw failure(.trailingBackslash, from: position) }
        position += 1
        switch scalar {
        case "1"..."7":
            // One digit alone would be a back-reference.
            if next?.isOctalDigit == true { return parseOctal(startingWith: scalar) }
        case "0": return parseOctal(startingWith: scalar)
        case "x":
            if let value = parseHexadecimal() { return value }
        case "a": return 0x07
        case "f": return 0x0c
        case "n": return 0x0a
        case "r": return 0x0d
        case "t": return 0x09
        case "v": return 0x0b
        default:
            if scalar.isASCII, !scalar.isWord || scalar == "_" { return scalar.value }
        }
        throw failure(.invalidEscape, from: start)
    }

    private mutating func parseOctal(startingWith first: Unicode.Scalar) -> UInt32 {
        var value = first.value - 0x30
        for _ in 1..<3 {
            guard let digit = next, digit.isOctalDigit else { break }
            value = value * 8 + digit.value - 0x30
            position += 1
        }
        return value
    }

    /// `7F` or `{10FFFF}`. Stops behind the character that cannot be.
    private mutating func parseHexadecimal() -> UInt32? {
        guard let first = take() else { return nil }
        guard first == "{" else {
            guard let second = take(), let high = first.hexDigit, let low = second.hexDigit else { return nil }
            return high * 16 + low
        }
        var value: UInt32?
        while let scalar = take() {
            if scalar == "}" { return value }
            guard let digit = scalar.hexDigit else { return nil }
            let extended = (value ?? 0) * 16 + digit
            if extended > ScalarSet.maximum { return nil }
            value = extended
        }
        return nil
    }

    private mutating func take() -> Unicode.Scalar? {
        guard let scalar = next else { return nil }
        position += 1
        return scalar
    }

    /// A class behind a backslash: `\d` or `\p{Greek}`. nil: the escape is of another kind, and is not read.
    mutating func parseClassEscape() throws(RegularExpressionError) -> ScalarSet? {
        guard next == "\\", let letter = peek(1) else { return nil }
        if letter == "p" || letter == "P" { return try parseUnicodeClass() }
        guard let perl = Self.perlClass(letter) else { return nil }
        position += 2
        return folded(perl.set, isNegated: perl.isNegated)
    }

    private static func perlClass(_ letter: Unicode.Scalar) -> (set: ScalarSet, isNegated: Bool)? {
        switch letter {
        case "d", "D": (ScalarSet(ranges: [0x30...0x39]), letter == "D")
        case "s", "S": (ScalarSet(ranges: [0x09...0x0a, 0x0c...0x0d, 0x20...0x20]), letter == "S")
        case "w", "W": (.word, letter == "W")
        default: nil
        }
    }

    /// What a named class stands for under the flags: folding comes before negation.
    func folded(_ set: ScalarSet, isNegated: Bool) -> ScalarSet {
        let folded = flags.contains(.foldsCase) ? CaseFolding.closure(of: set) : set
        return isNegated ? folded.inverted : folded
    }

    private mutating func parseUnicodeClass() throws(RegularExpressionError) -> ScalarSet {
        let start = position
        guard let first = peek(2) else { throw failure(.invalidClassRange, from: start, to: scalars.count) }
        var name: ArraySlice<Unicode.Scalar>
        let end: Int
        if first == "{" {
            guard let brace = scalars[start...].firstIndex(of: "}") else {
                throw failure(.invalidClassRange, from: start, to: scalars.count)
            }
            name = scalars[start + 3..<brace]
            end = brace + 1
        } else {
            name = scalars[start + 2..<start + 3]
            end = start + 3
        }
        var isNegated = peek(1) == "P"
        if name.first == "^" {
            isNegated.toggle()
            name = name.dropFirst()
        }
        guard let set = namedClass(name, isNegated: isNegated) else {
            throw failure(.invalidClassRange, from: start, to: end)
        }
        position = end
        return set
    }

    private mutating func namedClass(_ name: ArraySlice<Unicode.Scalar>, isNegated: Bool) -> ScalarSet? {
        // Strings compare by canonical equivalence, which ASCII knows not of.
        guard name.count < 64, name.allSatisfy(\.isASCII) else { return nil }
        var text = ""
        text.unicodeScalars.append(contentsOf: name)
        let key = (isNegated ? "^" : "=") + (flags.contains(.foldsCase) ? "i" : "=") + text
        if let known = namedClasses[key] { return known }
        guard let set = UnicodeTables.set(named: text) else { return nil }
        let made = folded(set, isNegated: isNegated)
        namedClasses[key] = made
        return made
    }
}
