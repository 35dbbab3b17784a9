/// What stands between delimiters.
extension Lexer {
    func lexInsideAction() -> Step {
        if trimOfRightDelimiter != nil {
            return parentheses == 0 ? .rightDelimiter : fail("unclosed left paren")
        }
        guard let scalar = next() else { return fail("unclosed action") }
        switch scalar {
        case " ", "\t", "\r", "\n":
            backUp()
            return .space
        case "=": return emit(.assign)
        case ":": return next() == "=" ? emit(.declare) : fail("expected :=")
        case "|": return emit(.pipe)
        case "\"": return lexQuoted()
        case "`": return lexRawString()
        case "$": return isAtTerminator ? emit(.variable) : lexName(.variable, alone: .variable)
        case "'": return lexCharacterConstant()
        case ".":
            if position < input.count, !(UInt8(ascii: "0")...UInt8(ascii: "9") ~= input[position]) {
                return lexName(.field, alone: .keyword(.dot))
            }
            return lexNumber()
        case "+", "-", "0"..."9": return lexNumber()
        case "(":
            parentheses += 1
            return emit(.leftParenthesis)
        case ")":
            parentheses -= 1
            return parentheses < 0 ? fail("unexpected right paren") : emit(.rightParenthesis)
        default: return lexOther(scalar)
        }
    }

    private func lexOther(_ scalar: Unicode.Scalar) -> Step {
        if scalar.isAlphanumeric {
            backUp()
            return lexIdentifier()
        }
        if scalar.isASCII, scalar.isPrintable { return emit(.character) }
        return fail("unrecognized character in action: \(Self.named(scalar))")
    }

    func lexSpace() -> Step {
        var count = 0
        while let scalar = peek(), scalar.isASCII, Self.isSpace(UInt8(scalar.value)) {
            _ = next()
            count += 1
        }
        // A minus behind the last space may trim, and then that space belongs to the delimiter.
        if hasRightTrimMarker(at: position - 1), hasPrefix(right, at: position - 1 + Self.markerLength) {
            backUp()
            if count == 1 { return .rightDelimiter }
        }
        return emit(.space)
    }

    private func lexIdentifier() -> Step {
        skipAlphanumeric()
        guard isAtTerminator else { return failAtBadCharacter() }
        let word = String(decoding: pending, as: UTF8.self)
        if word == "true" || word == "false" { return emit(.bool) }
        guard let keyword = Token.Keyword(rawValue: word) else { return emit(.identifier) }
        if keyword == .break, !breakIsKeyword { return emit(.identifier) }
        if keyword == .continue, !continueIsKeyword { return emit(.identifier) }
        return emit(.keyword(keyword))
    }

    /// A field or variable, whose dot or dollar sign has been read.
    private func lexName(_ kind: Token.Kind, alone: Token.Kind) -> Step {
        if isAtTerminator { return emit(alone) }
        skipAlphanumeric()
        return isAtTerminator ? emit(kind) : failAtBadCharacter()
    }

    private func skipAlphanumeric() {
        while let scalar = peek(), scalar.isAlphanumeric { _ = next() }
    }

    private func failAtBadCharacter() -> Step {
        fail("bad character \(peek().map(Self.named) ?? "")")
    }

    /// Whether a name may end here.
    private var isAtTerminator: Bool {
        switch peek() {
        case nil, " ", "\t", "\r", "\n", ".", ",", "|", ":", ")", "(": true
        default: hasPrefix(right, at: position)
        }
    }

    private func lexCharacterConstant() -> Step {
        skipQuoted(until: "'") ? emit(.characterConstant) : fail("unterminated character constant")
    }

    private func lexQuoted() -> Step {
        skipQuoted(until: "\"") ? emit(.string) : fail("unterminated quoted string")
    }

    private func skipQuoted(until quote: Unicode.Scalar) -> Bool {
        while let scalar = next(), scalar != "\n" {
            if scalar == quote { return true }
            if scalar == "\\" {
                guard let escaped = next(), escaped != "\n" else { return false }
            }
        }
        return false
    }

    private func lexRawString() -> Step {
        while let scalar = next() {
            if scalar == "`" { return emit(.rawString) }
        }
        return fail("unterminated raw quoted string")
    }

    // MARK: - Numbers

    /// A number, whose first character has been read.
    private func lexNumber() -> Step {
        backUp()
        guard scanNumber() else { return failAtNumber() }
        guard let sign = peek(), sign == "+" || sign == "-" else { return emit(.number) }
        guard scanNumber(), input[position - 1] == UInt8(ascii: "i") else { return failAtNumber() }
        return emit(.complex)
    }

    private func failAtNumber() -> Step {
        fail("bad number syntax: \(GoFormat.quoted(GoString(bytes: pending)))")
    }

    private func scanNumber() -> Bool {
        _ = accept("+-")
        let decimal = "0123456789_"
        let hexadecimal = "0123456789abcdefABCDEF_"
        var digits = decimal
        if accept("0") {
            if accept("xX") {
                digits = hexadecimal
            } else if accept("oO") {
                digits = "01234567_"
            } else if accept("bB") {
                digits = "01_"
            }
        }
        acceptRun(digits)
        if accept(".") { acceptRun(digits) }
        if digits == decimal, accept("eE") { scanExponent() }
        if digits == hexadecimal, accept("pP") { scanExponent() }
        _ = accept("i")
        guard let scalar = peek(), scalar.isAlphanumeric else { return true }
        _ = next()
        return false
    }

    private func scanExponent() {
        _ = accept("+-")
        acceptRun("0123456789_")
    }

    /// A character as `%#U` prints it.
    private static func named(_ scalar: Unicode.Scalar) -> String {
        let digits = String(scalar.value, radix: 16, uppercase: true)
        let name = "U+" + String(repeating: "0", count: max(0, 4 - digits.utf8.count)) + digits
        return scalar.isPrintable ? name + " '\(scalar)'" : name
    }
}
