import JSON
import Machinery

/// Rules that the fields of many kinds follow, in the words of Kubernetes.
enum FieldRules {
    static func nonNegative(_ value: JSONValue?, _ field: String) -> [FieldError] {
        guard let value, let number = value.integerValue, number < 0 else { return [] }
        return [.invalid(field, value, "must be greater than or equal to 0")]
    }

    /// - Parameter fields: Names of members of `object`.
    static func nonNegative(_ fields: [String], of object: JSONValue?, at path: String) -> [FieldError] {
        fields.flatMap { nonNegative(object?[$0], "\(path).\($0)") }
    }

    static func immutable(_ new: JSONValue?, since old: JSONValue?, _ field: String) -> [FieldError] {
        new == old ? [] : [.invalid(field, new ?? .null, "field is immutable")]
    }

    /// A whole number, or a percentage such as `25%`.
    static func amount(_ value: JSONValue?, _ field: String) -> [FieldError] {
        guard let value else { return [] }
        guard let text = value.stringValue else { return nonNegative(value, field) }
        guard text.hasSuffix("%"), text.count > 1, text.dropLast().allSatisfy({ $0.isASCII && $0.isNumber }) else {
            return [
                .invalid(
                    field, value,
                    "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', "
                        + "regex used for validation is '[0-9]+%')")
            ]
        }
        return []
    }

    static func atMostAll(_ value: JSONValue?, _ field: String) -> [FieldError] {
        guard let value, let percentage = try? IntOrString(json: value).percentage, percentage > 100 else { return [] }
        return [.invalid(field, value, "must not be greater than 100%")]
    }

    /// Whether an amount is nothing: zero or zero percent.
    static func isNothing(_ value: JSONValue?) -> Bool {
        guard let value else { return false }
        return value == 0
            || (value.stringValue?.hasSuffix("%") == true && Int(value.stringValue?.dropLast() ?? "") == 0)
    }

    /// A selector in JSON.
    static func selector(_ value: JSONValue?, _ field: String) -> [FieldError] {
        guard let value, let selector = try? LabelSelector(json: value) else { return [] }
        return selector.validate(at: field)
    }

    /// A name that must be there and follow a rule.
    static func name(_ value: JSONValue?, _ field: String, _ rule: NameRule) -> [FieldError] {
        let name = value?.stringValue ?? ""
        if name.isEmpty { return [.required(field)] }
        return rule.problems(in: name).map { .invalid(field, .string(name), $0) }
    }

    static func port(_ value: JSONValue?, _ field: String) -> [FieldError] {
        let port = value?.integerValue ?? 0
        return (1...65535).contains(port)
            ? [] : [.invalid(field, .integer(port), "must be between 1 and 65535, inclusive")]
    }

    /// A name for a port: letters, digits and single inner hyphens, at most 15 of them, one a letter.
    static func portName(_ name: String) -> [String] {
        var problems: [String] = []
        if name.utf8.count > 15 { problems.append("must be no more than 15 characters") }
        let isInAlphabet = name.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"): true
            default: false
            }
        }
        if !isInAlphabet { problems.append("must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)") }
        if !name.utf8.contains(where: { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) }) {
            problems.append("must contain at least one letter (a-z)")
        }
        if name.contains("--") { problems.append("must not contain consecutive hyphens") }
        if name.hasPrefix("-") || name.hasSuffix("-") { problems.append("must not begin or end with a hyphen") }
        return problems
    }

    /// The amounts of a map of resources.
    static func quantities(_ value: JSONValue?, _ field: String) -> [FieldError] {
        (value?.objectValue ?? [:]).flatMap { key, amount -> [FieldError] in
            let path = "\(field)[\(key)]"
            var errors = NameRule.qualifiedName.problems(in: key).map { FieldError.invalid(path, .string(key), $0) }
            if let text = amount.stringValue, let quantity = try? Quantity(parsing: text), quantity < .zero {
                errors.append(.invalid(path, amount, "must be greater than or equal to 0"))
            }
            return errors
        }
    }
}

extension JSONValue {
    /// The text of a member, empty where there is none.
    func text(of key: String) -> String { self[key]?.stringValue ?? "" }

    /// The elements of a member that is a list.
    func list(_ key: String) -> [JSONValue] { self[key]?.arrayValue ?? [] }

    /// The labels in a member.
    func labels(at path: String...) -> [String: String] {
        (value(at: path)?.objectValue ?? [:]).reduce(into: [:]) { $0[$1.key] = $1.value.stringValue }
    }
}
