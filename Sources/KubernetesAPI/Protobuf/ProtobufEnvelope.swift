import Machinery
import Protobuf

/// The envelope of an object: the four bytes `k8s` and zero, then a `runtime.Unknown` that names the kind.
///
/// Its fields: 1 is a message of `apiVersion` and `kind`, 2 the object, 3 its encoding, 4 its media type. Go leaves the
/// last two empty.
struct ProtobufEnvelope {
    private static let magic: [UInt8] = [0x6b, 0x38, 0x73, 0x00]

    var kind: GroupVersionKind
    var object: ArraySlice<UInt8>

    static func isEnvelope(_ bytes: ArraySlice<UInt8>) -> Bool { bytes.starts(with: magic) }

    /// Reads an envelope; the object itself stays as it is.
    init(_ bytes: ArraySlice<UInt8>) throws(DecodingFailure) {
        guard Self.isEnvelope(bytes) else {
            throw DecodingFailure("the bytes do not begin as Kubernetes objects in protobuf do")
        }
        var apiVersion = ""
        var kind = ""
        object = []
        var reader = ProtobufReader(bytes.dropFirst(Self.magic.count))
        while let field = try reader.nextField() {
            switch (field.number, field.value) {
            case (1, .bytes(let type)): (apiVersion, kind) = try Self.typeMeta(type)
            case (2, .bytes(let bytes)): object = bytes
            case (3, .bytes(let encoding)) where !encoding.isEmpty:
                throw DecodingFailure("the object is encoded once more, which no client does")
            case (3...4, .bytes): break
            case (1...4, _): throw DecodingFailure("the envelope's field \(field.number) is not of its wire type")
            default: break
            }
        }
        self.kind = GroupVersionKind(apiVersion: apiVersion, kind: kind)
    }

    private static func typeMeta(_ bytes: ArraySlice<UInt8>) throws(DecodingFailure) -> (String, String) {
        var apiVersion = ""
        var kind = ""
        var reader = ProtobufReader(bytes)
        while let field = try reader.nextField(in: 1...2) {
            guard case .bytes(let bytes) = field.value, let text = String(validating: bytes, as: UTF8.self) else {
                throw DecodingFailure("the envelope does not name a kind")
            }
            if field.number == 1 { apiVersion = text } else { kind = text }
        }
        return (apiVersion, kind)
    }

    /// Writes an envelope.
    ///
    /// - Parameter object: Writes the fields of the object, last to first.
    static func write(
        apiVersion: String, kind: String, into writer: inout ProtobufWriter,
        object: (inout ProtobufWriter) throws(DecodingFailure) -> Void
    ) throws(DecodingFailure) {
        writer.write(string: "", field: 4)
        writer.write(string: "", field: 3)
        try writer.write(message: 2, object)
        writer.write(message: 1) {
            $0.write(string: kind, field: 2)
            $0.write(string: apiVersion, field: 1)
        }
        writer.write(header: magic)
    }
}
