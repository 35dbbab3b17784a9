public import JSON

/// One thing wrong with one field, in the vocabulary of Kubernetes' `field.Error`.
public struct FieldError: Error, Sendable, Hashable, CustomStringConvertible {
    public enum Kind: String, Sendable {
        case required = "FieldValueRequired"
        case invalid = "FieldValueInvalid"
        case duplicate = "FieldValueDuplicate"
        case notSupported = "FieldValueNotSupported"
        case forbidden = "FieldValueForbidden"
        case notFound = "FieldValueNotFound"
        case tooLong = "FieldValueTooLong"
        case tooMany = "FieldValueTooMany"
        case typeInvalid = "FieldValueTypeInvalid"
        case internalError = "InternalError"
    }

    public var kind: Kind
    /// `spec.replicas`, `spec.rules[2].host`, `metadata.labels[app]`.
    public var field: String
    /// The value that was refused; `nil` where there is none to show.
    public var value: JSONValue?
    /// What is wrong, without the kind of error and the value: `must be greater than 0`. May be empty.
    public var detail: String

    public init(_ kind: Kind, _ field: String, value: JSONValue? = nil, _ detail: String) {
        self.kind = kind
        self.field = field
        self.value = value
        self.detail = detail
    }

    /// The message without the field, as a cause of an `APIStatus` carries it: `Invalid value: 0: must be greater than 0`,
    /// `Required value`, `Forbidden: field is immutable`.
    public var causeMessage: String {
        var text = kind.label
        if let value, kind.showsValue { text += ": \(value.inFieldError)" }
        if !detail.isEmpty { text += ": \(detail)" }
        return text
    }

    /// `spec.replicas: Invalid value: 0: must be greater than 0`
    public var description: String { "\(field): \(causeMessage)" }
}

extension FieldError {
    public static func required(_ field: String, _ detail: String = "") -> FieldError {
        FieldError(.required, field, detail)
    }

    public static func invalid(_ field: String, _ value: JSONValue, _ detail: String) -> FieldError {
        FieldError(.invalid, field, value: value, detail)
    }

    public static func typeInvalid(_ field: String, _ value: JSONValue, _ detail: String) -> FieldError {
        FieldError(.typeInvalid, field, value: value, detail)
    }

    public static func duplicate(_ field: String, _ value: JSONValue) -> FieldError {
        FieldError(.duplicate, field, value: value, "")
    }

    public static func notSupported(_ field: String, _ value: JSONValue, supported: [String]) -> FieldError {
        let list = supported.map(\.goQuoted).joined(separator: ", ")
        return FieldError(.notSupported, field, value: value, list.isEmpty ? "" : "supported values: \(list)")
    }

    public static func forbidden(_ field: String, _ detail: String) -> FieldError {
        FieldError(.forbidden, field, detail)
    }

    public static func notFound(_ field: String, _ value: JSONValue) -> FieldError {
        FieldError(.notFound, field, value: value, "")
    }

    /// - Parameter maximum: The most bytes that the value may have.
    public static func tooLong(_ field: String, maximum: Int) -> FieldError {
        FieldError(.tooLong, field, "may not be more than \(maximum) \(maximum == 1 ? "byte" : "bytes")")
    }

    /// - Parameters:
    ///   - count: The number of items that were given.
    ///   - maximum: The most items that there may be.
    public static func tooMany(_ field: String, count: Int, maximum: Int) -> FieldError {
        FieldError(
            .tooMany, field, value: .integer(Int64(count)),
            "must have at most \(maximum) \(maximum == 1 ? "item" : "items")")
    }

    public static func internalError(_ field: String, _ detail: String) -> FieldError {
        FieldError(.internalError, field, detail)
    }
}

extension FieldError.Kind {
    fileprivate var label: String {
        switch self {
        case .required: "Required value"
        case .invalid, .typeInvalid: "Invalid value"
        case .duplicate: "Duplicate value"
        case .notSupported: "Unsupported value"
        case .forbidden: "Forbidden"
        case .notFound: "Not found"
        case .tooLong: "Too long"
        case .tooMany: "Too many"
        case .internalError: "Internal error"
        }
    }

    fileprivate var showsValue: Bool {
        switch self {
        case .required, .forbidden, .tooLong, .internalError: false
        default: true
        }
    }
}
