import JSON
import Machinery

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

    /// Reads an object, or options, from JSON or YAML. A body without a media type is JSON.
    ///
    /// - Throws: `APIStatus` with reason `UnsupportedMediaType` or `BadRequest`; the latter says where the text is
    ///   broken.
    static func decode(_ bytes: [UInt8], contentType: String?) throws(APIStatus) -> DecodedBody {
        switch MediaType(contentType ?? "application/json")?.essence {
        case "application/json": return try json(bytes)
        default: throw unsupported(supported: ["application/json"])
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
