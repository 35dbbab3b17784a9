/// Formats of numbers with check digits, and of colors.
extension SchemaFormat {
    static func isISBN10(_ text: String) -> Bool {
        let digits = withoutSeparators(text)
        guard digits.count == 10, digits.prefix(9).allSatisfy(isDigit) else { return false }
        var sum = 0
        for (index, byte) in digits.enumerated() {
            if byte == UInt8(ascii: "X") {
                sum += (index + 1) * 10
            } else {
                guard isDigit(byte) else { return false }
                sum += (index + 1) * Int(byte - UInt8(ascii: "0"))
            }
        }
        return sum.isMultiple(of: 11)
    }

    static func isISBN13(_ text: String) -> Bool {
        let digits = withoutSeparators(text)
        guard digits.count == 13, digits.allSatisfy(isDigit) else { return false }
        let sum = digits.enumerated().reduce(0) { sum, digit in
            sum + Int(digit.element - UInt8(ascii: "0")) * (digit.offset.isMultiple(of: 2) ? 1 : 3)
        }
        return sum.isMultiple(of: 10)
    }

    private static func withoutSeparators(_ text: String) -> [UInt8] {
        text.utf8.filter { $0 != UInt8(ascii: "-") && $0 != UInt8(ascii: " ") }
    }

    /// A number of one of the known issuers with a valid check digit (Luhn); whatever is no digit does not count.
    static func isCreditCard(_ text: String) -> Bool {
        let digits = text.utf8.filter(isDigit).map { Int($0 - UInt8(ascii: "0")) }
        guard isIssued(digits) else { return false }
        let sum = digits.reversed().enumerated().reduce(0) { sum, digit in
            guard !digit.offset.isMultiple(of: 2) else { return sum + digit.element }
            let double = digit.element * 2
            return sum + (double > 9 ? double - 9 : double)
        }
        return sum.isMultiple(of: 10)
    }

    private static func isIssued(_ digits: [Int]) -> Bool {
        guard (13...16).contains(digits.count) else { return false }
        let start = digits.prefix(4).reduce(0) { $0 * 10 + $1 }
        return switch digits.count {
        case 13: start / 1000 == 4
        case 14: (3000...3059).contains(start) || [36, 38].contains(start / 100)
        case 15: [34, 37].contains(start / 100) || start == 2131 || start == 1800
        default:
            start / 1000 == 4 || (5100...5599).contains(start) || start == 6011 || (6500...6599).contains(start)
                || (3500...3599).contains(start)
        }
    }

    /// Nine digits in groups of three, two and four, with a hyphen or a blank between groups or nothing.
    static func isSocialSecurityNumber(_ text: String) -> Bool {
        var digits = 0
        var lastWasSeparator = false
        for byte in text.utf8 {
            if isDigit(byte) {
                digits += 1
                lastWasSeparator = false
            } else {
                guard byte == UInt8(ascii: "-") || byte == UInt8(ascii: " "), !lastWasSeparator,
                    digits == 3 || digits == 5
                else { return false }
                lastWasSeparator = true
            }
        }
        return digits == 9
    }

    static func isHexColor(_ text: String) -> Bool {
        let digits = text.utf8.first == UInt8(ascii: "#") ? text.utf8.dropFirst() : text.utf8[...]
        return (digits.count == 3 || digits.count == 6) && digits.allSatisfy(isHexDigit)
    }

    /// `rgb(255, 0, 12)`
    static func isRGBColor(_ text: String) -> Bool {
        guard text.hasPrefix("rgb("), text.hasSuffix(")") else { return false }
        let values = text.dropFirst(4).dropLast().split(separator: ",", omittingEmptySubsequences: false)
        return values.count == 3
            && values.allSatisfy { value in
                let digits = value.utf8.trimmingBlanks
                guard (1...3).contains(digits.count), let number = number(digits), number <= 255 else { return false }
                return digits.count == 1 || digits.first != UInt8(ascii: "0")
            }
    }
}

extension BidirectionalCollection<UInt8> {
    fileprivate var trimmingBlanks: SubSequence {
        let isBlank = { (byte: UInt8) in byte == UInt8(ascii: " ") || (9...13).contains(byte) }
        guard let start = firstIndex(where: { !isBlank($0) }), let end = lastIndex(where: { !isBlank($0) }) else {
            return self[endIndex...]
        }
        return self[start...end]
    }
}
