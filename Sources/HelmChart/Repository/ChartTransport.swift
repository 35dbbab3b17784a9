/// The way to repositories and registries. Who the caller is, redirects, tokens of registries and proxies are its
/// matter.
public protocol ChartTransport: Sendable {
    /// Carries out a `GET`.
    ///
    /// - Throws: What keeps an answer from coming, and where the answer's body is larger than the request allows.
    func get(_ request: ChartRequest) async throws -> ChartResponse
}

public struct ChartRequest: Sendable, Hashable {
    /// An absolute URL with the scheme `https` or `http`.
    public var url: String
    /// The media types that are wanted (`Accept`); empty for any.
    public var accept: [String]
    /// The most bytes that the answer may have.
    public var maximumSize: Int

    public init(url: String, accept: [String] = [], maximumSize: Int) {
        self.url = url
        self.accept = accept
        self.maximumSize = maximumSize
    }
}

public struct ChartResponse: Sendable, Hashable {
    public var status: Int
    /// By names in lower case.
    public var headers: [String: String]
    public var body: [UInt8]

    public init(status: Int, headers: [String: String] = [:], body: [UInt8]) {
        self.status = status
        self.headers = headers
        self.body = body
    }
}

extension ChartTransport {
    /// The body of an answer with status 200.
    ///
    /// - Throws: `repository` for other answers, `limit` for one that is too large.
    func response(to request: ChartRequest) async throws -> ChartResponse {
        let response = try await get(request)
        guard response.status == 200 else {
            throw ChartError(.repository, "failed to fetch \(request.url) : \(response.status)")
        }
        guard response.body.count <= request.maximumSize else {
            throw ChartError(.limit, "the answer from \(request.url) is larger than \(request.maximumSize) bytes")
        }
        return response
    }
}
