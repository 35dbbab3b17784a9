import HTTPTypes
import KubernetesClient
import Machinery
import NIOCore
import NIOHTTP1
import NIOWebSocket
import WebSocketStreams

/// Turns a connection of HTTP/1.1 into a WebSocket (RFC 6455, section 4.2), on behalf of a request that asks for it.
struct WebSocketHandshake: Sendable {
    let request: HTTPRequest
    let channel: any Channel
    /// Whether the connection carries other requests too.
    let isMultiplexed: Bool

    /// Whether the client asks to leave HTTP. The decoder reads nothing more after such a request.
    static func isUpgrade(_ request: HTTPRequest) -> Bool { request.headerFields[.upgrade] != nil }

    /// The head of the answer that accepts.
    ///
    /// - Throws: `APIStatus` 400 for a request that is no WebSocket handshake, or offers other protocols only.
    func acceptance(of subprotocol: String) async throws -> HTTPResponse {
        let headers = request.headerFields
        guard !isMultiplexed, headers[.upgrade]?.lowercased() == "websocket" else {
            throw APIStatus.badRequest("Upgrade request required: this server speaks WebSocket over HTTP/1.1 here")
        }
        let offered = headers[.secWebSocketProtocol]?.split(separator: ",").map {
            String($0.drop { $0 == " " }.prefix { $0 != " " })
        }
        if let offered, !offered.contains(subprotocol) {
            throw APIStatus.badRequest(
                "unable to upgrade: the client offers \(offered), and this server speaks \(subprotocol) here")
        }
        var head = HTTPRequestHead(version: .http1_1, method: .GET, uri: request.path ?? "/")
        for name in [HTTPField.Name.secWebSocketKey, .secWebSocketVersion] {
            for value in headers[values: name] { head.headers.add(name: name.rawName, value: value) }
        }
        var fields = HTTPFields()
        for (name, value) in try await upgradeHeaders(head) {
            if let name = HTTPField.Name(name) { fields[name] = value }
        }
        if offered != nil { fields[.secWebSocketProtocol] = subprotocol }
        return HTTPResponse(status: .switchingProtocols, headerFields: fields)
    }

    private func upgradeHeaders(_ head: HTTPRequestHead) async throws -> HTTPHeaders {
        let upgrader = NIOWebSocketServerUpgrader(
            shouldUpgrade: { channel, _ in channel.eventLoop.makeSucceededFuture([:]) },
            upgradePipelineHandler: { channel, _ in channel.eventLoop.makeSucceededVoidFuture() })
        do {
            var headers = try await channel.eventLoop.flatSubmit { [channel] in
                upgrader.buildUpgradeResponse(channel: channel, upgradeRequest: head, initialResponseHeaders: [:])
            }.get()
            headers.replaceOrAdd(name: "Connection", value: "Upgrade")
            headers.replaceOrAdd(name: "Upgrade", value: "websocket")
            return headers
        } catch is NIOWebSocketUpgradeError {
            throw APIStatus.badRequest("unable to upgrade: the WebSocket handshake is not one of version 13")
        }
    }

    /// The messages of the connection, once its client has the head.
    func messages() async throws -> any MessageStream {
        try await channel.eventLoop.submit { [channel] in
            let place = try channel.pipeline.syncOperations.handler(type: WriteJoiningHandler.self)
            return try WebSocketMessageStream.install(in: channel, as: .server, at: .after(place))
        }.get()
    }
}
