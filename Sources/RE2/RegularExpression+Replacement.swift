extension RegularExpression {
    /// The text with a template's expansion for each match.
    ///
    /// In the template `$1` and `${1}` stand for a group by its number, `$name` and `${name}` for one by its name, `$0`
    /// for the whole match and `$$` for a dollar sign. A name is as long as it can be: `$1x` is `${1x}`. A group that does
    /// not exist or took no part is empty. As Go's `ReplaceAllString`.
    public func replacingAll(in text: String, with template: String) -> String {
        guard template.utf8.contains(UInt8(ascii: "$")) else { return replacingAllLiterally(in: text, with: template) }
        let parts = ReplacementPart.parse(template, names: captureNames)
        return replacing(in: text, slotCount: program.slotCount) { match, bytes, result in
            for part in parts {
                switch part {
                case .text(let text): result.append(contentsOf: text)
                case .captures(let indices):
                    guard let index = indices.first(where: { match[$0 * 2] >= 0 }) else { continue }
                    result.append(contentsOf: bytes[match[index * 2]..<match[index * 2 + 1]])
                }
            }
        }
    }

    /// The text with a replacement, taken as it is, for each match. As Go's `ReplaceAllLiteralString`.
    public func replacingAllLiterally(in text: String, with replacement: String) -> String {
        let replacement = Array(replacement.utf8)
        return replacing(in: text, slotCount: 2) { _, _, result in result.append(contentsOf: replacement) }
    }

    private func replacing(
        in text: String, slotCount: Int,
        append: (_ match: [Int], _ bytes: UnsafeBufferPointer<UInt8>, _ result: inout [UInt8]) -> Void
    ) -> String {
        var text = text
        let result = text.withUTF8 { bytes -> String? in
            withMatcher(slotCount: slotCount) { replaced(bytes, with: &$0, append: append) }
        }
        return result ?? text
    }

    /// nil: there is no match.
    private func replaced(
        _ bytes: UnsafeBufferPointer<UInt8>, with matcher: inout Matcher,
        append: (_ match: [Int], _ bytes: UnsafeBufferPointer<UInt8>, _ result: inout [UInt8]) -> Void
    ) -> String? {
        let view = TextView(bytes: bytes)
        var result: [UInt8] = []
        var lastEnd = 0
        var position = 0
        var hasMatched = false
        while position <= bytes.count, let match = matcher.firstMatch(in: view, from: position) {
            hasMatched = true
            result.append(contentsOf: bytes[lastEnd..<match[0]])
            // An empty match right behind another is none.
            if match[1] > lastEnd || match[0] == 0 { append(match, bytes, &result) }
            lastEnd = match[1]
            position = max(match[1], position + max(1, view.length(at: position)))
        }
        guard hasMatched else { return nil }
        result.append(contentsOf: bytes[lastEnd...])
        return String(decoding: result, as: UTF8.self)
    }
}

/// A part of a replacement template.
enum ReplacementPart: Equatable {
    case text([UInt8])
    /// The first of these groups that took part.
    case captures([Int])

    static func parse(_ template: String, names: [String?]) -> [ReplacementPart] {
        var parts: [ReplacementPart] = []
        var text = ""
        var rest = Substring(template).unicodeScalars
        while let scalar = rest.popFirst() {
            guard scalar == "$" else {
                text.unicodeScalars.append(scalar)
                continue
            }
            if rest.first == "$" {
                rest.removeFirst()
                text.unicodeScalars.append("$")
            } else if let name = takeName(from: &rest) {
                parts.append(.text(Array(text.utf8)))
                parts.append(.captures(captures(named: name, names: names)))
                text = ""
            } else {
                text.unicodeScalars.append("$")
            }
        }
        parts.append(.text(Array(text.utf8)))
        return parts
    }

    /// The name behind a dollar sign; nil, and nothing is taken, where there is none.
    private static func takeName(from rest: inout Substring.UnicodeScalarView) -> String? {
        var ahead = rest
        let hasBrace = ahead.first == "{"
        if hasBrace { ahead.removeFirst() }
        let name = ahead.prefix { $0 == "_" || isLetterOrDigit($0) }
        ahead = ahead[name.endIndex...]
        if name.isEmpty || (hasBrace && ahead.popFirst() != "}") { return nil }
        rest = ahead
        return String(name)
    }

    private static func isLetterOrDigit(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return scalar.isWord }
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber:
            return true
        default:
            return false
        }
    }

    private static func captures(named name: String, names: [String?]) -> [Int] {
        if name.utf8.allSatisfy({ UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }), name == "0" || !name.hasPrefix("0") {
            if name.utf8.count < 10, let index = Int(name) { return index < names.count ? [index] : [] }
        }
        return names.indices.filter { names[$0] == name }
    }
}
