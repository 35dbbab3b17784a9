import Machinery

extension FunctionLibrary {
    static let texts: [String: Implementation] = [
        "contains": onTexts { $0.holdsBytes(of: $1) },
        "startsWith": onTexts { $0.utf8.starts(with: $1.utf8) },
        "endsWith": onTexts { $0.utf8.reversed().starts(with: $1.utf8.reversed()) },
        "charAt": binary { text, index throws(EvaluationError) in
            guard case .string(let text) = text, case .int(let index) = index else { return nil }
            let scalars = Array(text.unicodeScalars)
            guard index >= 0, index <= scalars.count else { throw outOfRange(index) }
            return .string(index == scalars.count ? "" : String(scalars[Int(index)]))
        },
        "lowerAscii": onText { $0.mappingAscii("A"..."Z") { $0 | 0x20 } },
        "upperAscii": onText { $0.mappingAscii("a"..."z") { $0 & 0xdf } },
        "trim": onText { text in
            let isBlank = { (scalar: Unicode.Scalar) in scalar.properties.isWhitespace }
            let scalars = text.unicodeScalars.drop(while: isBlank)
            guard let end = scalars.lastIndex(where: { !isBlank($0) }) else { return "" }
            return String(scalars[...end])
        },
        "replace": replace, "split": split, "substring": substring, "join": join,
        "strings.quote": onText(quoted),
        "format": binary { text, values throws(EvaluationError) in
            guard case .string(let text) = text, case .list(let values) = values else { return nil }
            return .string(try TextFormat.render(text, values.elements))
        },
    ]

    static func outOfRange(_ index: Int64) -> EvaluationError { EvaluationError("index out of range: \(index)") }

    private static func onTexts(_ body: @escaping @Sendable (String, String) -> Bool) -> Implementation {
        binary { left, right throws(EvaluationError) in
            guard case .string(let left) = left, case .string(let right) = right else { return nil }
            return .bool(body(left, right))
        }
    }

    private static func onText(_ body: @escaping @Sendable (String) -> String) -> Implementation {
        unary { value throws(EvaluationError) in
            if case .string(let text) = value { .string(body(text)) } else { nil }
        }
    }

    /// The place of a text in another, in code points.
    static func place(
        of arguments: [CELValue], fromEnd: Bool
    ) throws(EvaluationError) -> CELValue? {
        guard case .string(let text) = arguments[0], case .string(let part) = arguments[1] else { return nil }
        let scalars = Array(text.unicodeScalars)
        let needle = Array(part.unicodeScalars)
        var start = fromEnd ? Int64(needle.isEmpty ? scalars.count : max(scalars.count - 1, 0)) : 0
        if arguments.count == 3 {
            guard case .int(let offset) = arguments[2] else { return nil }
            start = offset
        }
        // The empty text is everywhere, even where there is nothing.
        if needle.isEmpty { return .int(start) }
        guard start >= 0 else { throw outOfRange(start) }
        let last = scalars.count - needle.count
        guard start < scalars.count, last >= 0 else { return .int(-1) }
        let isAt = { (place: Int) in scalars[place..<place + needle.count].elementsEqual(needle) }
        if fromEnd { return .int(Int64((0...min(Int(start), last)).last(where: isAt) ?? -1)) }
        return .int(Int64(start > last ? -1 : (Int(start)...last).first(where: isAt) ?? -1))
    }

    private static let replace: Implementation = { arguments throws(EvaluationError) in
        guard arguments.count >= 3, case .string(let text) = arguments[0], case .string(let old) = arguments[1],
            case .string(let new) = arguments[2]
        else { return nil }
        var limit = Int64(-1)
        if arguments.count == 4 {
            guard case .int(let count) = arguments[3] else { return nil }
            limit = count
        }
        if limit == 0 { return .string(text) }
        let most = limit < 0 ? Int.max : Int(limit)
        let count = min(old.isEmpty ? text.utf8.count + 1 : text.utf8.count / old.utf8.count, most)
        try Bounds.check(text: Bounds.product(count, new.utf8.count))
        if old.isEmpty {
            var result = ""
            var count = 0
            for scalar in text.unicodeScalars {
                if count < most { result += new }
                count += 1
                result.unicodeScalars.append(scalar)
            }
            return .string(count < most ? result + new : result)
        }
        return .string(parts(of: text, by: old, most: most == .max ? .max : most + 1).joined(separator: new))
    }

    private static let split: Implementation = { arguments throws(EvaluationError) in
        guard arguments.count >= 2, case .string(let text) = arguments[0], case .string(let separator) = arguments[1]
        else { return nil }
        var most = Int.max
        if arguments.count == 3 {
            guard case .int(let limit) = arguments[2] else { return nil }
            if limit == 0 { return .list([]) }
            if limit > 0 { most = Int(limit) }
        }
        return .list(parts(of: text, by: separator, most: most).map(CELValue.string))
    }

    /// - Parameter most: The most parts; the last one is what remains. At least 1.
    private static func parts(of text: String, by separator: String, most: Int) -> [String] {
        if separator.isEmpty {
            let scalars = text.unicodeScalars.map { String($0) }
            guard scalars.count > most else { return scalars }
            return scalars.prefix(most - 1) + [scalars.dropFirst(most - 1).joined()]
        }
        let bytes = Array(text.utf8)
        let needle = Array(separator.utf8)
        var parts: [String] = []
        var start = 0
        var index = 0
        while index + needle.count <= bytes.count, parts.count + 1 < most {
            if bytes[index] == needle[0], bytes[index..<index + needle.count].elementsEqual(needle) {
                parts.append(String(decoding: bytes[start..<index], as: UTF8.self))
                index += needle.count
                start = index
            } else {
                index += 1
            }
        }
        return parts + [String(decoding: bytes[start...], as: UTF8.self)]
    }

    private static let substring: Implementation = { arguments throws(EvaluationError) in
        guard arguments.count >= 2, case .string(let text) = arguments[0], case .int(let start) = arguments[1] else {
            return nil
        }
        let scalars = Array(text.unicodeScalars)
        var end = Int64(scalars.count)
        if arguments.count == 3 {
            guard case .int(let limit) = arguments[2] else { return nil }
            end = limit
            if start > end {
                throw EvaluationError("invalid substring range. start: \(start), end: \(end)")
            }
        }
        guard start >= 0, start <= scalars.count else { throw outOfRange(start) }
        guard end >= 0, end <= scalars.count else { throw outOfRange(end) }
        return .string(text: scalars[Int(start)..<Int(end)])
    }

    private static let join: Implementation = { arguments throws(EvaluationError) in
        guard case .list(let list)? = arguments.first else { return nil }
        var separator = ""
        if arguments.count == 2 {
            guard case .string(let text) = arguments[1] else { return nil }
            separator = text
        }
        var texts: [String] = []
        for element in list.elements {
            guard case .string(let text) = element else {
                throw EvaluationError("join: invalid input: \(element.inError)")
            }
            texts.append(text)
        }
        let size = texts.reduce(Bounds.product(separator.utf8.count, texts.count)) { $0.addingClamped($1.utf8.count) }
        try Bounds.check(text: size)
        return .string(texts.joined(separator: separator))
    }

    @Sendable static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\u{07}": result += "\\a"
            case "\u{08}": result += "\\b"
            case "\u{0c}": result += "\\f"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case "\u{0b}": result += "\\v"
            case "\\": result += "\\\\"
            case "\"": result += "\\\""
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}

extension CELValue {
    static func string(text scalars: some Sequence<Unicode.Scalar>) -> CELValue {
        var text = ""
        text.unicodeScalars.append(contentsOf: scalars)
        return .string(text)
    }
}

extension Int {
    fileprivate func addingClamped(_ other: Int) -> Int {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? .max : sum
    }
}

extension String {
    fileprivate func holdsBytes(of part: String) -> Bool {
        let needle = Array(part.utf8)
        guard let first = needle.first else { return true }
        var text = self
        return text.withUTF8 { bytes in
            guard bytes.count >= needle.count else { return false }
            for start in 0...(bytes.count - needle.count) where bytes[start] == first {
                var index = 1
                while index < needle.count, bytes[start + index] == needle[index] { index += 1 }
                if index == needle.count { return true }
            }
            return false
        }
    }

    fileprivate func mappingAscii(_ range: ClosedRange<Unicode.Scalar>, _ body: (UInt8) -> UInt8) -> String {
        String(
            decoding: utf8.map { range.contains(Unicode.Scalar($0)) && $0 < 0x80 ? body($0) : $0 }, as: UTF8.self)
    }
}
