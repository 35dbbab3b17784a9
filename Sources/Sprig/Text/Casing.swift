/// Case as Go's package `unicode` maps it: one character to one, whatever the language.
extension Unicode.Scalar {
    var goUppercased: Unicode.Scalar {
        Self.single(properties.uppercaseMapping) ?? Self.single(properties.titlecaseMapping) ?? self
    }

    var goLowercased: Unicode.Scalar {
        // The dotted capital I, whose full mapping is two characters.
        value == 0x130 ? "i" : Self.single(properties.lowercaseMapping) ?? self
    }

    var goTitlecased: Unicode.Scalar { Self.single(properties.titlecaseMapping) ?? self }

    var isUpper: Bool { properties.generalCategory == .uppercaseLetter }
    var isLower: Bool { properties.generalCategory == .lowercaseLetter }
    var isTitle: Bool { properties.generalCategory == .titlecaseLetter }

    var isLetter: Bool {
        switch properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: true
        default: false
        }
    }

    var isDecimalDigit: Bool { properties.generalCategory == .decimalNumber }

    var isNumber: Bool {
        switch properties.generalCategory {
        case .decimalNumber, .letterNumber, .otherNumber: true
        default: false
        }
    }

    var isPunctuation: Bool {
        switch properties.generalCategory {
        case .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation, .initialPunctuation,
            .finalPunctuation, .otherPunctuation:
            true
        default: false
        }
    }

    private static func single(_ mapping: String) -> Unicode.Scalar? {
        let scalars = mapping.unicodeScalars
        return scalars.count == 1 ? scalars.first : nil
    }
}

enum Casing {
    /// As Go's `strings.Title`: what begins a word is in title case.
    static func title(_ scalars: [Unicode.Scalar]) -> [Unicode.Scalar] {
        var previous: Unicode.Scalar = " "
        return scalars.map { scalar in
            defer { previous = scalar }
            return separatesWords(previous) ? scalar.goTitlecased : scalar
        }
    }

    private static func separatesWords(_ scalar: Unicode.Scalar) -> Bool {
        if scalar == "_" || scalar.isLetter || scalar.isDecimalDigit { return false }
        return scalar.isASCII || scalar.isSpace
    }

    /// The first letter of each word in lower case.
    static func untitle(_ scalars: [Unicode.Scalar]) -> [Unicode.Scalar] {
        var begins = true
        return scalars.map { scalar in
            guard !scalar.isSpace else {
                begins = true
                return scalar
            }
            defer { begins = false }
            return begins ? scalar.goLowercased : scalar
        }
    }

    /// Upper and lower case exchanged; a lower-case letter that begins a word gets title case.
    static func swap(_ scalars: [Unicode.Scalar]) -> [Unicode.Scalar] {
        var begins = true
        return scalars.map { scalar in
            if scalar.isUpper || scalar.isTitle {
                begins = false
                return scalar.goLowercased
            }
            if scalar.isLower {
                defer { begins = false }
                return begins ? scalar.goTitlecased : scalar.goUppercased
            }
            begins = scalar.isSpace
            return scalar
        }
    }

    /// `some_words` as `SomeWords`. Connectors at the beginning stay, and of several between words all but one; of
    /// letters in upper case at the beginning of a word only the first stays so.
    static func pascal(_ scalars: [Unicode.Scalar]) -> [Unicode.Scalar] {
        let lead = scalars.prefix(while: isConnector)
        var result = Array(lead)
        // Of nothing but connectors the Go package writes the last one twice.
        guard lead.count < scalars.count else { return result + lead.suffix(1) }
        var isInCapitals = false
        var beginsWord = true
        for (index, scalar) in scalars.enumerated().dropFirst(lead.count) {
            if isConnector(scalar) {
                // The last of a run is what joins the words; at the end of the text nothing follows that it could join.
                let isLast = index == scalars.count - 1
                if isLast || isConnector(scalars[index + 1]) { result.append(scalar) }
                beginsWord = true
            } else if beginsWord {
                isInCapitals = scalar.isUpper
                result.append(scalar.goUppercased)
                beginsWord = false
            } else {
                isInCapitals = isInCapitals && scalar.isUpper
                result.append(isInCapitals ? scalar.goLowercased : scalar)
            }
        }
        return result
    }

    static func isConnector(_ scalar: Unicode.Scalar) -> Bool { scalar == "-" || scalar == "_" || scalar.isSpace }
}
