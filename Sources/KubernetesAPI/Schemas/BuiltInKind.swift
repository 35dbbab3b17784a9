public import JSON
public import Machinery

/// A built-in kind as its tables describe it: the one source of what its objects look like.
///
/// Nothing is read before the first use; then it is shared by the whole process.
public struct BuiltInKind: Sendable {
    public let groupVersionKind: GroupVersionKind

    /// - Parameter groupVersionKind: One of those with a table; see ``isKnown``.
    public init(_ groupVersionKind: GroupVersionKind) {
        self.groupVersionKind = groupVersionKind
    }

    /// Whether there is a table of the kind. Without one its objects are anything.
    public var isKnown: Bool { reference != nil }

    private var reference: MessageSchema.Reference? { BuiltInMessage.reference(of: groupVersionKind) }

    /// The schema of whole objects, without `apiVersion`, `kind` and `metadata`.
    public var schema: StructuralSchema? { reference.flatMap { BuiltInSchemas.root(of: $0) } }

    /// Brings an object into the form in which Go's types write it: unknown fields and empty optional ones are gone,
    /// defaults and the fields that are always written are there, quantities are canonical. `apiVersion`, `kind` and
    /// `metadata` stay as they are.
    ///
    /// - Returns: The paths of unknown fields, sorted: `spec.containers[0].unknown`.
    /// - Throws: Where a value does not fit its field, in the words of Go's decoder, with an empty path.
    public func canonicalize(_ object: inout JSONObject) throws(DecodingFailure) -> [String] {
        guard let reference else { return [] }
        var form = CanonicalForm()
        object = try form.resource(object, as: BuiltInMessage[reference])
        return form.unknownFields.sorted()
    }

    /// The fields whose values are none of those that the server accepts.
    ///
    /// - Parameter object: In canonical form.
    public func unsupportedValues(in object: JSONObject) -> [FieldError] {
        guard let reference else { return [] }
        var check = ValueCheck()
        check.check(object, as: BuiltInMessage[reference], isResource: true)
        return check.errors
    }
}
