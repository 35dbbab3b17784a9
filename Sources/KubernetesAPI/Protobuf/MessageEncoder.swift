import Effects
import JSON
import Machinery
import Protobuf

/// Turns JSON into the protobuf messages that Go would write of it: fields by ascending number, maps sorted by key, and
/// what Go holds by value even when it is empty.
///
/// Members that a table does not know are dropped, as Go drops them; `null` is an absent member.
struct MessageEncoder {
    let schema: MessageSchema

    /// Writes the fields of a message, last to first.
    ///
    /// - Parameter depth: How many messages hold this one.
    func write(
        _ object: JSONObject, as message: MessageSchema.Message, into writer: inout ProtobufWriter, depth: Int = 0
    ) throws(DecodingFailure) {
        guard depth < MessageDecoder.maximumDepth else {
            throw DecodingFailure("nests deeper than \(MessageDecoder.maximumDepth) messages")
        }
        for place in message.writingOrder {
            let field = message.fields[place]
            do {
                try write(field, of: object, into: &writer, depth: depth)
            } catch {
                throw error.nested(in: field)
            }
        }
    }

    private func write(
        _ field: MessageSchema.Field, of object: JSONObject, into writer: inout ProtobufWriter, depth: Int
    ) throws(DecodingFailure) {
        if field.shape == .inline {
            return try write(.object(object), as: field.type, to: field.number, into: &writer, depth: depth)
        }
        let member = object[field.name]?.unlessNull
        switch field.shape {
        case .value where member != nil || !field.type.canBeNil, .pointer where member != nil:
            try write(member, as: field.type, to: field.number, into: &writer, depth: depth)
        case .list where member != nil:
            guard let list = member?.arrayValue else { throw DecodingFailure("expected a list") }
            for index in list.indices.reversed() {
                do {
                    try write(list[index], as: field.type, to: field.number, into: &writer, depth: depth)
                } catch {
                    throw error.nested(in: "[\(index)]")
                }
            }
        case .map where member != nil:
            guard let map = member?.objectValue else { throw DecodingFailure("expected an object") }
            try write(entries: map, of: field, into: &writer, depth: depth)
        default: break
        }
    }

    private func write(
        entries: JSONObject, of field: MessageSchema.Field, into writer: inout ProtobufWriter, depth: Int
    ) throws(DecodingFailure) {
        for (key, value) in entries.sortedByKey().reversed() {
            do {
                try writer.write(message: field.number) { writer throws(DecodingFailure) in
                    if !(field.type == .bytes && value.isNull) {
                        try write(value, as: field.type, to: 2, into: &writer, depth: depth)
                    }
                    writer.write(string: key, field: 1)
                }
            } catch {
                throw error.nested(in: key)
            }
        }
    }

    /// Writes one value; `nil` and `null` as Go writes the zero value of the type.
    private func write(
        _ value: JSONValue?, as type: MessageSchema.FieldType, to number: Int, into writer: inout ProtobufWriter,
        depth: Int
    ) throws(DecodingFailure) {
        let value = value?.unlessNull
        switch type {
        case .bool:
            let flag = if let value { try Bool(json: value) } else { false }
            writer.write(varint: flag ? 1 : 0, field: number)
        case .int32:
            let integer = if let value { try Int32(json: value) } else { Int32(0) }
            writer.write(varint: UInt64(bitPattern: Int64(integer)), field: number)
        case .int64:
            let integer = if let value { try Int64(json: value) } else { Int64(0) }
            writer.write(varint: UInt64(bitPattern: integer), field: number)
        case .double:
            guard let double = value.map(\.doubleValue) ?? 0, double.isFinite else {
                throw DecodingFailure("expected a number")
            }
            writer.write(fixed64: double.bitPattern, field: number)
        case .string:
            let text = if let value { try String(json: value) } else { "" }
            writer.write(string: text, field: number)
        case .bytes:
            let text = if let value { try String(json: value) } else { "" }
            guard let bytes = Base64.decode(text) else {
                throw DecodingFailure("expected bytes in base64")
            }
            writer.write(bytes: bytes, field: number)
        default:
            try writer.write(message: number) { writer throws(DecodingFailure) in
                try write(content: value, of: type, into: &writer, depth: depth)
            }
        }
    }
}

extension MessageSchema.FieldType {
    /// Whether Go tells none from an empty one, although it is no pointer.
    fileprivate var canBeNil: Bool { self == .bytes || self == .strings }
}

extension JSONValue {
    fileprivate var unlessNull: JSONValue? { isNull ? Optional.none : self }
}
