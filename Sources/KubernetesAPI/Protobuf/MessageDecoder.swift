import JSON
import Machinery
import Protobuf

/// Turns protobuf messages into the JSON that Go would write of them.
///
/// Fields that a table does not know are skipped, as Go's decoders skip them. Of a scalar that comes more than once the
/// last one counts; a message that comes more than once, which the protobuf rules would merge, is refused, for nobody
/// writes that.
struct MessageDecoder {
    /// The most messages within each other. Only schemas and embedded objects nest at will; real ones stay below 40.
    static let maximumDepth = 128

    let schema: MessageSchema
    private var depth = 0
    /// How many more values may be made. Go writes two bytes or more for nearly every one, but the two bytes of an empty
    /// message in a list may stand for a dozen.
    private var valuesLeft: Int

    /// - Parameter byteCount: The length of the body: it may stand for as many values, and some more.
    init(schema: MessageSchema, byteCount: Int) {
        self.schema = schema
        valuesLeft = byteCount + 1000
    }

    mutating func object(_ message: MessageSchema.Message, in bytes: ArraySlice<UInt8>)
        throws(DecodingFailure) -> JSONObject
    {
        guard depth < Self.maximumDepth else {
            throw DecodingFailure("nests deeper than \(Self.maximumDepth) messages")
        }
        depth += 1
        defer { depth -= 1 }
        let slots = try slots(of: message, in: bytes)
        var object = JSONObject()
        for (place, field) in message.fields.enumerated() {
            do {
                try add(field, from: slots[place], to: &object)
            } catch {
                throw error.nested(in: field)
            }
        }
        return object
    }

    // MARK: Reading

    /// What the wire holds of each field; a list or an object of those that come more than once.
    private typealias Slots = [JSONValue?]

    private mutating func slots(of message: MessageSchema.Message, in bytes: ArraySlice<UInt8>)
        throws(DecodingFailure) -> Slots
    {
        var slots = Slots(repeating: Optional.none, count: message.fields.count)
        var reader = ProtobufReader(bytes)
        while let wire = try reader.nextField() {
            guard let place = message.place(of: wire.number) else { continue }
            let field = message.fields[place]
            do {
                try read(wire.value, field, into: &slots[place])
            } catch {
                throw error.nested(in: field)
            }
        }
        return slots
    }

    private mutating func read(
        _ wire: ProtobufField.Value, _ field: MessageSchema.Field, into slot: inout JSONValue?
    ) throws(DecodingFailure) {
        switch field.shape {
        case .list:
            if case .bytes(let bytes) = wire, field.type.canBePacked {
                for number in try packed(bytes) { try append(.varint(number), field, to: &slot) }
            } else {
                try append(wire, field, to: &slot)
            }
        case .map:
            let (key, value) = try entry(of: field.type, wire)
            try count()
            var map = JSONObject()
            // Moved out and back in, so that it is not copied for every entry.
            if case .object(let entries) = slot { map = entries }
            slot = Optional.none
            map[key] = value
            slot = .object(map)
        case .value, .pointer, .inline:
            guard slot == nil || !field.type.isMessage else { throw DecodingFailure("comes twice") }
            slot = try value(of: field.type, wire)
        }
    }

    private mutating func append(
        _ wire: ProtobufField.Value, _ field: MessageSchema.Field, to slot: inout JSONValue?
    ) throws(DecodingFailure) {
        // Moved out and back in, so that it is not copied for every element.
        var list: [JSONValue] = []
        if case .array(let elements) = slot { list = elements }
        slot = Optional.none
        do {
            try count()
            list.append(try value(of: field.type, wire))
        } catch {
            throw error.nested(in: "[\(list.count)]")
        }
        slot = .array(list)
    }

    /// An entry of a map: a message of key and value.
    private mutating func entry(of type: MessageSchema.FieldType, _ wire: ProtobufField.Value)
        throws(DecodingFailure) -> (String, JSONValue)
    {
        guard case .bytes(let bytes) = wire else { throw .wireType }
        var reader = ProtobufReader(bytes)
        var key = ""
        var content: ProtobufField.Value?
        while let part = try reader.nextField() {
            switch (part.number, part.value) {
            case (1, .bytes(let text)): key = try string(text)
            case (1, _): throw .wireType
            case (2, let value): content = value
            default: break
            }
        }
        do {
            if let content { return (key, try value(of: type, content)) }
            switch type {
            case .bytes: return (key, "")
            case .strings: return (key, [])
            default: return (key, try emptyValue(of: type))
            }
        } catch {
            throw error.nested(in: key)
        }
    }

    private func packed(_ bytes: ArraySlice<UInt8>) throws(DecodingFailure) -> [UInt64] {
        var reader = ProtobufReader(bytes)
        do {
            return try reader.packedVarints()
        } catch {
            throw DecodingFailure("is no protobuf message: \(error)")
        }
    }

    // MARK: Telling

    private mutating func add(
        _ field: MessageSchema.Field, from slot: JSONValue?, to object: inout JSONObject
    ) throws(DecodingFailure) {
        let value: JSONValue
        switch field.shape {
        case .list: value = slot ?? .null
        // Go prints maps by key, in whatever order they came.
        case .map: value = (slot?.objectValue?.sortedByKey()).map { .object($0) } ?? .null
        case .pointer:
            guard let found = slot else {
                if !field.omitsEmpty { object[field.name] = .null }
                return
            }
            object[field.name] = found
            return try count()
        case .value: value = if let found = slot { found } else { try emptyValue(of: field.type) }
        case .inline:
            let inlined = if let found = slot { found } else { try emptyValue(of: field.type) }
            for (name, member) in inlined.objectValue ?? [:] { object[name] = member }
            return
        }
        guard !(field.omitsEmpty && value.isEmpty) else { return }
        try count()
        object[field.name] = value
    }

    /// What Go has where nothing was read.
    private mutating func emptyValue(of type: MessageSchema.FieldType) throws(DecodingFailure) -> JSONValue {
        switch type {
        case .bool: false
        case .int32, .int64, .double, .intOrString: 0
        case .string: ""
        case .quantity: "0"
        case .duration: "0s"
        case .schemaOrBool: false
        case .bytes, .strings, .time, .microTime, .json, .schemaOrArray, .schemaOrStrings: .null
        case .message(let message): .object(try object(schema[message], in: []))
        }
    }

    private mutating func count() throws(DecodingFailure) {
        guard valuesLeft > 0 else { throw DecodingFailure("the body stands for more values than its length allows") }
        valuesLeft -= 1
    }
}

extension ProtobufReader {
    mutating func nextField() throws(DecodingFailure) -> ProtobufField? {
        do {
            return try next()
        } catch {
            throw DecodingFailure("is no protobuf message: \(error)")
        }
    }

    /// The next field with one of some numbers; others are skipped.
    mutating func nextField(in numbers: ClosedRange<Int>) throws(DecodingFailure) -> ProtobufField? {
        while let field = try nextField() {
            if numbers.contains(field.number) { return field }
        }
        return nil
    }
}

extension DecodingFailure {
    static var wireType: DecodingFailure { DecodingFailure("is not of the wire type that its number promises") }

    /// Fields of an inline message are members of the object that holds it.
    func nested(in field: MessageSchema.Field) -> DecodingFailure {
        field.shape == .inline ? self : nested(in: field.name)
    }
}

extension MessageSchema.FieldType {
    fileprivate var canBePacked: Bool {
        switch self {
        case .bool, .int32, .int64: true
        default: false
        }
    }

    fileprivate var isMessage: Bool {
        switch self {
        case .bool, .int32, .int64, .double, .string, .bytes: false
        default: true
        }
    }
}

extension JSONValue {
    /// Whether JSON leaves it out under Go's `omitempty` or `omitzero`.
    fileprivate var isEmpty: Bool {
        switch self {
        case .null: true
        case .bool(let value): !value
        case .integer(let value): value == 0
        case .number: false
        case .string(let value): value.isEmpty
        case .array(let value): value.isEmpty
        case .object(let value): value.isEmpty
        }
    }
}
