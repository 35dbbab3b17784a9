import GoTemplate

/// Functions of strings that need no other value's text.
enum TextFunctions {
    static let all: [String: TemplateFunction] = shortening.merging(testing) { $1 }.merging(changing) { $1 }
        .merging(casing) { $1 }.merging(splitting) { $1 }.merging(growing) { $1 }

    private static let casing: [String: TemplateFunction] = [
        "upper": .ofCharacters { $0.map(\.goUppercased) },
        "lower": .ofCharacters { $0.map(\.goLowercased) },
        "title": .ofCharacters(Casing.title),
        "untitle": .ofCharacters(Casing.untitle),
        "swapcase": .ofCharacters(Casing.swap),
        "camelcase": .ofCharacters(Casing.pascal),
        "snakecase": .ofCharacters { WordSplitting.joined($0, by: "_") },
        "kebabcase": .ofCharacters { WordSplitting.joined($0, by: "-") },
        "initials": .ofString(Wrapping.initials),
    ]

    private static let shortening: [String: TemplateFunction] = [
        "abbrev": TemplateFunction(.int, .string) { (arguments, call) throws(FunctionFailure) in
            let width = try arguments.int(at: 0)
            let text = try arguments.bytes(at: 1)
            return try call.made(width < 4 ? text : Wrapping.abbreviate(text, width: width))
        },
        "abbrevboth": TemplateFunction(.int, .int, .string) { (arguments, call) throws(FunctionFailure) in
            let (left, right) = (try arguments.int(at: 0), try arguments.int(at: 1))
            let text = try arguments.bytes(at: 2)
            if right < 4 || (left > 0 && right < 7) { return .bytes(text) }
            return try call.made(Wrapping.abbreviate(text, from: left, width: right))
        },
        "trunc": TemplateFunction(.int, .string) { (arguments, call) throws(FunctionFailure) in
            let count = try arguments.int(at: 0)
            let text = try arguments.string(at: 1)
            if count >= 0 { return count < text.count ? try call.made(Array(text.bytes.prefix(count))) : .string(text) }
            guard count > -text.count else { return .string(text) }
            return try call.made(Array(text.bytes.suffix(-count)))
        },
        "substr": TemplateFunction(.int, .int, .string) { (arguments, call) throws(FunctionFailure) in
            try call.made(
                substring(of: arguments.bytes(at: 2), from: arguments.int(at: 0), to: arguments.int(at: 1)))
        },
        "nospace": .ofString(Wrapping.withoutSpaces),
        "trim": .ofString { Trimming.trim($0, while: \.isSpace) },
        "trimAll": trimAll, "trimall": trimAll,
        "trimPrefix": .ofStrings { prefix, text in
            .bytes(text.starts(with: prefix) ? text.dropFirst(prefix.count) : text[...])
        },
        "trimSuffix": .ofStrings { suffix, text in
            .bytes(text.hasSuffix(suffix) ? text.dropLast(suffix.count) : text[...])
        },
    ]

    private static let testing: [String: TemplateFunction] = [
        "contains": .ofStrings { .bool($1.contains($0)) },
        "hasPrefix": .ofStrings { .bool($1.starts(with: $0)) },
        "hasSuffix": .ofStrings { .bool($1.hasSuffix($0)) },
    ]

    private static let changing: [String: TemplateFunction] = [
        "hello": TemplateFunction { _, _ in .text("Hello!") },
        "plural": TemplateFunction(.string, .string, .int) { (arguments, _) throws(FunctionFailure) in
            .string(try arguments.string(at: arguments.int(at: 2) == 1 ? 0 : 1))
        },
        "fail": TemplateFunction(.string) { (arguments, _) throws(FunctionFailure) in
            throw FunctionFailure(try arguments.text(at: 0))
        },
        "regexQuoteMeta": RegexFunctions.quoteMeta,
    ]

    private static let splitting: [String: TemplateFunction] = [
        "split": TemplateFunction(.string, .string) { (arguments, call) throws(FunctionFailure) in
            try numbered(parts(arguments.bytes(at: 1), arguments.bytes(at: 0), limit: -1, call))
        },
        "splitn": TemplateFunction(.string, .int, .string) { (arguments, call) throws(FunctionFailure) in
            try numbered(parts(arguments.bytes(at: 2), arguments.bytes(at: 0), limit: arguments.int(at: 1), call))
        },
        "splitList": TemplateFunction(.string, .string) { (arguments, call) throws(FunctionFailure) in
            .strings(
                try parts(arguments.bytes(at: 1), arguments.bytes(at: 0), limit: -1, call).map { GoString(bytes: $0) })
        },
    ]

    private static let trimAll = TemplateFunction(.string, .string) { (arguments, _) throws(FunctionFailure) in
        let cut = Set(try arguments.bytes(at: 0).scalars)
        return .bytes(Trimming.trim(try arguments.bytes(at: 1)) { cut.contains($0) })
    }

    private static func substring(of text: [UInt8], from start: Int, to end: Int) throws(FunctionFailure) -> [UInt8] {
        if start < 0 {
            guard end >= 0 else { throw .sliceBounds("[:\(end)]") }
            guard end <= text.count else { throw .sliceBounds("[:\(end)] with length \(text.count)") }
            return Array(text[..<end])
        }
        let end = end < 0 || end > text.count ? text.count : end
        guard start <= end else { throw .sliceBounds("[\(start):\(end)]") }
        return Array(text[start..<end])
    }

    private static func parts(
        _ text: [UInt8], _ separator: [UInt8], limit: Int, _ call: any FunctionCall
    ) throws(FunctionFailure) -> [[UInt8]] {
        let parts = text.split(separator: separator, limit: limit)
        try call.charge(elements: parts.count)
        return parts
    }

    /// The parts as `_0`, `_1` and so on.
    private static func numbered(_ parts: [[UInt8]]) -> GoValue {
        let entries = parts.enumerated().map { ("_\($0.offset)", GoValue.bytes($0.element)) }
        return .map(GoMap(Dictionary(entries) { $1 }, of: .string))
    }
}

enum Trimming {
    static func trim(_ text: [UInt8], while isCut: (Unicode.Scalar) -> Bool) -> [UInt8] {
        let starts = text.characterStarts
        let scalars = text.scalars
        guard let first = scalars.firstIndex(where: { !isCut($0) }), let last = scalars.lastIndex(where: { !isCut($0) })
        else { return [] }
        return Array(text[starts[first]..<(last + 1 < starts.count ? starts[last + 1] : text.count)])
    }
}
