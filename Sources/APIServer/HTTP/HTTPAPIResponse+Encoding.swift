import HTTPTypes
import JSON
import KubernetesAPI
import Machinery
import Synchronization
import YAML

extension HTTPAPIResponse {
    /// A failure, as a `Status` with its HTTP code, in a form that the client accepts. One that accepts no form gets JSON.
    init(_ status: APIStatus, to request: HTTPAPIRequest) {
        let accepted = ResponseFormat.encodingOfFailure(accept: request.headers[.accept])
        let isPretty = accepted.map { $0.isPretty || request.wantsPrettyAnswer } ?? true
        self.init(status: status.code, status.json, encoding: accepted?.encoding ?? .json, isPretty: isPretty)
        if let seconds = status.details?.retryAfterSeconds, seconds > 0 { headers[.retryAfter] = String(seconds) }
    }

    /// - Parameter encoding: What has no protobuf form goes out as JSON after all: clients go by the content type.
    init(status: Int = 200, _ value: JSONValue, encoding: ResponseFormat.Encoding, isPretty: Bool = false) {
        let body: [UInt8]
        switch encoding {
        case .protobuf:
            guard let bytes = try? KubernetesProtobuf.encode(value) else {
                self.init(status: status, value, encoding: .json, isPretty: isPretty)
                return
            }
            body = bytes
        case .yaml: body = Array(value.yaml().utf8)
        case .json where isPretty: body = Array(value.prettyPrinted().utf8)
        case .json:
            var bytes: [UInt8] = []
            value.write(into: &bytes)
            // Go's encoder ends compact JSON so.
            bytes.append(UInt8(ascii: "\n"))
            body = bytes
        }
        self.init(status: status, headers: Self.headers(of: encoding.rawValue), body: body)
    }

    init(status: Int = 200, json: JSONValue) {
        self.init(status: status, json, encoding: .json)
    }

    init(status: Int = 200, json: [UInt8], contentType: String = "application/json") {
        self.init(status: status, headers: Self.headers(of: contentType), body: json)
    }

    /// Text for people, such as the outcome of a health check.
    init(status: Int, text: String) {
        self.init(
            status: status, headers: Self.headers(of: "text/plain; charset=utf-8"), body: Array(text.utf8))
        headers[.xContentTypeOptions] = "nosniff"
    }

    /// The answer to a path under which there is nothing at all.
    static let noSuchPage = HTTPAPIResponse(status: 404, text: "404 page not found\n")

    private static func headers(of contentType: String) -> HTTPFields {
        [.contentType: contentType, .cacheControl: "no-cache, private"]
    }

    /// Adds a `Warning` header for every sentence.
    mutating func addWarnings(_ warnings: [String]) {
        guard !warnings.isEmpty, let name = HTTPField.Name("Warning") else { return }
        headers.append(contentsOf: WarningHeaders(warnings).values.map { HTTPField(name: name, value: $0) })
    }
}

/// Thrown where a path names nothing at all: the answer is a page for people, not a `Status`.
struct NoSuchPage: Error {}

/// Puts an answer together for callers without a connection.
final class CollectingResponseWriter: HTTPResponseWriter {
    private let collected = Mutex(HTTPAPIResponse(status: 0))

    var response: HTTPAPIResponse { collected.withLock { $0 } }

    func send(_ response: HTTPAPIResponse) {
        collected.withLock { $0 = response }
    }

    func begin(status: Int, headers: HTTPFields) {
        collected.withLock { $0 = HTTPAPIResponse(status: status, headers: headers) }
    }

    func write(_ chunk: [UInt8]) {
        collected.withLock { $0.body += chunk }
    }
}
