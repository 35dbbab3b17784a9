import Sprig
import YAML

/// The style in which go-yaml v2 writes a string.
enum ScalarStyle {
    case plain, singleQuoted, doubleQuoted, literal

    init(_ text: String, isKey: Bool) {
        let form = ScalarForm(text)
        if text.unicodeScalars.contains("\n") {
            self = form.allowsBlock && !isKey ? .literal : .doubleQuoted
        } else if !Self.readsAsString(text) || isKey && form.hasBreak {
            self = .doubleQuoted
        } else if form.allowsPlain {
            self = .plain
        } else {
            self = form.allowsSingleQuotes ? .singleQuoted : .doubleQuoted
        }
    }

    private static func readsAsString(_ text: String) -> Bool {
        YAMLText.isString(text) && !isTimestamp(text) && !isBase60(text)
    }

    private static func isTimestamp(_ text: String) -> Bool {
        let digits = text.utf8.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        guard digits.count == 4, text.utf8.dropFirst(4).first == UInt8(ascii: "-") else { return false }
        return timestampLayouts.contains { TimeText.isTime(text, layout: $0) }
    }

    private static let timestampLayouts = [
        "2006-1-2T15:4:5.999999999Z07:00", "2006-1-2t15:4:5.999999999Z07:00", "2006-1-2 15:4:5.999999999", "2006-1-2",
    ]

    /// `[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9_]*)?`
    private static func isBase60(_ text: String) -> Bool {
        var rest = text.utf8[...]
        if let sign = rest.first, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") { rest.removeFirst() }
        let isDigit = { (byte: UInt8) in (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
        guard let first = rest.first, isDigit(first) else { return false }
        rest = rest.drop { isDigit($0) || $0 == UInt8(ascii: "_") }
        var groups = 0
        while rest.first == UInt8(ascii: ":") {
            let digits = rest.dropFirst().prefix(while: isDigit)
            let isGroup = digits.count == 1 || digits.count == 2 && (digits.first ?? 0) <= UInt8(ascii: "5")
            guard isGroup else { return false }
            rest = rest[digits.endIndex...]
            groups += 1
        }
        if rest.first == UInt8(ascii: ".") { rest = rest.dropFirst().drop { isDigit($0) || $0 == UInt8(ascii: "_") } }
        return groups > 0 && rest.isEmpty
    }
}

/// Which styles the characters of a string allow in block context.
private struct ScalarForm {
    var allowsPlain = true
    var allowsSingleQuotes = true
    var allowsBlock = true
    private(set) var hasBreak = false

    init(_ text: String) {
        let scalars = Array(text.unicodeScalars)
        guard let first = scalars.first, let last = scalars.last else {
            allowsBlock = false
            return
        }
        if text.hasPrefix("---") || text.hasPrefix("...") || Self.hasIndicator(scalars) { allowsPlain = false }
        if [first, last].contains(where: { $0 == " " || $0.isYAMLBreak }) { allowsPlain = false }
        if last == " " { allowsBlock = false }
        var previous: Unicode.Scalar?
        for scalar in scalars {
            hasBreak = hasBreak || scalar.isYAMLBreak
            let isBreakThenSpace = scalar == " " && previous?.isYAMLBreak == true
            let isSpaceThenBreak = scalar.isYAMLBreak && previous == " "
            if isBreakThenSpace { (allowsPlain, allowsSingleQuotes) = (false, false) }
            if isSpaceThenBreak || !scalar.isYAMLPrintable {
                (allowsPlain, allowsSingleQuotes, allowsBlock) = (false, false, false)
            }
            previous = scalar
        }
        if hasBreak { allowsPlain = false }
    }

    /// Whether a character would mean something to a reader.
    private static func hasIndicator(_ scalars: [Unicode.Scalar]) -> Bool {
        for (index, scalar) in scalars.enumerated() {
            let isBeforeBlank = index + 1 == scalars.count || scalars[index + 1] == " " || scalars[index + 1] == "\t"
            if index == 0, "#,[]{}&*!|>'\"%@`".unicodeScalars.contains(scalar) { return true }
            if index == 0, scalar == "?" || scalar == "-", isBeforeBlank { return true }
            if scalar == ":", isBeforeBlank { return true }
            guard scalar == "#", index > 0 else { continue }
            let previous = scalars[index - 1]
            if previous == " " || previous == "\t" || previous.isYAMLBreak { return true }
        }
        return false
    }
}
