public import JSON
import Machinery
import Protobuf

/// The protobuf form of OpenAPI v2 documents (`openapi.v2.Document` of gnostic), in which kubectl asks for
/// `/openapi/v2`. It has no envelope.
public enum OpenAPIProtobuf {
    /// What kubectl asks for; for this document it does not take JSON instead.
    public static let mediaType = "application/com.github.proto-openapi.spec.v2@v1.0+protobuf"
    /// The same form under a name that is a valid media type, by which the API server of Kubernetes answers either.
    public static let answeredMediaType = "application/com.github.proto-openapi.spec.v2.v1.0+protobuf"

    /// Writes a document; what OpenAPI v2 does not know is dropped.
    ///
    /// - Throws: `.malformed` with the path of what is not of its field's type.
    public static func encode(_ document: JSONValue) throws(KubernetesProtobufError) -> [UInt8] {
        let messages = OpenAPIMessages.shared
        var writer = ProtobufWriter()
        do {
            try OpenAPIEncoder(messages: messages).write(document, as: messages.messages[0], into: &writer)
        } catch {
            throw KubernetesProtobufError(.malformed, "\(error)", cause: error)
        }
        return writer.bytes
    }

    /// Reads a document as `encode(_:)` writes it. Values of any type, such as defaults and extensions, must be JSON,
    /// although the form has room for other YAML.
    public static func decode(_ bytes: [UInt8]) throws(KubernetesProtobufError) -> JSONValue {
        let messages = OpenAPIMessages.shared
        do {
            return try OpenAPIDecoder(messages: messages).value(of: messages.messages[0], in: bytes[...])
        } catch {
            throw KubernetesProtobufError(.malformed, "\(error)", cause: error)
        }
    }
}
