import JSON
import RE2

extension SchemaValidator {
    func validateNumber(
        _ value: JSONValue, _ schema: SchemaNode, _ place: SchemaPlace, _ result: inout SchemaResult
    ) {
        let number = value.doubleValue ?? 0
        if let multiple = schema.multipleOf, !DecimalNumber.isMultiple(value, of: multiple) {
            result.add("Must be a multiple of \(multiple.doubleValue?.goText ?? "")", at: place)
        }
        if let bound = schema.maximum?.doubleValue, number > bound {
            result.add("Must be less than or equal to \(bound.goText)", at: place)
        }
        if let bound = schema.exclusiveMaximum?.doubleValue, number >= bound {
            result.add("Must be less than \(bound.goText)", at: place)
        }
        if let bound = schema.minimum?.doubleValue, number < bound {
            result.add("Must be greater than or equal to \(bound.goText)", at: place)
        }
        if let bound = schema.exclusiveMinimum?.doubleValue, number <= bound {
            result.add("Must be greater than \(bound.goText)", at: place)
        }
        if let format = schema.format, ValueFormat.isKnown(format) {
            result.add("Does not match format '\(format)'", at: place)
        }
        result.count()
    }

    func validate(
        _ text: String, _ schema: SchemaNode, _ place: SchemaPlace, _ result: inout SchemaResult
    ) {
        if let minimum = schema.minLength, text.unicodeScalars.count < minimum {
            result.add("String length must be greater than or equal to \(minimum)", at: place)
        }
        if let maximum = schema.maxLength, text.unicodeScalars.count > maximum {
            result.add("String length must be less than or equal to \(maximum)", at: place)
        }
        if let pattern = schema.pattern, !pattern.matches(text) {
            result.add("Does not match pattern '\(pattern.pattern)'", at: place)
        }
        if let format = schema.format, !ValueFormat.accepts(text, format) {
            result.add("Does not match format '\(format)'", at: place)
        }
        result.count()
    }
}

/// A number as its decimal digits.
private struct DecimalNumber {
    /// The most digits that are reckoned with exactly.
    private static let maximumDigits = 36

    private var digits: UInt128
    private var exponent: Int

    private init?(_ value: JSONValue) {
        var text = Substring(value.withGoFloats.text)
        if text.first == "-" { text.removeFirst() }
        exponent = 0
        if let mark = text.firstIndex(of: "e") {
            exponent = Int(text[text.index(after: mark)...]) ?? 0
            text = text[..<mark]
        }
        if let point = text.firstIndex(of: ".") {
            exponent -= text.distance(from: point, to: text.endIndex) - 1
            text.remove(at: point)
        }
        guard text.utf8.count <= Self.maximumDigits, let digits = UInt128(text) else { return nil }
        self.digits = digits
    }

    /// The digits as they are with a smaller exponent.
    private func digits(exponent target: Int) -> UInt128? {
        guard digits != 0 else { return 0 }
        guard exponent - target <= Self.maximumDigits else { return nil }
        var scaled = digits
        for _ in 0..<(exponent - target) {
            let (product, overflows) = scaled.multipliedReportingOverflow(by: 10)
            guard !overflows else { return nil }
            scaled = product
        }
        return scaled
    }

    static func isMultiple(_ value: JSONValue, of multiple: JSONValue) -> Bool {
        if let value = DecimalNumber(value), let multiple = DecimalNumber(multiple) {
            let exponent = min(value.exponent, multiple.exponent)
            if let digits = value.digits(exponent: exponent), let divisor = multiple.digits(exponent: exponent) {
                return divisor != 0 && digits.isMultiple(of: divisor)
            }
        }
        let quotient = (value.doubleValue ?? 0) / (multiple.doubleValue ?? 1)
        return quotient == quotient.rounded()
    }
}
