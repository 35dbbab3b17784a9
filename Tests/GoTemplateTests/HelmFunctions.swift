import GoTemplate

extension FunctionSet {
    /// Functions that Helm has, with the types that they have there.
    static let asInHelm = FunctionSet([
        "upper": TemplateFunction(.string) { arguments, _ in .string(GoString(arguments[0].text.uppercased())) },
        "int": TemplateFunction(.any) { arguments, _ in .integer(whole(arguments[0]), .int) },
        "int64": TemplateFunction(.any) { arguments, _ in .integer(whole(arguments[0]), .int64) },
        "float64": TemplateFunction(.any) { arguments, _ in
            if case .float = arguments[0] { arguments[0] } else { .float(Double(whole(arguments[0]))) }
        },
        "list": TemplateFunction(variadic: .any) { arguments, _ in .list(GoList(arguments)) },
        "until": TemplateFunction(.int) { arguments, _ in
            let count = arguments[0].integer
            let numbers = stride(from: 0, to: count, by: count < 0 ? -1 : 1)
            return .list(GoList(numbers.map { .integer($0, .int) }, of: .int))
        },
        "trunc": TemplateFunction(.int, .string) { arguments, _ in
            guard case .string(let string) = arguments[1] else { return .null }
            let count = Int(arguments[0].integer)
            if count < 0, string.count + count > 0 { return .string(GoString(bytes: string.bytes.suffix(-count))) }
            if count >= 0, string.count > count { return .string(GoString(bytes: string.bytes.prefix(count))) }
            return arguments[1]
        },
        "splitList": TemplateFunction(.string, .string) { arguments, _ in
            let parts = arguments[1].text.split(
                separator: arguments[0].text, omittingEmptySubsequences: false)
            return .list(GoList(parts.map { .string(GoString(String($0))) }, of: .string))
        },
        "hasKey": TemplateFunction(.map, .string) { arguments, _ in
            .bool(arguments[0].members[arguments[1].text] != nil)
        },
        "include": TemplateFunction(.string, .any) { (arguments, call) throws(FunctionFailure) in
            .string(GoString(try call.execute(template: arguments[0].text, data: arguments[1])))
        },
        "tpl": TemplateFunction(.string, .any) { (arguments, call) throws(FunctionFailure) in
            let text = arguments[0].text
            do throws(FunctionFailure) {
                let made = try call.execute(text: text, data: arguments[1])
                return .string(GoString(made.split(separator: "<no value>", omittingEmptySubsequences: false).joined()))
            } catch {
                let isParsing = error.cause?.phase == .parsing
                let what = isParsing ? "cannot parse template" : "error during tpl function execution for"
                throw FunctionFailure("\(what) \(GoFormat.quoted(GoString(text))): \(error.message)")
            }
        },
        "b64enc": TemplateFunction(.string) { arguments, _ in arguments[0] },
    ])

    private static func whole(_ value: GoValue) -> Int64 {
        switch value {
        case .integer(let value, _): value
        case .float(let value): Int64(exactly: value.rounded(.towardZero)) ?? .min
        case .bool(let value): value ? 1 : 0
        case .string(let string): Int64(string.text) ?? 0
        default: 0
        }
    }
}
