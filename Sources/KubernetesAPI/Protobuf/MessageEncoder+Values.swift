import Effects
import JSON
import Machinery
import Protobuf

extension MessageEncoder {
    /// The first second of the year 1, which is Go's zero time: no time at all.
    static let zeroTimeSeconds: Int64 = -62_135_596_800
    private static let zeroTimeText = "0001-01-01T00:00:00Z"

    /// Writes what the message of a type holds, last to first. `MessageDecoder+Values.swift` names the fields.
    func write(
        content value: JSONValue?, of type: MessageSchema.FieldType, into writer: inout ProtobufWriter, depth: Int
    ) throws(DecodingFailure) {
        switch type {
        case .bool, .int32, .int64, .double, .string, .bytes: break
        case .strings: try write(strings: value ?? [], field: 1, into: &writer)
        case .quantity: writer.write(string: try value.map(Quantity.init(json:))?.description ?? "0", field: 1)
        case .intOrString: write(try value.map(IntOrString.init(json:)) ?? 0, into: &writer)
        case .time: try write(time: value, into: &writer) { _ in 0 }
        case .microTime: try write(time: value, into: &writer) { $0 / 1000 * 1000 }
        case .duration:
            let duration = try value.map(MetaDuration.init(json:)) ?? .zero
            writer.write(varint: UInt64(bitPattern: duration.nanoseconds), field: 1)
        case .json:
            if let value { writer.write(bytes: value.serialized(), field: 1) }
        case .schemaOrArray(let message): try write(schemas: value, message, into: &writer, depth: depth)
        case .schemaOrBool(let message): try write(schemaOrFlag: value, message, into: &writer, depth: depth)
        case .schemaOrStrings(let message): try write(schemaOrStrings: value, message, into: &writer, depth: depth)
        case .message(let message):
            try write(object(value ?? [:]), as: schema[message], into: &writer, depth: depth + 1)
        }
    }

    private func object(_ value: JSONValue) throws(DecodingFailure) -> JSONObject {
        try JSONObject(json: value)
    }

    private func write(strings value: JSONValue, field: Int, into writer: inout ProtobufWriter)
        throws(DecodingFailure)
    {
        for text in try [String](json: value).reversed() { writer.write(string: text, field: field) }
    }

    private func write(_ value: IntOrString, into writer: inout ProtobufWriter) {
        let (type, number, text): (UInt64, Int32, String) =
            switch value {
            case .int(let number): (0, number, "")
            case .string(let text): (1, 0, text)
            }
        writer.write(string: text, field: 3)
        writer.write(varint: UInt64(bitPattern: Int64(number)), field: 2)
        writer.write(varint: type, field: 1)
    }

    /// - Parameter precision: The nanoseconds of a second that are kept.
    private func write(
        time value: JSONValue?, into writer: inout ProtobufWriter, precision: (_ nanoseconds: Int64) -> Int64
    ) throws(DecodingFailure) {
        guard let value, value.stringValue != Self.zeroTimeText else { return }
        let time = try Timestamp(json: value)
        let nanoseconds = (time - time.truncatedToSeconds).wholeNanoseconds
        writer.write(varint: UInt64(bitPattern: precision(nanoseconds)), field: 2)
        writer.write(varint: UInt64(bitPattern: time.secondsSinceEpoch), field: 1)
    }

    // MARK: Schemas

    private func write(
        schema value: JSONValue, _ message: MessageSchema.Reference, field: Int, into writer: inout ProtobufWriter,
        depth: Int
    ) throws(DecodingFailure) {
        let object = try object(value)
        try writer.write(message: field) { writer throws(DecodingFailure) in
            try write(object, as: schema[message], into: &writer, depth: depth + 1)
        }
    }

    private func write(
        schemas value: JSONValue?, _ message: MessageSchema.Reference, into writer: inout ProtobufWriter, depth: Int
    ) throws(DecodingFailure) {
        guard case .array(let list) = value else {
            if let value { try write(schema: value, message, field: 1, into: &writer, depth: depth) }
            return
        }
        for index in list.indices.reversed() {
            do {
                try write(schema: list[index], message, field: 2, into: &writer, depth: depth)
            } catch {
                throw error.nested(in: "[\(index)]")
            }
        }
    }

    private func write(
        schemaOrFlag value: JSONValue?, _ message: MessageSchema.Reference, into writer: inout ProtobufWriter,
        depth: Int
    ) throws(DecodingFailure) {
        switch value {
        case .bool(let isAllowed): writer.write(varint: isAllowed ? 1 : 0, field: 1)
        case let value?:
            try write(schema: value, message, field: 2, into: &writer, depth: depth)
            writer.write(varint: 1, field: 1)
        case nil: writer.write(varint: 0, field: 1)
        }
    }

    private func write(
        schemaOrStrings value: JSONValue?, _ message: MessageSchema.Reference, into writer: inout ProtobufWriter,
        depth: Int
    ) throws(DecodingFailure) {
        switch value {
        case .array: try write(strings: value ?? [], field: 2, into: &writer)
        case let value?: try write(schema: value, message, field: 1, into: &writer, depth: depth)
        case nil: break
        }
    }
}
