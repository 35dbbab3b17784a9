import GoTemplate
import RE2

/// Functions of regular expressions, whose searches take time linear in the text. The variants without `must` fail with
/// what Go's `MustCompile` panics with.
enum RegexFunctions {
    static let all: [String: TemplateFunction] = [
        "regexMatch": TemplateFunction(.string, .string) { (arguments, _) throws(FunctionFailure) in
            guard let expression = try? RegularExpression(arguments.text(at: 0)) else { return .bool(false) }
            return .bool(expression.matches(try arguments.text(at: 1)))
        },
        "mustRegexMatch": TemplateFunction(.string, .string) { (arguments, _) throws(FunctionFailure) in
            .bool(try compiled(arguments, mustCompile: false).matches(arguments.text(at: 1)))
        },
    ].merging(pair("RegexFind", and: nil, find)) { $1 }
        .merging(pair("RegexFindAll", and: .int, findAll)) { $1 }
        .merging(pair("RegexSplit", and: .int, split)) { $1 }
        .merging(pair("RegexReplaceAll", and: .string, replaceAll)) { $1 }
        .merging(pair("RegexReplaceAllLiteral", and: .string, replaceAllLiteral)) { $1 }

    static let quoteMeta = TemplateFunction.ofText(RegularExpression.quoteMeta)

    private typealias Body =
        @Sendable (RegularExpression, [GoValue], any FunctionCall) throws(FunctionFailure) -> GoValue

    /// A function and its `must` variant, which differ in the words for a pattern that is none.
    private static func pair(
        _ name: String, and third: GoParameter?, _ body: @escaping Body
    ) -> [String: TemplateFunction] {
        func function(mustCompile: Bool) -> TemplateFunction {
            let body: TemplateFunction.Body = { (arguments, call) throws(FunctionFailure) in
                try body(compiled(arguments, mustCompile: mustCompile), arguments, call)
            }
            guard let third else { return TemplateFunction(.string, .string, body: body) }
            return TemplateFunction(.string, .string, third, body: body)
        }
        return ["r" + name.dropFirst(): function(mustCompile: true), "must" + name: function(mustCompile: false)]
    }

    private static func compiled(
        _ arguments: [GoValue], mustCompile: Bool
    ) throws(FunctionFailure) -> RegularExpression {
        let pattern = try arguments.text(at: 0)
        do throws(RegularExpressionError) {
            return try RegularExpression(pattern)
        } catch {
            guard mustCompile else { throw FunctionFailure("\(error)") }
            let quoted =
                pattern.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7f && $0 != UInt8(ascii: "`") }
                ? "`\(pattern)`" : GoFormat.quoted(GoString(pattern))
            throw FunctionFailure("regexp: Compile(\(quoted)): \(error)")
        }
    }

    private static let find: Body = { (expression, arguments, call) throws(FunctionFailure) in
        try call.made(expression.firstMatch(in: arguments.text(at: 1)).map { String($0.whole) } ?? "")
    }

    private static let findAll: Body = { (expression, arguments, call) throws(FunctionFailure) in
        let limit = try arguments.int(at: 2)
        let matches = expression.allMatches(in: try arguments.text(at: 1), limit: limit < 0 ? nil : limit)
        try call.charge(elements: matches.count)
        return strings(matches.map { String($0.whole) }, isNil: matches.isEmpty)
    }

    private static let split: Body = { (expression, arguments, call) throws(FunctionFailure) in
        let limit = try arguments.int(at: 2)
        let parts = expression.split(try arguments.text(at: 1), limit: limit < 0 ? nil : limit)
        try call.charge(elements: parts.count)
        return strings(parts, isNil: limit == 0)
    }

    /// Go gives a nil slice where nothing was looked for or found.
    private static func strings(_ texts: [String], isNil: Bool) -> GoValue {
        .list(GoList(texts.map(GoValue.text), of: .string, isNil: isNil))
    }

    private static let replaceAll: Body = { (expression, arguments, call) throws(FunctionFailure) in
        let (text, template) = (try arguments.text(at: 1), try arguments.text(at: 2))
        // What stands for groups is, over all matches that do not overlap, no longer than the text each.
        let groups = template.utf8.count { $0 == UInt8(ascii: "$") }
        try call.charge(product: groups + 1, text.utf8.count)
        try chargeMatches(of: expression, in: text, times: template.utf8.count, call)
        return .text(expression.replacingAll(in: text, with: template))
    }

    private static let replaceAllLiteral: Body = { (expression, arguments, call) throws(FunctionFailure) in
        let (text, replacement) = (try arguments.text(at: 1), try arguments.text(at: 2))
        try call.charge(bytes: text.utf8.count)
        try chargeMatches(of: expression, in: text, times: replacement.utf8.count, call)
        return .text(expression.replacingAllLiterally(in: text, with: replacement))
    }

    private static func chargeMatches(
        of expression: RegularExpression, in text: String, times size: Int, _ call: any FunctionCall
    ) throws(FunctionFailure) {
        guard size > 0 else { return }
        try call.charge(product: expression.allMatches(in: text).count, size)
    }
}
