import GoTemplate

/// Arithmetic on `int64`, which takes any value for the integer that a cast makes of it.
enum IntegerFunctions {
    typealias Cast = @Sendable (GoValue) -> Int64

    static func all(_ cast: @escaping Cast) -> [String: TemplateFunction] {
        let maximum = folding(cast) { max($0, $1) }
        return [
            "int": .ofValue { (value, _) throws(FunctionFailure) in .int(Int(truncatingIfNeeded: cast(value))) },
            "int64": .ofValue { (value, _) throws(FunctionFailure) in .int64(cast(value)) },
            "add": .ofValues { (values, _) throws(FunctionFailure) in .int64(values.reduce(0) { $0 &+ cast($1) }) },
            "add1": .ofValue { (value, _) throws(FunctionFailure) in .int64(cast(value) &+ 1) },
            "sub": ofTwo(cast) { $0 &- $1 },
            "div": ofTwo(cast) { (dividend, divisor) throws(FunctionFailure) in
                guard divisor != 0 else { throw .divisionByZero }
                return dividend.dividedReportingOverflow(by: divisor).partialValue
            },
            "mod": ofTwo(cast) { (dividend, divisor) throws(FunctionFailure) in
                guard divisor != 0 else { throw .divisionByZero }
                return dividend.remainderReportingOverflow(dividingBy: divisor).partialValue
            },
            "mul": folding(cast) { $0 &* $1 },
            "max": maximum, "biggest": maximum,
            "min": folding(cast) { min($0, $1) },
        ]
    }

    /// The cast of slim-sprig: texts are decimal and nothing else.
    static func slimCast(_ value: GoValue) -> Int64 {
        switch value {
        case .string(let string): GoNumber.integer(string.bytes, base: 10) ?? 0
        case .integer(let value, .uint64): value < 0 ? .max : value
        default: value.castToInt64
        }
    }

    private static func ofTwo(
        _ cast: @escaping Cast, _ body: @escaping @Sendable (Int64, Int64) throws(FunctionFailure) -> Int64
    ) -> TemplateFunction {
        TemplateFunction(.any, .any) { (arguments, _) throws(FunctionFailure) in
            .int64(try body(cast(arguments.value(at: 0)), cast(arguments.value(at: 1))))
        }
    }

    private static func folding(
        _ cast: @escaping Cast, _ body: @escaping @Sendable (Int64, Int64) -> Int64
    ) -> TemplateFunction {
        NumberFunctions.ofOneAndMore { (first, rest) throws(FunctionFailure) in
            .int64(rest.reduce(cast(first)) { body($0, cast($1)) })
        }
    }
}

extension FunctionFailure {
    static let divisionByZero = FunctionFailure("runtime error: integer divide by zero")
}
