import Effects
import JSON
import Machinery
import Protobuf

/// Turns protobuf messages into JSON objects by their tables.
enum ProtobufDecoder {
    /// Messages nest no deeper than their tables do, so depth needs no bound of its own.
    static func fields(of message: ProtobufMessage, in bytes: ArraySlice<UInt8>)
        throws(KubernetesProtobufError) -> JSONObject
    {
        var object = JSONObject()
        try forEachField(in: bytes) { wire throws(KubernetesProtobufError) in
            guard let field = message.fields[wire.number] else { return }
            if case .map(let kind) = field.kind {
                let (key, value) = try entry(of: kind, wire, field)
                var map = object[field.name]?.objectValue ?? [:]
                map[key] = value
                object[field.name] = .object(map)
            } else if field.isRepeated {
                let value = try value(of: field.kind, wire, field) ?? [:]
                object[field.name] = .array((object[field.name]?.arrayValue ?? []) + [value])
            } else if let value = try value(of: field.kind, wire, field), field.isOptional || !isZero(value) {
                object[field.name] = value
            }
        }
        return object
    }

    static func forEachField(
        in bytes: ArraySlice<UInt8>, _ body: (ProtobufField) throws(KubernetesProtobufError) -> Void
    ) throws(KubernetesProtobufError) {
        var reader = ProtobufReader(bytes)
        while true {
            let field: ProtobufField?
            do {
                field = try reader.next()
            } catch {
                throw KubernetesProtobufError(.malformed, "the bytes are no protobuf message: \(error)", cause: error)
            }
            guard let field else { return }
            try body(field)
        }
    }

    /// The value of a field; `nil` for a time that is not set.
    private static func value(of kind: ProtobufMessage.Kind, _ wire: ProtobufField, _ field: ProtobufMessage.Field)
        throws(KubernetesProtobufError) -> JSONValue?
    {
        switch (kind, wire.value) {
        case (.boolean, .varint(let number)):
            return .bool(number != 0)
        case (.integer, .varint(let number)):
            return .integer(Int64(bitPattern: number))
        case (.string, .bytes(let bytes)):
            guard let text = String(validating: bytes, as: UTF8.self) else { throw mismatch(field) }
            return .string(text)
        case (.bytes, .bytes(let bytes)):
            return .string(Base64.encode(Array(bytes)))
        case (.time, .bytes(let bytes)):
            return try timestamp(bytes).map { .string($0.rfc3339) }
        case (.microTime, .bytes(let bytes)):
            return try timestamp(bytes).map { .string($0.rfc3339Micro) }
        case (.json, .bytes(let bytes)):
            let raw = try fields(of: ProtobufMessage([1: .string("raw")]), in: bytes)["raw"]?.stringValue ?? "{}"
            guard let value = try? JSONValue(parsing: raw) else { throw mismatch(field) }
            return value
        case (.message(let message), .bytes(let bytes)):
            return .object(try fields(of: message, in: bytes))
        default:
            throw mismatch(field)
        }
    }

    /// One entry of a map: a message of key and value.
    private static func entry(of kind: ProtobufMessage.Kind, _ wire: ProtobufField, _ field: ProtobufMessage.Field)
        throws(KubernetesProtobufError) -> (String, JSONValue)
    {
        guard case .bytes(let bytes) = wire.value else { throw mismatch(field) }
        let message = ProtobufMessage([
            1: .optional("key", .string), 2: ProtobufMessage.Field(name: "value", kind: kind, isOptional: true),
        ])
        let entry = try fields(of: message, in: bytes)
        return (entry["key"]?.stringValue ?? "", entry["value"] ?? "")
    }

    /// `seconds` and `nanos`; both absent or zero for a time that is not set.
    private static func timestamp(_ bytes: ArraySlice<UInt8>) throws(KubernetesProtobufError) -> Timestamp? {
        let fields = try fields(of: ProtobufMessage([1: .integer("seconds"), 2: .integer("nanos")]), in: bytes)
        guard let seconds = fields["seconds"]?.integerValue else { return nil }
        let nanoseconds = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        let sum = nanoseconds.partialValue.addingReportingOverflow(fields["nanos"]?.integerValue ?? 0)
        guard !nanoseconds.overflow, !sum.overflow else {
            throw KubernetesProtobufError(.malformed, "a time is out of range")
        }
        return Timestamp(nanosecondsSinceEpoch: sum.partialValue)
    }

    /// Whether JSON leaves a value out that Go writes to protobuf nevertheless.
    private static func isZero(_ value: JSONValue) -> Bool {
        switch value {
        case .bool(let value): !value
        case .integer(let value): value == 0
        case .string(let value): value.isEmpty
        case .object(let value): value.isEmpty
        default: false
        }
    }

    private static func mismatch(_ field: ProtobufMessage.Field) -> KubernetesProtobufError {
        KubernetesProtobufError(.malformed, "the field \(field.name) does not hold what its number promises")
    }
}
