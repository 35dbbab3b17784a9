import JSON
import KubernetesAPI
import Machinery
import YAML

/// The body of a request as a value, with what its text had twice.
struct DecodedBody: Sendable {
    var value: JSONValue
    /// One sentence for every member that the text repeats.
    var duplicates: [String] = []
}

/// Reads request bodies by their media type.
enum RequestBodyDecoder {
    /// The largest body that is read, as in Kubernetes: 3 MiB.
    static let sizeLimit = 3 << 20
    private static let limits = JSONLimits(depth: 512, byteCount: sizeLimit)

    private static let types = ["application/json", "application/yaml", "application/vnd.kubernetes.protobuf"]

    /// Reads an object, or options, from JSON, YAML or, for built-in kinds, protobuf. A body without a media type is JSON.
    ///
    /// - Throws: `APIStatus` with reason `UnsupportedMediaType` or `BadRequest`; the latter says where the text is
    ///   broken.
    static func decode(_ bytes: [UInt8], contentType: String?) throws(APIStatus) -> DecodedBody {
        switch MediaType(contentType ?? "application/json")?.essence {
        case "application/json": return try json(bytes)
        case "application/yaml": return try yaml(bytes)
        case "application/vnd.kubernetes.protobuf": return try protobuf(bytes)
        default: throw unsupported(supported: types)
        }
    }

    static func json(_ bytes: [UInt8]) throws(APIStatus) -> DecodedBody {
        do {
            var duplicates: [JSONDuplicateKey] = []
            let value = try JSONValue(parsing: bytes, limits: limits, reporting: &duplicates)
            return DecodedBody(value: value, duplicates: duplicates.map { "duplicate field \"\(dotted($0.path))\"" })
        } catch {
            throw .badRequest("the request body is not JSON: \(error)")
        }
    }

    /// One document; a text of several is refused, and so is one that names a member twice.
    private static func yaml(_ bytes: [UInt8]) throws(APIStatus) -> DecodedBody {
        let documents: [YAMLDocument]
        do {
            documents = try YAMLDocument.parse(
                bytes, limits: YAMLLimits(byteCount: sizeLimit, aliasedBytes: sizeLimit))
        } catch {
            throw .badRequest("the request body is not YAML: \(error)")
        }
        guard let document = documents.first, documents.count == 1 else {
            throw .badRequest("the request body must be one YAML document, not \(documents.count)")
        }
        return DecodedBody(value: document.value)
    }

    private static func protobuf(_ bytes: [UInt8]) throws(APIStatus) -> DecodedBody {
        do {
            return DecodedBody(value: try KubernetesProtobuf.decode(bytes))
        } catch {
            guard error.code == .unknownKind else { throw .badRequest("the request body cannot be read: \(error)") }
            throw .unsupportedMediaType(error.message)
        }
    }

    static func unsupported(supported: [String]) -> APIStatus {
        .unsupportedMediaType(
            "the body of the request was in an unknown format - accepted media types include: "
                + supported.joined(separator: ", "))
    }

    /// `/spec/containers/0/name` in the form of Kubernetes' messages: `spec.containers[0].name`.
    private static func dotted(_ pointer: JSONPointer) -> String {
        pointer.tokens.reduce("") { path, token in
            if token.allSatisfy(\.isASCIIDigit) { return "\(path)[\(token)]" }
            return path.isEmpty ? token : "\(path).\(token)"
        }
    }
}

extension Character {
    fileprivate var isASCIIDigit: Bool { isASCII && isNumber }
}
