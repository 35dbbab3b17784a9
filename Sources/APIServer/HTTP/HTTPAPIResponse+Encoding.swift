import HTTPTypes
import JSON
import Machinery
import Synchronization

extension HTTPAPIResponse {
    /// A failure, as a `Status` with its HTTP code.
    init(_ status: APIStatus) {
        self.init(status: status.code, json: status.json)
        if let seconds = status.details?.retryAfterSeconds, seconds > 0 { headers[.retryAfter] = String(seconds) }
    }

    init(status: Int = 200, json: JSONValue, contentType: String = "application/json") {
        self.init(status: status, json: json.serialized(), contentType: contentType)
    }

    init(status: Int = 200, json: [UInt8], contentType: String = "application/json") {
        self.init(
            status: status, headers: [.contentType: contentType, .cacheControl: "no-cache, private"], body: json)
    }

    /// Adds a `Warning` header for every sentence (RFC 7234, section 5.5, as KEP-1693 uses it).
    mutating func addWarnings(_ warnings: [String]) {
        guard let name = HTTPField.Name("Warning") else { return }
        headers.append(contentsOf: warnings.map { HTTPField(name: name, value: Self.warningValue($0)) })
    }

    private static func warningValue(_ text: String) -> String {
        let escaped = text.unicodeScalars.reduce(into: "") { escaped, scalar in
            if scalar == "\"" || scalar == "\\" { escaped.append("\\") }
            escaped.unicodeScalars.append(scalar.value < 0x20 || scalar.value == 0x7f ? " " : scalar)
        }
        return "299 - \"\(escaped)\""
    }
}

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
