import Machinery

/// The messages of Kubernetes' built-in kinds, and how their fields read in JSON.
///
/// Go's types say more than a `.proto` file: which fields are pointers and may be absent, and which ones JSON leaves out
/// when they are empty. Both are kept, so that what is written is what Go writes, byte for byte in either form.
struct MessageSchema: Sendable {
    /// A message by its place in the schema, for messages refer to each other and some to themselves.
    struct Reference: Sendable, Hashable {
        let index: Int
    }

    struct Message: Sendable {
        /// With its table, such as `core.Pod`.
        let name: String
        /// In the order of Go's struct, which is the order of its JSON.
        let fields: [Field]
        /// The places of the fields by descending number: the order in which they are written backwards.
        let writingOrder: [Int]
        /// The place of the field of every number; -1 for none.
        private let places: [Int]

        init(name: String, fields: [Field]) {
            self.name = name
            self.fields = fields
            writingOrder = fields.indices.sorted { fields[$0].number > fields[$1].number }
            var places = Array(repeating: -1, count: (fields.map(\.number).max() ?? 0) + 1)
            for (place, field) in fields.enumerated() { places[field.number] = place }
            self.places = places
        }

        func place(of number: Int) -> Int? {
            guard places.indices.contains(number), places[number] >= 0 else { return nil }
            return places[number]
        }
    }

    struct Field: Sendable {
        /// How often a field comes, and what its absence means.
        enum Shape: Sendable {
            /// Always there: Go writes it when it is empty, too.
            case value
            /// There or not.
            case pointer
            /// A message whose fields are members of the object that holds it.
            case inline
            case list
            /// From strings.
            case map
        }

        let number: Int
        /// In JSON; of a field that is inline, the name of its message.
        let name: String
        let shape: Shape
        let type: FieldType
        /// Whether JSON leaves the field out when it is zero, false, empty or absent.
        let omitsEmpty: Bool
    }

    enum FieldType: Sendable, Hashable {
        case bool, int32, int64, double
        case string
        /// Base64 in JSON.
        case bytes
        /// A message that holds strings, a list in JSON.
        case strings
        case quantity
        case intOrString
        /// `metav1.Time`: RFC 3339 to the second in JSON.
        case time
        /// `metav1.MicroTime`: RFC 3339 to the microsecond in JSON.
        case microTime
        /// `metav1.Duration`
        case duration
        /// A message whose one field is JSON text, as `runtime.RawExtension`.
        case json
        /// `JSONSchemaPropsOrArray` and its kin, each with the message of a schema.
        case schemaOrArray(Reference), schemaOrBool(Reference), schemaOrStrings(Reference)
        case message(Reference)
    }

    private(set) var messages: [Message] = []
    private var kinds: [GroupVersionKind: Reference] = [:]
    /// Kinds that every group has.
    private var commonKinds: [String: Reference] = [:]

    subscript(reference: Reference) -> Message { messages[reference.index] }

    /// - Returns: `nil` for a kind without a table.
    func message(of kind: GroupVersionKind) -> Message? {
        (kinds[kind] ?? commonKinds[kind.kind]).map { self[$0] }
    }

    /// All kinds but those that every group has.
    var allKinds: [GroupVersionKind] { Array(kinds.keys) }

    // MARK: Building

    mutating func append(_ message: Message) { messages.append(message) }

    /// - Parameter apiVersion: `nil` for a kind that every group has.
    mutating func register(_ kind: String, in apiVersion: String?, as reference: Reference) {
        if let apiVersion {
            kinds[GroupVersionKind(apiVersion: apiVersion, kind: kind)] = reference
        } else {
            commonKinds[kind] = reference
        }
    }
}
