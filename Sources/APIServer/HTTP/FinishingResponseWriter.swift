import HTTPTypes
import KubernetesClient

/// Gives every answer what all have in common: the audit ID, compression where the client reads it, and no body for HEAD.
struct FinishingResponseWriter: HTTPResponseWriter {
    let base: any HTTPResponseWriter
    let auditID: String
    let acceptsGzip: Bool
    let isHead: Bool

    init(_ base: any HTTPResponseWriter, for request: HTTPAPIRequest, auditID: String) {
        self.base = base
        self.auditID = auditID
        acceptsGzip = request.acceptsGzip
        isHead = request.method == .head
    }

    func send(_ response: HTTPAPIResponse) async throws {
        var response = response
        setAuditID(in: &response.headers)
        if acceptsGzip { response.compress() }
        if isHead {
            response.headers[.contentLength] = String(response.body.count)
            response.body = []
        }
        try await base.send(response)
    }

    func begin(status: Int, headers: HTTPFields) async throws {
        var headers = headers
        setAuditID(in: &headers)
        try await base.begin(status: status, headers: headers)
    }

    func write(_ chunk: [UInt8]) async throws {
        try await base.write(chunk)
    }

    func openWebSocket(_ subprotocol: String) async throws -> any MessageStream {
        try await base.openWebSocket(subprotocol)
    }

    private func setAuditID(in headers: inout HTTPFields) {
        if let name = AuditID.header { headers[name] = auditID }
    }
}

extension HTTPAPIResponse {
    /// Compresses the body where that is worth it and has not been done.
    mutating func compress() {
        guard body.count > Gzip.threshold, headers[.contentEncoding] == nil, let bytes = Gzip.compress(body) else {
            return
        }
        body = bytes
        setGzip()
    }

    /// Says that the body is in gzip.
    mutating func setGzip() {
        headers[.contentEncoding] = "gzip"
        headers[.vary] = (headers[.vary].map { "\($0), " } ?? "") + "Accept-Encoding"
    }
}
