/// What the functions do, by name. The types of the values choose among the overloads, so that dynamic values are
/// served too.
enum FunctionLibrary {
    /// - Returns: `nil` where no overload is for the values.
    typealias Implementation = @Sendable ([CELValue]) throws(EvaluationError) -> CELValue?

    static let functions: [String: Implementation] = {
        var all: [String: Implementation] = [:]
        for library in [standard, texts, patterns, lists, networks, quantities, formats, optionals] {
            all.merge(library) { first, _ in first }
        }
        return all
    }()

    private static let standard: [String: Implementation] = [
        Operator.negate: unary(Arithmetic.negate),
        Operator.not: unary { value throws(EvaluationError) in
            if case .bool(let value) = value { .bool(!value) } else { nil }
        },
        Operator.optionalIndex: binary(Arithmetic.optionalIndex),
        Operator.mapInsert: mapInsert,
        "size": unary { value throws(EvaluationError) in
            switch value {
            case .string, .bytes, .list, .map: .int(Int64(value.size))
            default: nil
            }
        },
        "type": unary { value throws(EvaluationError) in .type(value.type) },
        "dyn": unary { value throws(EvaluationError) in value },
        "int": unary(Conversions.int), "uint": unary(Conversions.uint), "double": unary(Conversions.double),
        "bool": unary(Conversions.bool), "string": unary(Conversions.string), "bytes": unary(Conversions.bytes),
        "timestamp": unary(Conversions.timestamp), "duration": unary(Conversions.duration),
    ]

    static func unary(
        _ body: @escaping @Sendable (CELValue) throws(EvaluationError) -> CELValue?
    ) -> Implementation {
        { arguments throws(EvaluationError) in arguments.count == 1 ? try body(arguments[0]) : nil }
    }

    static func binary(
        _ body: @escaping @Sendable (CELValue, CELValue) throws(EvaluationError) -> CELValue?
    ) -> Implementation {
        { arguments throws(EvaluationError) in arguments.count == 2 ? try body(arguments[0], arguments[1]) : nil }
    }

    private static let mapInsert: Implementation = { arguments throws(EvaluationError) in
        guard case .map(let target)? = arguments.first else { return nil }
        var map: NativeMap
        if case .native(let native) = target {
            map = native
        } else {
            map = NativeMap()
            for (key, value) in target.entries { _ = try map.insert(value, for: key) }
        }
        var additions: [(key: CELValue, value: CELValue)]
        if arguments.count == 3 {
            additions = [(arguments[1], arguments[2])]
        } else if arguments.count == 2, case .map(let more) = arguments[1] {
            additions = more.entries
        } else {
            return nil
        }
        for (key, value) in additions where !(try map.insert(value, for: key)) {
            throw EvaluationError("insert failed: key \(key.inError) already exists")
        }
        return .map(.native(map))
    }
}
