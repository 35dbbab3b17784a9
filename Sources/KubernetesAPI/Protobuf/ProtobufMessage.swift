/// How the fields of one Kubernetes message are named and typed in JSON.
struct ProtobufMessage: Sendable {
    /// What a field holds, in the terms of its JSON form.
    indirect enum Kind: Sendable {
        case string
        case boolean
        case integer
        /// Base64 in JSON.
        case bytes
        /// `metav1.Time`: RFC 3339 to the second in JSON.
        case time
        /// `metav1.MicroTime`: RFC 3339 to the microsecond in JSON.
        case microTime
        /// `metav1.FieldsV1`: a message whose one field is JSON text.
        case json
        case message(ProtobufMessage)
        /// An object in JSON: a map from strings.
        case map(Kind)
    }

    struct Field: Sendable {
        var name: String
        var kind: Kind
        var isRepeated = false
        /// Whether a value that is zero, false or empty differs from none. Go writes all others always, and JSON leaves
        /// them out.
        var isOptional = false
    }

    var fields: [Int: Field]

    init(_ fields: [Int: Field]) {
        self.fields = fields
    }
}

/// Short forms for the tables.
extension ProtobufMessage.Field {
    static func string(_ name: String) -> Self { Self(name: name, kind: .string) }
    static func integer(_ name: String) -> Self { Self(name: name, kind: .integer) }
    static func bytes(_ name: String) -> Self { Self(name: name, kind: .bytes) }
    static func time(_ name: String) -> Self { Self(name: name, kind: .time) }
    static func microTime(_ name: String) -> Self { Self(name: name, kind: .microTime) }
    static func message(_ name: String, _ message: ProtobufMessage) -> Self {
        Self(name: name, kind: .message(message))
    }
    static func map(_ name: String, of kind: ProtobufMessage.Kind) -> Self { Self(name: name, kind: .map(kind)) }
    static func list(_ name: String, of kind: ProtobufMessage.Kind) -> Self {
        Self(name: name, kind: kind, isRepeated: true)
    }
    /// A field that Go holds by a pointer.
    static func optional(_ name: String, _ kind: ProtobufMessage.Kind) -> Self {
        Self(name: name, kind: kind, isOptional: true)
    }
}
