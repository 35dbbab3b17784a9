import JSON

extension SchemaValidator {
    mutating func validate(_ text: String, _ rules: ValueRules) {
        if rules.minLength != nil || rules.maxLength != nil {
            // Lengths count code points.
            let length = text.unicodeScalars.count
            if let maximum = rules.maxLength, length > maximum { report { .tooLong($0, maximum: Int(maximum)) } }
            if let minimum = rules.minLength, length < minimum {
                report { field in
                    .invalid(field, .string(text), "\(field) in body should be at least \(minimum) chars long")
                }
            }
        }
        if !rules.format.isEmpty, !SchemaFormat.accepts(text, format: rules.format) {
            report { field in
                .typeInvalid(
                    field, .string(text), "\(field) in body must be of type \(rules.format): \(text.goQuoted)")
            }
        }
    }

    mutating func validateNumber(_ value: JSONValue, _ schema: StructuralSchema) {
        validateRange(value, schema)
        let rules = schema.rules
        if let bound = rules.maximum {
            let isWithin = rules.exclusiveMaximum ? value.isLess(than: bound) : !value.isGreater(than: bound)
            if !isWithin {
                reportBound(value, "should be less than \(rules.exclusiveMaximum ? "" : "or equal to ")", bound)
            }
        }
        if let bound = rules.minimum {
            let isWithin = rules.exclusiveMinimum ? value.isGreater(than: bound) : !value.isLess(than: bound)
            if !isWithin {
                reportBound(value, "should be greater than \(rules.exclusiveMinimum ? "" : "or equal to ")", bound)
            }
        }
        if let factor = rules.multipleOf, !value.isMultiple(of: factor) {
            reportBound(value, "should be a multiple of ", factor)
        }
    }

    private mutating func reportBound(_ value: JSONValue, _ sentence: String, _ bound: NumberBound) {
        report { field in
            .invalid(field, value, "\(field) in body \(sentence)\(bound.double.goDescription)")
        }
    }

    /// The range of the type and format.
    private mutating func validateRange(_ value: JSONValue, _ schema: StructuralSchema) {
        let format = schema.rules.format
        switch schema.type {
        case .integer:
            let whole = value.integerValue ?? value.doubleValue.flatMap { Int64(exactly: $0) }
            let isWithin = format == "int32" ? whole.flatMap { Int32(exactly: $0) } != nil : whole != nil
            guard !isWithin else { return }
        case .number where format == "float":
            guard let double = value.doubleValue, !Float(double).isFinite else { return }
        default:
            return
        }
        let type = schema.type?.rawValue ?? ""
        let expected = format.isEmpty ? "\(type) (default format)" : "\(type) with format \(format)"
        report { .invalid($0, value, "Checked value must be of type \(expected) in \($0)") }
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
        if let value = integerValue, let factor = factor.integer { return factor == 0 || value.isMultiple(of: factor) }
        let quotient = (doubleValue ?? .nan) / factor.double
        return quotient.rounded() == quotient
    }
}
