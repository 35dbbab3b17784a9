import GoTemplate

/// Functions that print values.
enum PrintingFunctions {
    static let all: [String: TemplateFunction] = [
        "toString": .ofValue { (value, call) throws(FunctionFailure) in
            let string = try GoText.value(value, call)
            try call.charge(bytes: string.count)
            return .string(string)
        },
        "quote": joining { (value, call) throws(FunctionFailure) in
            Array(GoFormat.quoted(try GoText.value(value, call)).utf8)
        },
        "squote": joining { (value, call) throws(FunctionFailure) in
            let quote = [UInt8(ascii: "'")]
            return quote + (try GoFormat.printed(value, call).bytes) + quote
        },
        "cat": joining { (value, call) throws(FunctionFailure) in try GoFormat.printed(value, call).bytes },
    ]

    /// A function that puts a space between what it makes of each argument that is not nil.
    private static func joining(
        _ part: @escaping @Sendable (GoValue, any FunctionCall) throws(FunctionFailure) -> [UInt8]
    ) -> TemplateFunction {
        .ofValues { (values, call) throws(FunctionFailure) in
            var result: [UInt8] = []
            var isFirst = true
            for value in values {
                if case .null = value { continue }
                let part = try part(value, call)
                try call.charge(bytes: part.count + 1)
                if !isFirst { result.append(UInt8(ascii: " ")) }
                result += part
                isFirst = false
            }
            return .bytes(result)
        }
    }
}
