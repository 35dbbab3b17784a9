import GoTemplate

/// Arithmetic: on `int64`, on floats as decimal numbers, and ranges of integers.
enum NumberFunctions {
    static let all: [String: TemplateFunction] = IntegerFunctions.all { $0.castToInt64 }.merging(floats) { $1 }.merging(
        conversions
    ) { $1 }
    .merging(RangeFunctions.all) { $1 }

    private static let conversions: [String: TemplateFunction] = [
        "float64": .ofValue { (value, _) throws(FunctionFailure) in .float(value.castToDouble) },
        "atoi": TemplateFunction(.string) { (arguments, _) throws(FunctionFailure) in
            .int(Int(GoNumber.clampedInteger(try arguments.bytes(at: 0))))
        },
        "toDecimal": .ofValue { (value, call) throws(FunctionFailure) in
            .int64(GoNumber.integer(try GoText.value(value, call).bytes, base: 8) ?? 0)
        },
    ]

    private static let floats: [String: TemplateFunction] = [
        "addf": .ofValues { (values, _) throws(FunctionFailure) in try decimal(.float(0), values[...]) { $0 + $1 } },
        "add1f": .ofValue { (value, _) throws(FunctionFailure) in try decimal(value, [.int(1)]) { $0 + $1 } },
        "subf": ofOneAndMore { (first, rest) throws(FunctionFailure) in try decimal(first, rest) { $0 - $1 } },
        "mulf": ofOneAndMore { (first, rest) throws(FunctionFailure) in try decimal(first, rest) { $0 * $1 } },
        "divf": ofOneAndMore { (first, rest) throws(FunctionFailure) in
            try decimal(first, rest) { (dividend, divisor) throws(FunctionFailure) in
                guard !divisor.isZero else { throw FunctionFailure("decimal division by 0") }
                return dividend / divisor
            }
        },
        "maxf": ofOneAndMore { .float($1.reduce($0.castToDouble) { extreme($0, $1.castToDouble, isMaximum: true) }) },
        "minf": ofOneAndMore { .float($1.reduce($0.castToDouble) { extreme($0, $1.castToDouble, isMaximum: false) }) },
        "floor": .ofValue { (value, _) throws(FunctionFailure) in .float(value.castToDouble.rounded(.down)) },
        "ceil": .ofValue { (value, _) throws(FunctionFailure) in .float(value.castToDouble.rounded(.up)) },
        "round": TemplateFunction(.any, .int, variadic: .float) { (arguments, _) throws(FunctionFailure) in
            let roundsOn = arguments.count > 2 ? try arguments.float(at: 2) : 0.5
            let power = Double.tenToThe(try arguments.int(at: 1))
            let scaled = power * (try arguments.value(at: 0).castToDouble)
            let fraction = scaled - scaled.rounded(.towardZero)
            return .float(scaled.rounded(fraction >= roundsOn ? .up : .down) / power)
        },
    ]

    static func ofOneAndMore(
        _ body: @escaping @Sendable (GoValue, ArraySlice<GoValue>) throws(FunctionFailure) -> GoValue
    ) -> TemplateFunction {
        TemplateFunction(.any, variadic: .any) { (arguments, _) throws(FunctionFailure) in
            try body(arguments.value(at: 0), arguments.dropFirst())
        }
    }

    private static func decimal(
        _ first: GoValue, _ rest: ArraySlice<GoValue>,
        _ body: (Decimal, Decimal) throws(FunctionFailure) -> Decimal
    ) throws(FunctionFailure) -> GoValue {
        var result = try decimal(first)
        for value in rest { result = try body(result, decimal(value)) }
        return .float(result.doubleValue)
    }

    private static func decimal(_ value: GoValue) throws(FunctionFailure) -> Decimal {
        let double = value.castToDouble
        guard double.isFinite else {
            throw FunctionFailure(
                "Cannot create a Decimal from \(double.isNaN ? "NaN" : double < 0 ? "-Inf" : "+Inf")")
        }
        return Decimal(double)
    }

    /// As Go's `math.Max` and `math.Min`: not a number wins over all but the infinity that is asked for.
    private static func extreme(_ left: Double, _ right: Double, isMaximum: Bool) -> Double {
        let limit = isMaximum ? Double.infinity : -.infinity
        if left == limit || right == limit { return limit }
        if left.isNaN || right.isNaN { return .nan }
        return isMaximum ? max(left, right) : min(left, right)
    }
}

extension Double {
    static func tenToThe(_ exponent: Int) -> Double { Double("1e\(exponent)") ?? (exponent > 0 ? .infinity : 0) }
}
