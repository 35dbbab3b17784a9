import Effects
import JSON
import Machinery
import Protobuf

extension MessageDecoder {
    mutating func value(of type: MessageSchema.FieldType, _ wire: ProtobufField.Value)
        throws(DecodingFailure) -> JSONValue
    {
        switch (type, wire) {
        case (.bool, .varint(let number)): .bool(number != 0)
        case (.int32, .varint(let number)): .integer(Int64(Int32(truncatingIfNeeded: number)))
        case (.int64, .varint(let number)): .integer(Int64(bitPattern: number))
        case (.double, .fixed64(let bits)): try double(bits)
        case (.string, .bytes(let bytes)): .string(try string(bytes))
        case (.bytes, .bytes(let bytes)): .string(Base64.encode(Array(bytes)))
        case (.strings, .bytes(let bytes)): try strings(bytes)
        case (.quantity, .bytes(let bytes)): try quantity(bytes)
        case (.intOrString, .bytes(let bytes)): try intOrString(bytes)
        case (.time, .bytes(let bytes)): try time(bytes, text: \.rfc3339)
        case (.microTime, .bytes(let bytes)): try time(bytes, text: \.rfc3339Micro)
        case (.duration, .bytes(let bytes)): try duration(bytes)
        case (.json, .bytes(let bytes)): try json(bytes)
        case (.schemaOrArray(let schema), .bytes(let bytes)): try schemaOrArray(bytes, schema)
        case (.schemaOrBool(let schema), .bytes(let bytes)): try schemaOrBool(bytes, schema)
        case (.schemaOrStrings(let schema), .bytes(let bytes)): try schemaOrStrings(bytes, schema)
        case (.message(let message), .bytes(let bytes)): .object(try object(schema[message], in: bytes))
        default: throw .wireType
        }
    }

    func string(_ bytes: ArraySlice<UInt8>) throws(DecodingFailure) -> String {
        // Most strings of Go's bodies are.
        if bytes.isEmpty { return "" }
        guard let text = String(validating: bytes, as: UTF8.self) else { throw DecodingFailure("is not UTF-8") }
        return text
    }

    private func double(_ bits: UInt64) throws(DecodingFailure) -> JSONValue {
        guard let value = JSONValue(Double(bitPattern: bits)) else { throw DecodingFailure("is no finite number") }
        return value
    }

    /// `1`: strings.
    private func strings(_ bytes: ArraySlice<UInt8>) throws(DecodingFailure) -> JSONValue {
        var list: [JSONValue] = []
        var reader = ProtobufReader(bytes)
        while let field = try reader.nextField(in: 1...1) {
            guard case .bytes(let text) = field.value else { throw .wireType }
            list.append(.string(try string(text)))
        }
        return .array(list)
    }

    /// `1`: the text.
    private func quantity(_ bytes: ArraySlice<UInt8>) throws(DecodingFailure) -> JSONValue {
        var quantity = Quantity.zero
        var reader = ProtobufReader(bytes)
        while let field = try reader.nextField(in: 1...1) {
            guard case .bytes(let text) = field.value else { throw .wireType }
            quantity = try Quantity(json: .string(try string(text)))
        }
        return quantity.json
    }

    /// `1`: 0 for a number, 1 for a text. `2`: the number. `3`: the text.
    private func intOrString(_ bytes: ArraySlice<UInt8>) throws(DecodingFailure) -> JSONValue {
        var isText = false
        var number: Int32 = 0
        var text = ""
        var reader = ProtobufReader(bytes)
        while let field = try reader.nextField() {
            switch (field.number, field.value) {
            case (1, .varint(let type)) where type <= 1: isText = type == 1
            case (2, .varint(let value)): number = Int32(truncatingIfNeeded: value)
            case (3, .bytes(let bytes)): text = try string(bytes)
            case (1, .varint): throw DecodingFailure("is neither a number nor a string")
            case (1...3, _): throw .wireType
            default: break
            }
        }
        return isText ? .string(text) : .integer(Int64(number))
    }

    /// `1`: seconds since 1970. `2`: nanoseconds. No bytes at all, or the first second of the year 1, is Go's zero time.
    private func time(_ bytes: ArraySlice<UInt8>, text: (Timestamp) -> String) throws(DecodingFailure) -> JSONValue {
        guard !bytes.isEmpty else { return .null }
        let (seconds, fraction) = try integers(bytes)
        if seconds == MessageEncoder.zeroTimeSeconds { return .null }
        // The years 1678 to 2261, whose nanoseconds 64 bits can hold.
        guard (-9_214_560_000..<9_214_646_400).contains(seconds), (0..<1_000_000_000).contains(fraction) else {
            throw DecodingFailure("is a time out of range")
        }
        return .string(text(Timestamp(nanosecondsSinceEpoch: seconds * 1_000_000_000 + fraction)))
    }

    /// `1`: nanoseconds.
    private func duration(_ bytes: ArraySlice<UInt8>) throws(DecodingFailure) -> JSONValue {
        MetaDuration(nanoseconds: try integers(bytes).first).json
    }

    /// The numbers of the fields 1 and 2.
    private func integers(_ bytes: ArraySlice<UInt8>) throws(DecodingFailure) -> (first: Int64, second: Int64) {
        var first: Int64 = 0
        var second: Int64 = 0
        var reader = ProtobufReader(bytes)
        while let field = try reader.nextField() {
            switch (field.number, field.value) {
            case (1, .varint(let number)): first = Int64(bitPattern: number)
            case (2, .varint(let number)): second = Int64(Int32(truncatingIfNeeded: number))
            case (1...2, _): throw .wireType
            default: break
            }
        }
        return (first, second)
    }

    // MARK: Embedded values

    /// `1`: JSON text, or an object in its envelope.
    private mutating func json(_ bytes: ArraySlice<UInt8>) throws(DecodingFailure) -> JSONValue {
        var raw: ArraySlice<UInt8> = []
        var reader = ProtobufReader(bytes)
        while let field = try reader.nextField(in: 1...1) {
            guard case .bytes(let bytes) = field.value else { throw .wireType }
            raw = bytes
        }
        if raw.isEmpty { return .null }
        if ProtobufEnvelope.isEnvelope(raw) {
            let envelope = try ProtobufEnvelope(raw)
            guard let object = try object(in: envelope) else {
                throw DecodingFailure("embeds an object of the kind \(envelope.kind), which has no table here")
            }
            return .object(object)
        }
        do {
            return try JSONValue(parsing: Array(raw), limits: JSONLimits(depth: 256), duplicateKeys: .lastWins)
        } catch {
            throw DecodingFailure("is not JSON: \(error)")
        }
    }

    /// - Returns: `nil` for a kind without a table.
    mutating func object(in envelope: ProtobufEnvelope) throws(DecodingFailure) -> JSONObject? {
        guard let message = schema.message(of: envelope.kind) else { return nil }
        var object: JSONObject = [
            "apiVersion": .string(envelope.kind.apiVersion), "kind": .string(envelope.kind.kind),
        ]
        for (name, value) in try self.object(message, in: envelope.object) { object[name] = value }
        return object
    }

    /// `1`: a schema. `2`: schemas, which take precedence.
    private mutating func schemaOrArray(_ bytes: ArraySlice<UInt8>, _ message: MessageSchema.Reference)
        throws(DecodingFailure) -> JSONValue
    {
        var single = JSONValue.null
        var list: [JSONValue] = []
        var reader = ProtobufReader(bytes)
        while let field = try reader.nextField(in: 1...2) {
            guard case .bytes(let bytes) = field.value else { throw .wireType }
            let schema = JSONValue.object(try object(self.schema[message], in: bytes))
            if field.number == 1 { single = schema } else { list.append(schema) }
        }
        return list.isEmpty ? single : .array(list)
    }

    /// `1`: whether anything is allowed. `2`: a schema, which takes precedence.
    private mutating func schemaOrBool(_ bytes: ArraySlice<UInt8>, _ message: MessageSchema.Reference)
        throws(DecodingFailure) -> JSONValue
    {
        var result = JSONValue.bool(false)
        var reader = ProtobufReader(bytes)
        while let field = try reader.nextField() {
            switch (field.number, field.value) {
            case (1, .varint(let number)): if result.boolValue != nil { result = .bool(number != 0) }
            case (2, .bytes(let bytes)): result = .object(try object(schema[message], in: bytes))
            case (1...2, _): throw .wireType
            default: break
            }
        }
        return result
    }

    /// `1`: a schema. `2`: strings, which take precedence.
    private mutating func schemaOrStrings(_ bytes: ArraySlice<UInt8>, _ message: MessageSchema.Reference)
        throws(DecodingFailure) -> JSONValue
    {
        var single = JSONValue.null
        var list: [JSONValue] = []
        var reader = ProtobufReader(bytes)
        while let field = try reader.nextField() {
            switch (field.number, field.value) {
            case (1, .bytes(let bytes)): single = .object(try object(schema[message], in: bytes))
            case (2, .bytes(let bytes)): list.append(.string(try string(bytes)))
            case (1...2, _): throw .wireType
            default: break
            }
        }
        return list.isEmpty ? single : .array(list)
    }
}
