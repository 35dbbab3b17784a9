import JSON
import Machinery
import Protobuf

/// Reads protobuf of an OpenAPI v2 document as JSON.
struct OpenAPIDecoder {
    let messages: OpenAPIMessages

    func value(of message: OpenAPIMessages.Message, in bytes: ArraySlice<UInt8>, depth: Int = 0)
        throws(DecodingFailure) -> JSONValue
    {
        guard depth < OpenAPIEncoder.maximumDepth else { throw DecodingFailure("nests too deeply") }
        var object = JSONObject()
        var elements: [JSONValue] = []
        var reader = ProtobufReader(bytes)
        while let wire = try reader.nextField() {
            guard let field = message.fields.first(where: { $0.number == wire.number }) else { continue }
            switch field.content {
            case .member(let name):
                let value: JSONValue
                do {
                    value = try self.value(of: field.type, wire.value, depth: depth)
                } catch {
                    throw error.nested(in: name)
                }
                if field.isList {
                    append(value, to: &object[name])
                } else {
                    object[name] = value
                }
            case .otherMembers, .extensions:
                let (name, value) = try entry(of: field.type, wire.value, depth: depth)
                object[name] = value
            case .value where !field.isList, .valueWith, .valueWhere:
                return try value(of: field.type, wire.value, depth: depth)
            case .value, .valueOrElements:
                elements.append(try value(of: field.type, wire.value, depth: depth))
            }
        }
        guard let form = message.fields.first?.content, form == .value || form == .valueOrElements else {
            return .object(object)
        }
        return form == .valueOrElements && elements.count == 1 ? elements[0] : .array(elements)
    }

    /// In place, so that a list of many elements is not copied for each.
    private func append(_ value: JSONValue, to list: inout JSONValue?) {
        guard case .array(var elements) = list else {
            list = .array([value])
            return
        }
        list = Optional.none
        elements.append(value)
        list = .array(elements)
    }

    private func entry(of type: OpenAPIMessages.FieldType, _ wire: ProtobufField.Value, depth: Int)
        throws(DecodingFailure) -> (String, JSONValue)
    {
        guard case .bytes(let bytes) = wire else { throw .wireType }
        var name = ""
        var value = JSONValue.null
        var reader = ProtobufReader(bytes)
        while let field = try reader.nextField(in: 1...2) {
            if field.number == 2 {
                do {
                    value = try self.value(of: type, field.value, depth: depth + 1)
                } catch {
                    throw error.nested(in: name)
                }
            } else if case .bytes(let text) = field.value {
                name = try string(text)
            } else {
                throw .wireType
            }
        }
        return (name, value)
    }

    private func value(of type: OpenAPIMessages.FieldType, _ wire: ProtobufField.Value, depth: Int)
        throws(DecodingFailure) -> JSONValue
    {
        switch (type, wire) {
        case (.string, .bytes(let bytes)): return .string(try string(bytes))
        case (.bool, .varint(let number)): return .bool(number != 0)
        case (.int64, .varint(let number)): return .integer(Int64(bitPattern: number))
        case (.double, .fixed64(let bits)):
            guard let value = JSONValue(Double(bitPattern: bits)) else { throw DecodingFailure("is no finite number") }
            return value
        case (.any, .bytes(let bytes)): return try any(bytes)
        case (.message(let place), .bytes(let bytes)):
            return try value(of: messages.messages[place], in: bytes, depth: depth + 1)
        default: throw .wireType
        }
    }

    /// `2`: the text of the value.
    private func any(_ bytes: ArraySlice<UInt8>) throws(DecodingFailure) -> JSONValue {
        var text: ArraySlice<UInt8> = Array("null".utf8)[...]
        var reader = ProtobufReader(bytes)
        while let field = try reader.nextField(in: 2...2) {
            guard case .bytes(let bytes) = field.value else { throw .wireType }
            text = bytes
        }
        do {
            return try JSONValue(parsing: Array(text), limits: JSONLimits(depth: 256))
        } catch {
            throw DecodingFailure("is not JSON, the only YAML that is read here: \(error)")
        }
    }

    private func string(_ bytes: ArraySlice<UInt8>) throws(DecodingFailure) -> String {
        guard let text = String(validating: bytes, as: UTF8.self) else { throw DecodingFailure("is not UTF-8") }
        return text
    }
}
