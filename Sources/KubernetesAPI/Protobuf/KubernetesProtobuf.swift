public import JSON
import Machinery
import Protobuf

/// The protobuf form of Kubernetes objects, `application/vnd.kubernetes.protobuf`, which Go clients send for built-in
/// kinds.
///
/// An object comes in an envelope: the four bytes `k8s` and zero, then a `runtime.Unknown` that names the kind and
/// holds the object's own message.
public enum KubernetesProtobuf {
    private static let magic: [UInt8] = [0x6b, 0x38, 0x73, 0x00]

    /// Reads an object as the JSON that says the same.
    ///
    /// Fields that the tables do not know are skipped, as Go's decoders skip them.
    public static func object(from bytes: [UInt8]) throws(KubernetesProtobufError) -> JSONValue {
        guard bytes.starts(with: magic) else {
            throw KubernetesProtobufError(.malformed, "the bytes do not begin as Kubernetes objects in protobuf do")
        }
        let envelope = try Envelope(bytes.dropFirst(magic.count))
        let kind = GroupVersionKind(apiVersion: envelope.apiVersion, kind: envelope.kind)
        guard let message = ProtobufMessage.message(of: kind) else {
            throw KubernetesProtobufError(
                .unknownKind, "this server reads no protobuf of the kind \(kind); send it as JSON")
        }
        var object: JSONObject = ["apiVersion": .string(envelope.apiVersion), "kind": .string(envelope.kind)]
        for (name, value) in try ProtobufDecoder.fields(of: message, in: envelope.object) { object[name] = value }
        return .object(object)
    }

    /// `runtime.Unknown`: 1 is a message of `apiVersion` and `kind`, 2 the object, 3 its encoding, 4 its media type.
    private struct Envelope {
        var apiVersion = ""
        var kind = ""
        var object: ArraySlice<UInt8> = []

        init(_ bytes: ArraySlice<UInt8>) throws(KubernetesProtobufError) {
            try ProtobufDecoder.forEachField(in: bytes) { field throws(KubernetesProtobufError) in
                switch (field.number, field.value) {
                case (1, .bytes(let type)):
                    let fields = try ProtobufDecoder.fields(of: .typeMeta, in: type)
                    apiVersion = fields["apiVersion"]?.stringValue ?? ""
                    kind = fields["kind"]?.stringValue ?? ""
                case (2, .bytes(let bytes)):
                    object = bytes
                case (3, .bytes(let encoding)) where !encoding.isEmpty:
                    throw KubernetesProtobufError(.malformed, "the object is encoded once more, which no client does")
                default:
                    break
                }
            }
        }
    }
}

/// Why bytes are no Kubernetes object in protobuf.
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
