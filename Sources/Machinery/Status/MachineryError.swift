/// Why a text or a value could not be understood or applied: the one error of this module besides `DecodingFailure`,
/// `FieldError` and `APIStatus`, which answer for JSON coding, validation and the API.
public struct MachineryError: Error, Sendable, Hashable, CustomStringConvertible {
    public var code: Code
    /// A sentence for the person, worded as Kubernetes words it where it has words.
    public var message: String

    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    public var description: String { message }

    /// What failed; an open set.
    public struct Code: Sendable, Hashable {
        private enum Wrapped: Sendable, Hashable {
            case invalidSelector, malformedPatch, patchTooLarge, patchDoesNotApply, patchTestFailed, conflict
            case invalidQuantity, invalidVersion, invalidJSONPath
        }

        private let wrapped: Wrapped

        /// The text is no label or field selector.
        public static var invalidSelector: Code { Code(wrapped: .invalidSelector) }
        /// The patch is no patch of its kind.
        public static var malformedPatch: Code { Code(wrapped: .malformedPatch) }
        /// The patch has more operations, or copies more, than is allowed.
        public static var patchTooLarge: Code { Code(wrapped: .patchTooLarge) }
        /// An operation of the patch addresses what the value does not have.
        public static var patchDoesNotApply: Code { Code(wrapped: .patchDoesNotApply) }
        /// A `test` operation of the patch found another value.
        public static var patchTestFailed: Code { Code(wrapped: .patchTestFailed) }
        /// Somebody else changed the same thing otherwise.
        public static var conflict: Code { Code(wrapped: .conflict) }
        /// The text is no quantity.
        public static var invalidQuantity: Code { Code(wrapped: .invalidQuantity) }
        /// The text is no semantic version.
        public static var invalidVersion: Code { Code(wrapped: .invalidVersion) }
        /// The text is no JSONPath.
        public static var invalidJSONPath: Code { Code(wrapped: .invalidJSONPath) }
    }
}
