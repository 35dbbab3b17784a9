import JSON
import Machinery

extension CELValue {
    /// The value as a document; see `CELProgram.Result.value`.
    ///
    /// - Throws: Where the document would be too large: values share their parts, and documents do not.
    func document() throws(EvaluationError) -> JSONValue {
        var room = Bounds.text
        return try document(&room)
    }

    /// - Parameter room: The bytes that the document may still have.
    private func document(_ room: inout Int) throws(EvaluationError) -> JSONValue {
        switch self {
        case .null: try take(4, from: &room)
        case .string(let text): try take(text.utf8.count + 2, from: &room)
        case .bytes(let bytes): try take(bytes.count * 2, from: &room)
        default: try take(8, from: &room)
        }
        switch self {
        case .null: return .null
        case .bool(let value): return .bool(value)
        case .int(let value): return .integer(value)
        case .uint(let value):
            return Int64(exactly: value).map(JSONValue.integer) ?? .number(JSONNumber(validLiteral: "\(value)"))
        case .double(let value): return value.isFinite ? .number(JSONNumber(value)) : .string(value.celText)
        case .string(let text): return .string(text)
        case .list(let list):
            var elements: [JSONValue] = []
            for index in 0..<list.count { elements.append(try list[index].document(&room)) }
            return .array(elements)
        case .map(let map):
            var members = JSONObject()
            for (key, value) in map.entries {
                let name = key.inError
                try take(name.utf8.count + 3, from: &room)
                members[name] = try value.document(&room)
            }
            return .object(members)
        case .optional(let optional): return try optional.value?.document(&room) ?? .null
        case .bytes, .timestamp, .duration, .type, .opaque: return .string(documentText)
        }
    }

    private func take(_ size: Int, from room: inout Int) throws(EvaluationError) {
        room -= size
        guard room >= 0 else { throw EvaluationError("the result is larger than \(Bounds.text) bytes") }
    }

    private var documentText: String {
        switch self {
        case .bytes(let bytes): Base64.encode(bytes)
        case .timestamp(let time): time.text
        case .duration(let nanoseconds): Conversions.secondsText(nanoseconds)
        case .opaque(.quantity(let quantity)): quantity.description
        case .opaque(.url(let url)): url.text
        case .opaque(.ip(let address)): address.text
        case .opaque(.cidr(let block)): block.text
        case .opaque(.semver(let version)): version.description
        case .opaque(.format(let format)): format.rawValue
        case .type(let type): type.runtimeName
        default: inError
        }
    }
}
