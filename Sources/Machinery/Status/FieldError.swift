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
    /// The value that was refused; `nil` where the field is missing.
    public var value: JSONValue?
    public var detail: String

    public init(_ kind: Kind, _ field: String, value: JSONValue? = nil, _ detail: String) {
        self.kind = kind
        self.field = field
        self.value = value
        self.detail = detail
    }

    /// The message without the field, as a cause of an `APIStatus` carries it.
    public var causeMessage: String { detail }

    public var description: String { "\(field): \(detail)" }
}
