import JSON

extension SchemaValidator {
    mutating func validate(_ text: String, _ rules: ValueRules) {
        validateText(text, rules)
        if SchemaFormat.isSupported(rules.format), !SchemaFormat.accepts(text, format: rules.format) {
            report { field, name in
                .typeInvalid(field, .string(text), "\(name) in body must be of type \(rules.format): \(text.goQuoted)")
            }
        }
    }

    /// The first rule that the text breaks, as Kubernetes reports.
    private mutating func validateText(_ text: String, _ rules: ValueRules) {
        // Lengths count code points.
        let length = rules.minLength != nil || rules.maxLength != nil ? text.unicodeScalars.count : 0
        if let maximum = rules.maxLength, length > maximum {
            report { field, _ in .tooLong(field, maximum: Int(maximum)) }
        } else if let minimum = rules.minLength, length < minimum {
            report { field, name in
                .invalid(field, .string(text), "\(name) in body should be at least \(minimum) chars long")
            }
        } else if !rules.pattern.accepts(text) {
            report { field, name in
                .invalid(field, .string(text), "\(name) in body should match '\(rules.pattern.text)'")
            }
        }
    }

    mutating func validateNumber(_ value: JSONValue, _ schema: StructuralSchema) {
        validateRange(value, schema)
        let rules = schema.rules
        if let factor = rules.multipleOf {
            checkBound(factor, "MultipleOf", schema)
            if factor.double <= 0 {
                report { field, name in
                    .invalid(
                        field, factor.json,
                        "factor MultipleOf declared for \(name) must be positive: \(factor.text(for: value))")
                }
            } else if !value.isMultiple(of: factor) {
                reportBound(value, "should be a multiple of ", factor)
            }
        }
        if let bound = rules.maximum {
            checkBound(bound, "Maximum boundary", schema)
            let isWithin = rules.exclusiveMaximum ? value.isLess(than: bound) : !value.isGreater(than: bound)
            if !isWithin {
                reportBound(value, "should be less than \(rules.exclusiveMaximum ? "" : "or equal to ")", bound)
            }
        }
        if let bound = rules.minimum {
            checkBound(bound, "Minimum boundary", schema)
            let isWithin = rules.exclusiveMinimum ? value.isGreater(than: bound) : !value.isLess(than: bound)
            if !isWithin {
                reportBound(value, "should be greater than \(rules.exclusiveMinimum ? "" : "or equal to ")", bound)
            }
        }
    }

    private mutating func reportBound(_ value: JSONValue, _ sentence: String, _ bound: NumberBound) {
        report { field, name in .invalid(field, value, "\(name) in body \(sentence)\(bound.text(for: value))") }
    }

    /// The range of the type and format.
    private mutating func validateRange(_ value: JSONValue, _ schema: StructuralSchema) {
        let isWithin =
            switch schema.type {
            case .integer:
                if let whole = value.integerValue ?? value.doubleValue.flatMap({ Int64(exactly: $0) }) {
                    schema.rules.format != "int32" || Int32(exactly: whole) != nil
                } else {
                    false
                }
            case .number where schema.rules.format == "float": value.doubleValue.map { Float($0).isFinite } ?? false
            default: true
            }
        if !isWithin { reportRange("Checked", schema) }
    }

    /// A bound that is no value of the type itself.
    private mutating func checkBound(_ bound: NumberBound, _ what: String, _ schema: StructuralSchema) {
        if schema.type == .integer, bound.integer == nil { reportRange(what, schema) }
    }

    private mutating func reportRange(_ what: String, _ schema: StructuralSchema) {
        let type = schema.type?.rawValue ?? ""
        let format = schema.rules.format
        let expected = format.isEmpty ? "\(type) (default format)" : "\(type) with format \(format)"
        report { "\(what) value must be of type \(expected) in \($0)" }
    }
}

extension NumberBound {
    /// The bound as a message about a value shows it: whole beside a whole number.
    fileprivate func text(for value: JSONValue) -> String {
        if value.integerValue != nil, let integer { return "\(integer)" }
        return double.goDescription
    }
}

extension JSONValue {
    func `is`(_ type: StructuralSchema.ValueType) -> Bool {
        switch (self, type) {
        case (.object, .object), (.array, .array), (.string, .string), (.bool, .boolean), (.integer, .number),
            (.integer, .integer), (.number, .number):
            true
        case (.number, .integer): isWholeNumber
        default: false
        }
    }

    /// Whether the value is a number without a fraction, however it is written.
    var isWholeNumber: Bool {
        switch self {
        case .integer: true
        case .number(let number): number.doubleValue.rounded() == number.doubleValue
        default: false
        }
    }

    /// The format that messages call a value by where one was expected; `nil` for texts and lists.
    var formatName: String? {
        switch self {
        case .integer: "int64"
        case .number: "float64"
        case .bool, .object: ""
        case .null, .string, .array: nil
        }
    }

    /// The type that messages call the value by.
    var schemaTypeName: String {
        switch self {
        case .null: "null"
        case .bool: "boolean"
        case .integer: "integer"
        case .number: "number"
        case .string: "string"
        case .array: "array"
        case .object: "object"
        }
    }

    fileprivate func isLess(than bound: NumberBound) -> Bool {
        if let value = integerValue, let bound = bound.integer { return value < bound }
        return (doubleValue ?? .nan) < bound.double
    }

    fileprivate func isGreater(than bound: NumberBound) -> Bool {
        if let value = integerValue, let bound = bound.integer { return value > bound }
        return (doubleValue ?? .nan) > bound.double
    }

    fileprivate func isMultiple(of factor: NumberBound) -> Bool {
        if let value = integerValue, let factor = factor.integer { return value.isMultiple(of: factor) }
        guard let value = doubleValue else { return true }
        // Decimal fractions have no exact double: 0.3 is a multiple of 0.1.
        let quotient = factor.double < 1 ? 1 / factor.double * value : value / factor.double
        guard quotient.isFinite, quotient.magnitude < 0x1p53 else { return false }
        let distance = (quotient - quotient.rounded()).magnitude
        return distance <= 1e-9 * max(quotient.magnitude, .leastNormalMagnitude)
    }
}
