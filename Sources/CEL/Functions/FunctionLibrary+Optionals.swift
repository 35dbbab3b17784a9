extension FunctionLibrary {
    static let optionals: [String: Implementation] = [
        "optional.of": unary { value throws(EvaluationError) in .present(value) },
        "optional.ofNonZeroValue": unary { value throws(EvaluationError) in
            value.isZero ? CELValue.absent : .present(value)
        },
        "optional.none": { arguments throws(EvaluationError) in arguments.isEmpty ? CELValue.absent : nil },
        "value": unary { value throws(EvaluationError) in
            guard case .optional(let optional) = value else { return nil }
            guard let inner = optional.value else { throw EvaluationError("optional.none() dereference") }
            return inner
        },
        "hasValue": unary { value throws(EvaluationError) in
            guard case .optional(let optional) = value else { return nil }
            return .bool(optional.value != nil)
        },
        "first": unary { value throws(EvaluationError) in
            guard case .list(let list) = value else { return nil }
            return list.count == 0 ? CELValue.absent : .present(list[0])
        },
        "last": unary { value throws(EvaluationError) in
            guard case .list(let list) = value else { return nil }
            return list.count == 0 ? CELValue.absent : .present(list[list.count - 1])
        },
        "optional.unwrap": unary(unwrap), "unwrapOpt": unary(unwrap),
    ]

    @Sendable private static func unwrap(_ value: CELValue) throws(EvaluationError) -> CELValue? {
        guard case .list(let list) = value else { return nil }
        return .list(
            list.elements.compactMap { element in
                if case .optional(let optional) = element { optional.value } else { nil }
            })
    }
}

extension CELValue {
    /// Whether the value is the one that its type begins with.
    fileprivate var isZero: Bool {
        switch self {
        case .null: true
        case .bool(let value): !value
        case .int(let value): value == 0
        case .uint(let value): value == 0
        case .double(let value): value == 0
        case .string, .bytes, .list, .map: size == 0
        case .timestamp(let time): time.seconds == Instant.earliest && time.nanoseconds == 0
        case .duration(let value): value == 0
        case .optional(let optional): optional.value == nil
        case .type, .opaque: false
        }
    }
}
