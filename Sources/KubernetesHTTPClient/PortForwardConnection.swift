import KubernetesClient
import Machinery
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import NIOWebSocket
import WebSocketStreams

/// Opens WebSockets through an API server. Each has a connection of its own.
struct PortForwardConnection: Sendable {
    private enum Outcome: Sendable {
        case upgraded(WebSocketMessageStream)
        case refused(EventLoopFuture<APIStatus>)
    }

    let connection: ClientConnection
    let options: KubernetesHTTPClient.Options
    /// What every request of the connection says of its sender.
    let headers: HTTPHeaders

    /// - Parameter path: With the query, percent-encoded.
    /// - Throws: `APIStatus` where the server refuses, else `ClientError`.
    func open(_ path: String) async throws -> any MessageStream {
        guard connection.proxy == nil else {
            throw ClientError(
                .unreachable, "ports of pods cannot be reached through the proxy that the kubeconfig names")
        }
        let tls: NIOSSLContext? =
            connection.server.scheme == "https"
            ? try NIOSSLContext(configuration: ConnectionSetup.tls(connection)) : nil
        let (channel, outcome) = try await connect(tls, path)
        do {
            switch try await outcome.get() {
            case .upgraded(let messages): return messages
            case .refused(let status): throw try await status.get()
            }
        } catch {
            channel.close(promise: nil)
            throw error
        }
    }

    private func connect(_ tls: NIOSSLContext?, _ path: String) async throws -> (any Channel, EventLoopFuture<Outcome>)
    {
        let (host, port) = (connection.server.host, connection.server.port)
        let name = connection.tlsServerName ?? host
        let isAddress = (try? SocketAddress(ipAddress: name, port: 0)) != nil
        return try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .connectTimeout(TimeAmount(options.connectTimeout))
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .connect(host: host, port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    if let tls {
                        try pipeline.addHandler(
                            NIOSSLClientHandler(context: tls, serverHostname: isAddress ? nil : name))
                    }
                    var configuration = NIOUpgradableHTTPClientPipelineConfiguration(
                        upgradeConfiguration: upgrade(path))
                    // The first messages may come with the answer to the handshake.
                    configuration.leftOverBytesStrategy = .forwardBytes
                    return (channel, try pipeline.configureUpgradableHTTPClientPipeline(configuration: configuration))
                }
            }
    }

    private func upgrade(_ path: String) -> NIOTypedHTTPClientUpgradeConfiguration<Outcome> {
        var headers = headers
        headers.replaceOrAdd(name: "Host", value: connection.server.authority)
        headers.add(name: "Sec-WebSocket-Protocol", value: PortForward.webSocketProtocol)
        let upgrader = NIOTypedWebSocketClientUpgrader<Outcome>(
            maxFrameSize: WebSocketMessageStream.largestMessage,
            upgradePipelineHandler: { channel, _ in
                channel.eventLoop.makeCompletedFuture {
                    .upgraded(try WebSocketMessageStream.install(in: channel, as: .client, readsFrames: false))
                }
            })
        return NIOTypedHTTPClientUpgradeConfiguration(
            upgradeRequestHead: HTTPRequestHead(version: .http1_1, method: .GET, uri: path, headers: headers),
            upgraders: [upgrader],
            notUpgradingCompletionHandler: { channel in
                channel.eventLoop.makeCompletedFuture {
                    let collector = RefusalCollector(channel.eventLoop)
                    try channel.pipeline.syncOperations.addHandler(collector)
                    return .refused(collector.status)
                }
            })
    }
}
