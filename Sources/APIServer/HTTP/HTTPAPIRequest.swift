public import HTTPTypes
import Machinery

/// A request as a transport hands it over: nothing but the HTTP is understood yet.
public struct HTTPAPIRequest: Sendable {
    public var method: HTTPRequest.Method
    /// Path and query as they were sent, percent-encoded.
    public let target: String
    /// The same, taken apart.
    let parsedTarget: Result<RequestTarget, APIStatus>
    public var headers: HTTPFields
    public var body: HTTPRequestBody
    public var peer: HTTPPeer

    public init(
        _ method: HTTPRequest.Method, _ target: String, headers: HTTPFields = [:],
        body: HTTPRequestBody = HTTPRequestBody(),
        peer: HTTPPeer = HTTPPeer()
    ) {
        self.method = method
        self.target = target
        parsedTarget = Result { () throws(APIStatus) in try RequestTarget(parsing: target) }
        self.headers = headers
        self.body = body
        self.peer = peer
    }

    /// Whether the answer is a stream without an end of its own, which the transport must stop when the client goes
    /// away.
    public var isLongRunning: Bool {
        weight == .stream
    }

    var wantsPrettyAnswer: Bool {
        let query = try? parsedTarget.get().query
        return (query ?? QueryParameters()).isPretty(userAgent: headers[.userAgent])
    }

    /// Whether the client reads gzip. Like Kubernetes, this looks for the bare word.
    var acceptsGzip: Bool {
        headers[.acceptEncoding]?.utf8.split(separator: UInt8(ascii: ",")).contains { coding in
            let trimmed = coding.drop { $0 == UInt8(ascii: " ") }
            return trimmed.starts(with: "gzip".utf8) && trimmed.dropFirst(4).allSatisfy { $0 == UInt8(ascii: " ") }
        } ?? false
    }
}

/// The body of a request, which is not read before somebody wants it.
public struct HTTPRequestBody: Sendable {
    private let collect: @Sendable (_ limit: Int) async throws -> [UInt8]

    /// A body that is at hand.
    public init(_ bytes: [UInt8] = []) {
        collect = { limit in
            guard bytes.count <= limit else { throw HTTPRequestBodyTooLarge() }
            return bytes
        }
    }

    /// - Parameter collect: Reads the whole body, or throws ``HTTPRequestBodyTooLarge`` as soon as it exceeds the
    ///   limit.
    public init(collecting collect: @escaping @Sendable (_ limit: Int) async throws -> [UInt8]) {
        self.collect = collect
    }

    /// The whole body, read when this is called.
    ///
    /// - Throws: ``HTTPRequestBodyTooLarge`` for more than `limit` bytes, and what the transport throws.
    public func bytes(upTo limit: Int) async throws -> [UInt8] {
        try await collect(limit)
    }
}

/// A request body exceeds the limit it was to be read to.
public struct HTTPRequestBodyTooLarge: Error {
    public init() {}
}
