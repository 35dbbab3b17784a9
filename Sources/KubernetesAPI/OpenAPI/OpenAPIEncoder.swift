import JSON
import Machinery
import Protobuf

/// Writes an OpenAPI v2 document as protobuf: fields by ascending number, and none that is empty, as proto3 has it.
///
/// Members that OpenAPI v2 does not know, such as `oneOf`, are dropped.
struct OpenAPIEncoder {
    /// The most messages within each other. A level of properties takes three and two of JSON's, of which a body has at
    /// most 512.
    static let maximumDepth = 800

    let messages: OpenAPIMessages

    /// Writes the fields of a value's message, last to first.
    func write(
        _ value: JSONValue, as message: OpenAPIMessages.Message, into writer: inout ProtobufWriter, depth: Int = 0
    ) throws(DecodingFailure) {
        guard depth < Self.maximumDepth else { throw DecodingFailure("nests too deeply") }
        if let field = message.fields.first(where: { $0.fits(value) }) {
            return try write(choice: value, field, into: &writer, depth: depth)
        }
        guard let object = value.objectValue, message.fields.allSatisfy(\.isOfMembers) else {
            throw DecodingFailure("is none of the forms of \(message.name)")
        }
        for field in message.writingOrder {
            switch field.content {
            case .member(let name):
                guard let member = object[name], !member.isNull else { continue }
                do {
                    try write(member: member, field, into: &writer, depth: depth)
                } catch {
                    throw error.nested(in: name)
                }
            case .otherMembers:
                try write(entries: object.filter { message.isOther($0.key) }, field, into: &writer, depth: depth)
            case .extensions:
                try write(entries: object.filter { $0.key.hasPrefix("x-") }, field, into: &writer, depth: depth)
            default: break
            }
        }
    }

    private func write(
        choice value: JSONValue, _ field: OpenAPIMessages.Field, into writer: inout ProtobufWriter, depth: Int
    ) throws(DecodingFailure) {
        if field.isList || field.content == .valueOrElements, case .array(let list) = value {
            try write(list: list, field, into: &writer, depth: depth)
        } else {
            try write(value, as: field.type, to: field.number, into: &writer, depth: depth)
        }
    }

    private func write(
        member value: JSONValue, _ field: OpenAPIMessages.Field, into writer: inout ProtobufWriter, depth: Int
    ) throws(DecodingFailure) {
        if field.isList {
            guard let list = value.arrayValue else { throw DecodingFailure("expected a list") }
            try write(list: list, field, into: &writer, depth: depth)
        } else if !(field.type.isScalar && value.isZero) {
            try write(value, as: field.type, to: field.number, into: &writer, depth: depth)
        }
    }

    private func write(
        list: [JSONValue], _ field: OpenAPIMessages.Field, into writer: inout ProtobufWriter, depth: Int
    ) throws(DecodingFailure) {
        for index in list.indices.reversed() {
            do {
                try write(list[index], as: field.type, to: field.number, into: &writer, depth: depth)
            } catch {
                throw error.nested(in: "[\(index)]")
            }
        }
    }

    /// Messages of name and value.
    private func write(
        entries: [JSONObject.Element], _ field: OpenAPIMessages.Field, into writer: inout ProtobufWriter, depth: Int
    ) throws(DecodingFailure) {
        for (name, value) in entries.reversed() {
            do {
                try writer.write(message: field.number) { writer throws(DecodingFailure) in
                    try write(value, as: field.type, to: 2, into: &writer, depth: depth + 1)
                    writer.write(string: name, field: 1)
                }
            } catch {
                throw error.nested(in: name)
            }
        }
    }

    private func write(
        _ value: JSONValue, as type: OpenAPIMessages.FieldType, to number: Int, into writer: inout ProtobufWriter,
        depth: Int
    ) throws(DecodingFailure) {
        switch type {
        case .string: writer.write(string: try String(json: value), field: number)
        case .bool: writer.write(varint: try Bool(json: value) ? 1 : 0, field: number)
        case .int64: writer.write(varint: UInt64(bitPattern: try Int64(json: value)), field: number)
        case .double:
            guard let double = value.doubleValue, double.isFinite else { throw DecodingFailure("expected a number") }
            writer.write(fixed64: double.bitPattern, field: number)
        case .any:
            // JSON is YAML, which the field is said to hold.
            writer.write(message: number) { $0.write(bytes: value.serialized(), field: 2) }
        case .message(let place):
            try writer.write(message: number) { writer throws(DecodingFailure) in
                try write(value, as: messages.messages[place], into: &writer, depth: depth + 1)
            }
        }
    }
}

extension OpenAPIMessages.Field {
    /// Whether it is a form of a value rather than a part of it.
    fileprivate func fits(_ value: JSONValue) -> Bool {
        switch content {
        case .member, .otherMembers, .extensions: return false
        case .valueWith(let name): return value[name] != nil
        case .valueWhere(let name, let text): return value[name]?.stringValue == text
        case .valueOrElements: return true
        case .value where isList: return value.arrayValue != nil
        case .value where type == .bool: return value.boolValue != nil
        case .value: return value.objectValue != nil
        }
    }

    fileprivate var isOfMembers: Bool {
        switch content {
        case .member, .otherMembers, .extensions: true
        default: false
        }
    }
}

extension OpenAPIMessages.FieldType {
    fileprivate var isScalar: Bool {
        switch self {
        case .string, .bool, .int64, .double: true
        case .any, .message: false
        }
    }
}

extension JSONValue {
    /// What proto3 does not write outside of lists and alternatives.
    fileprivate var isZero: Bool {
        switch self {
        case .bool(let value): !value
        case .integer(let value): value == 0
        case .string(let value): value.isEmpty
        default: false
        }
    }
}
