/// Formats of names, addresses and spans of time.
extension SchemaFormat {
    /// Go reads leading zeros of IPv4 addresses as decimal, and takes `::ffff:10.0.0.1` for one.
    static func isIPv4(_ text: String) -> Bool {
        text.contains(".") && sloppyAddress(text) != nil
    }

    static func isCIDR(_ text: String) -> Bool {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, let address = sloppyAddress(String(parts[0])), !parts[1].isEmpty,
            parts[1].utf8.count <= 4, let length = number(parts[1].utf8)
        else { return false }
        return length <= address.bytes.count * 8
    }

    private static func sloppyAddress(_ text: String) -> NetworkAddress? {
        guard text.contains("."), text.utf8.count < 64 else { return NetworkAddress(parsing: text) }
        let start = text.lastIndex(of: ":").map { text.index(after: $0) } ?? text.startIndex
        let octets = text[start...].split(separator: ".", omittingEmptySubsequences: false).map { octet in
            let digits = octet.drop { $0 == "0" }
            return digits.isEmpty && !octet.isEmpty ? "0" : String(digits)
        }
        return NetworkAddress(parsing: text[..<start] + octets.joined(separator: "."))
    }

    /// A name of one label, or of labels and a last one of letters (RFC 1034 as Kubernetes reads it).
    static func isHostname(_ text: String) -> Bool {
        let labels = text.split(separator: ".", omittingEmptySubsequences: false).map(\.unicodeScalars)
        guard text.utf8.count <= 255, labels.allSatisfy({ (1...63).contains(String($0).utf8.count) }),
            labels.allSatisfy({ $0.first.map(isHostLetter) == true })
        else { return false }
        if labels.count == 1 {
            // One hyphen may follow the first letter, and none may come later.
            let rest = labels[0].dropFirst()
            return (rest.first == "-" ? rest.dropFirst() : rest).allSatisfy(isHostLetter)
        }
        guard let last = labels.last, last.count >= 2, last.allSatisfy({ isHostLetter($0) && !isSymbolOrDigit($0) })
        else { return false }
        return labels.dropLast().allSatisfy { label in
            label.allSatisfy { isHostLetter($0) || $0 == "-" } && label.last.map(isHostLetter) == true
        }
    }

    private static func isHostLetter(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII, isDigit(UInt8(scalar.value)) { return true }
        return switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .mathSymbol,
            .currencySymbol, .modifierSymbol, .otherSymbol:
            true
        default: false
        }
    }

    private static func isSymbolOrDigit(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .mathSymbol, .currencySymbol, .modifierSymbol, .otherSymbol, .decimalNumber: true
        default: false
        }
    }

    static func isLongName(_ text: String) -> Bool {
        text.utf8.count <= 253
            && text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).allSatisfy(isShortName)
    }

    static func isShortName(_ bytes: some BidirectionalCollection<UInt8>) -> Bool {
        let isInner = { (byte: UInt8) in
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || isDigit(byte) || byte == UInt8(ascii: "-")
        }
        guard let first = bytes.first, let last = bytes.last else { return false }
        return bytes.allSatisfy(isInner) && first != UInt8(ascii: "-") && last != UInt8(ascii: "-")
    }

    /// A number with the name of a unit anywhere in the text: `22 ns`, `3 days`.
    static func isNaturalDuration(_ text: String) -> Bool {
        var rest = text.unicodeScalars[...]
        while let start = rest.firstIndex(where: { $0.isASCII && isDigit(UInt8($0.value)) }) {
            rest = rest[start...].drop { $0.isASCII && isDigit(UInt8($0.value)) }
            let unit = String(
                rest.drop { $0.properties.isWhitespace }.prefix { $0.properties.isAlphabetic || $0 == "µ" }
            )
            .lowercased()
            if isUnit(unit) { return true }
        }
        return false
    }

    /// Short names stand alone, long ones may have an ending.
    private static func isUnit(_ text: String) -> Bool {
        ["ns", "us", "µs", "ms", "s", "m", "h", "hr", "d", "w", "wk"].contains(text)
            || ["nano", "micro", "milli", "sec", "min", "hour", "day", "week"].contains { text.hasPrefix($0) }
    }
}
