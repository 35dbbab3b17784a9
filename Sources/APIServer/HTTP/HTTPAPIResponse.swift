public import HTTPTypes
public import KubernetesClient
import Machinery

/// A complete answer.
public struct HTTPAPIResponse: Sendable {
    public var status: Int
    public var headers: HTTPFields
    public var body: [UInt8]

    public init(status: Int, headers: HTTPFields = [:], body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    init(status: Int = 200, contentType: String, body: [UInt8]) {
        self.init(status: status, headers: [.contentType: contentType], body: body)
    }
}

/// Where the answer to one request goes: either one call of ``send(_:)``, or ``begin(status:headers:)`` and then any
/// number of ``write(_:)``. The stream ends when the handler returns. Called by one task at a time.
public protocol HTTPResponseWriter: Sendable {
    func send(_ response: HTTPAPIResponse) async throws
    func begin(status: Int, headers: HTTPFields) async throws
    /// Returns when the transport is ready for more.
    func write(_ chunk: [UInt8]) async throws
    /// In place of an answer, turns the connection into a WebSocket. It ends when the handler returns.
    ///
    /// - Throws: `APIStatus` 400 where the client does not ask for it, or the transport cannot do it.
    func openWebSocket(_ subprotocol: String) async throws -> any MessageStream
}

extension HTTPResponseWriter {
    public func openWebSocket(_ subprotocol: String) async throws -> any MessageStream {
        throw APIStatus.badRequest("Upgrade request required: this connection cannot be upgraded")
    }
}
