public import JSON
import Machinery
import Protobuf

/// The protobuf form of Kubernetes' built-in kinds, which Go clients send and prefer.
///
/// Both directions keep to Go: what is read has the members that Go's JSON would have, and what is written is what Go
/// would write, byte for byte, so that caches and hashes of either side agree. `MessageTables` holds the kinds.
public enum KubernetesProtobuf {
    /// Of one object.
    public static let mediaType = "application/vnd.kubernetes.protobuf"
    /// Of a watch; see `encodeWatchEvent(type:object:)`.
    public static let watchMediaType = "application/vnd.kubernetes.protobuf;stream=watch"

    /// Whether objects of a kind can be read and written.
    public static func supports(apiVersion: String, kind: String) -> Bool {
        MessageTables.schema.message(of: GroupVersionKind(apiVersion: apiVersion, kind: kind)) != nil
    }

    /// Reads an object in its envelope as the JSON that Go would write of it.
    ///
    /// Fields that the tables do not know are skipped, as Go's decoders skip them. What a body makes is bounded by its
    /// length; the caller bounds that.
    ///
    /// - Throws: `.unknownKind` for a kind without a table; `.malformed` with the path of the field for all else.
    public static func decode(_ body: [UInt8]) throws(KubernetesProtobufError) -> JSONValue {
        do {
            let envelope = try ProtobufEnvelope(body[...])
            var decoder = MessageDecoder(schema: MessageTables.schema, byteCount: body.count)
            guard let object = try decoder.object(in: envelope) else { throw unknown(envelope.kind) }
            return .object(object)
        } catch let error as KubernetesProtobufError {
            throw error
        } catch {
            throw KubernetesProtobufError(.malformed, "\(error)", cause: error)
        }
    }

    /// Writes an object, which names its kind, in its envelope.
    ///
    /// Members that the tables do not know are dropped, as Go drops them.
    ///
    /// - Throws: `.unknownKind` for a kind without a table; `.malformed` with the path of a member that is not of its
    ///   field's type.
    public static func encode(_ object: JSONValue) throws(KubernetesProtobufError) -> [UInt8] {
        var writer = ProtobufWriter()
        try write(object, into: &writer)
        return writer.bytes
    }

    /// One event of a watch, with the length that goes before it in the stream: four bytes, the highest first.
    ///
    /// The event is a bare `metav1.WatchEvent`; only the object in it has an envelope.
    ///
    /// - Parameters:
    ///   - type: `ADDED`, `MODIFIED`, `DELETED`, `BOOKMARK` or `ERROR`.
    ///   - object: For `ERROR` a `Status` with its `apiVersion` and `kind`.
    public static func encodeWatchEvent(type: String, object: JSONValue) throws(KubernetesProtobufError) -> [UInt8] {
        var writer = ProtobufWriter()
        try writer.write(message: 2) { writer throws(KubernetesProtobufError) in
            try writer.write(message: 1) { writer throws(KubernetesProtobufError) in
                try write(object, into: &writer)
            }
        }
        writer.write(string: type, field: 1)
        let event = writer.bytes
        guard let length = UInt32(exactly: event.count) else {
            throw KubernetesProtobufError(.malformed, "an event of \(event.count) bytes does not fit its length")
        }
        return stride(from: UInt32(24), through: 0, by: -8).map { UInt8(truncatingIfNeeded: length >> $0) } + event
    }

    /// Reads one event of a watch, without its length.
    public static func decodeWatchEvent(_ event: [UInt8])
        throws(KubernetesProtobufError) -> (type: String, object: JSONValue)
    {
        do {
            var decoder = MessageDecoder(schema: MessageTables.schema, byteCount: event.count)
            var type = ""
            var object = JSONValue.null
            var reader = ProtobufReader(event)
            while let field = try reader.nextField() {
                switch (field.number, field.value) {
                case (1, .bytes(let text)): type = try decoder.string(text)
                case (2, let value): object = try decoder.value(of: .json, value)
                default: break
                }
            }
            return (type, object)
        } catch {
            throw KubernetesProtobufError(.malformed, "\(error)", cause: error)
        }
    }

    private static func write(_ value: JSONValue, into writer: inout ProtobufWriter) throws(KubernetesProtobufError) {
        let apiVersion = value["apiVersion"]?.stringValue ?? ""
        let kindName = value["kind"]?.stringValue ?? ""
        let kind = GroupVersionKind(apiVersion: apiVersion, kind: kindName)
        guard let message = MessageTables.schema.message(of: kind) else { throw unknown(kind) }
        do {
            try ProtobufEnvelope.write(apiVersion: apiVersion, kind: kindName, into: &writer) {
                writer throws(DecodingFailure) in
                try MessageEncoder(schema: MessageTables.schema)
                    .write(value.objectValue ?? [:], as: message, into: &writer)
            }
        } catch {
            throw KubernetesProtobufError(.malformed, "\(error)", cause: error)
        }
    }

    private static func unknown(_ kind: GroupVersionKind) -> KubernetesProtobufError {
        KubernetesProtobufError(.unknownKind, "the kind \(kind) has no protobuf form here; use JSON")
    }
}

/// Why bytes are no Kubernetes object in protobuf, or an object has no such form.
public struct KubernetesProtobufError: Error, Sendable, CustomStringConvertible {
    /// An open set.
    public struct Code: Sendable, Hashable {
        private enum Value { case malformed, unknownKind }
        private let value: Value

        public static let malformed = Code(value: .malformed)
        /// The object may be fine, but its kind has no table here.
        public static let unknownKind = Code(value: .unknownKind)
    }

    public var code: Code
    public var message: String
    public var cause: (any Error)?

    init(_ code: Code, _ message: String, cause: (any Error)? = nil) {
        self.code = code
        self.message = message
        self.cause = cause
    }

    public var description: String { message }
}
