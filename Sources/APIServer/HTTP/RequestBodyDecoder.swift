import JSON
import KubernetesAPI
import Machinery
import YAML

/// The body of a request as a value, with what its text had twice.
struct DecodedBody: Sendable {
    var value: JSONValue
    /// What the text repeats: of JSON a sentence for every member, of YAML one for all.
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
    /// - Parameter kind: What the body should be, for the message.
    /// - Throws: `APIStatus` with reason `UnsupportedMediaType` or `BadRequest`; the latter says where the text is
    ///   broken.
    static func decode(_ bytes: [UInt8], contentType: String?, expecting kind: String = "") throws(APIStatus)
        -> DecodedBody
    {
        // What most clients send needs no parser.
        if contentType == "application/json" { return try json(bytes, expecting: kind) }
        switch MediaType(contentType ?? "application/json")?.essence {
        case "application/json": return try json(bytes, expecting: kind)
        case "application/yaml": return try yaml(bytes)
        case "application/vnd.kubernetes.protobuf": return try protobuf(bytes)
        default: throw unsupported(supported: types)
        }
    }

    static func json(_ bytes: [UInt8], expecting kind: String = "") throws(APIStatus) -> DecodedBody {
        do {
            var duplicates: [JSONDuplicateKey] = []
            let value = try JSONValue(parsing: bytes, limits: limits, reporting: &duplicates)
            return DecodedBody(value: value, duplicates: duplicates.map { "duplicate field \"\(dotted($0.path))\"" })
        } catch {
            guard !kind.isEmpty else { throw .badRequest("the request body is not JSON: \(error)") }
            throw unrecognized(kind, "couldn't get version/kind; json parse error: \(error)", bytes)
        }
    }

    /// The body of a server-side apply: YAML, which JSON is too.
    static func configuration(_ bytes: [UInt8]) throws(APIStatus) -> DecodedBody {
        bytes.first == UInt8(ascii: "{") ? try json(bytes) : try yaml(bytes)
    }

    /// One document; a text of several is refused.
    private static func yaml(_ bytes: [UInt8]) throws(APIStatus) -> DecodedBody {
        let documents: [YAMLDocument]
        do {
            documents = try YAMLDocument.parse(
                bytes, limits: YAMLLimits(byteCount: sizeLimit, aliasedBytes: sizeLimit), duplicateKeys: .lastWins)
        } catch {
            throw .badRequest("the request body is not YAML: \(error)")
        }
        guard let document = documents.first, documents.count == 1 else {
            throw .badRequest("the request body must be one YAML document, not \(documents.count)")
        }
        return DecodedBody(value: document.value, duplicates: repeated(document.duplicateKeys))
    }

    /// All repeated keys in one sentence, as Go's YAML says it.
    private static func repeated(_ keys: [YAMLDuplicateKey]) -> [String] {
        if keys.isEmpty { return [] }
        let lines = keys.map {
            "  line \($0.position.line): key \(JSONValue.string($0.path.tokens.last ?? "").text) already set in map"
        }
        return ["yaml: unmarshal errors:\n" + lines.joined(separator: "\n")]
    }

    private static func protobuf(_ bytes: [UInt8]) throws(APIStatus) -> DecodedBody {
        do {
            return DecodedBody(value: try KubernetesProtobuf.decode(bytes))
        } catch {
            guard error.code == .unknownKind else { throw .badRequest("the request body cannot be read: \(error)") }
            throw .unsupportedMediaType(error.message)
        }
    }

    /// A body that is no object of any kind, in the words of Kubernetes.
    static func unrecognized(_ kind: String, _ why: String, _ bytes: [UInt8]) -> APIStatus {
        .badRequest("the object provided is unrecognized (must be of type \(kind)): \(why) (\(summary(of: bytes)))")
    }

    /// The beginning of a body: of what looks like JSON the text, of anything else the bytes.
    private static func summary(of bytes: [UInt8]) -> String {
        let start = bytes.prefix(30)
        let ellipsis = bytes.count > 30 ? " ..." : ""
        switch bytes.first {
        case nil: return "<empty>"
        case UInt8(ascii: "{"): return String(decoding: start, as: UTF8.self) + ellipsis
        default:
            return start.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined() + ellipsis
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
