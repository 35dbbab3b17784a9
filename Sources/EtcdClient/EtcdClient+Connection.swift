import Effects
import GRPCCore
import GRPCNIOTransportHTTP2Posix
public import KubernetesClient
import NIOCore
import NIOPosix
import NIOSSL
import StreamTLS
import Synchronization

extension EtcdClient {
    /// Connects to an address, runs `body` with the client, and closes the connection.
    ///
    /// - Parameter host: A DNS name or an IP address.
    /// - Throws: ``EtcdError`` where no connection comes about, and what `body` throws.
    public static func withConnection<Success: Sendable>(
        toHost host: String, port: Int, security: EtcdSecurity, options: EtcdOptions = EtcdOptions(),
        _ body: (EtcdClient) async throws -> Success
    ) async throws -> Success {
        let fate = ConnectionFate(member: "\(host):\(port)")
        return try await connected(security, options, fate, body) { initialize in
            do {
                return try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
                    .connectTimeout(TimeAmount(options.connectTimeout))
                    .channelOption(.tcpOption(.tcp_nodelay), value: 1)
                    .connect(host: host, port: port, channelInitializer: initialize)
            } catch {
                throw EtcdError(
                    .unreachable, member: fate.member, "no connection came about: \(error)", cause: error)
            }
        }
    }

    /// Runs `body` with a client that speaks with the member over a stream, and ends the stream.
    ///
    /// - Parameters:
    ///   - stream: Leads to the member's client port. It belongs to the client, which finishes it in every case.
    ///   - member: The name that errors give the member.
    /// - Throws: ``EtcdError`` where no secure connection comes about, and what `body` throws.
    public static func withConnection<Success: Sendable>(
        over stream: any DuplexStream, member: String, security: EtcdSecurity, options: EtcdOptions = EtcdOptions(),
        _ body: (EtcdClient) async throws -> Success
    ) async throws -> Success {
        let fate = ConnectionFate(member: member)
        return try await withThrowingTaskGroup(of: Void.self) { group in
            let bridge: DuplexBridge
            do {
                bridge = try await DuplexBridge()
            } catch {
                await stream.finish()
                throw EtcdError(.unreachable, member: member, "no sockets are left: \(error)", cause: error)
            }
            group.addTask { await bridge.carry(stream) { fate.record($0) } }
            defer { group.cancelAll() }
            return try await connected(security, options, fate, body) { try await bridge.makeChannel($0) }
        }
    }

    /// - Parameter open: Makes the channel, with its argument as the initializer.
    private static func connected<Success: Sendable>(
        _ security: EtcdSecurity, _ options: EtcdOptions, _ fate: ConnectionFate,
        _ body: (EtcdClient) async throws -> Success,
        open: @escaping @Sendable (@escaping ChannelInitializer) async throws -> Transport.ConfiguredChannel
    ) async throws -> Success {
        let opening = OpeningChannel()
        let secured = MultiThreadedEventLoopGroup.singleton.any().makePromise(of: Void.self)
        let transport: Transport
        do {
            transport = try await withTaskCancellationHandler {
                try await Transport.wrapping(config: .etcd(security)) { configure in
                    try await open { channel in
                        channel.eventLoop.makeCompletedFuture {
                            try opening.set(channel)
                            let tls = try security.makeHandler(time: options.time, fate: fate)
                            let observer = ConnectionObserver(fate, secured: secured)
                            try channel.pipeline.syncOperations.addHandlers([tls, observer])
                        }.flatMap { configure(channel) }
                    }
                }
            } onCancel: {
                opening.close()
            }
        } catch {
            secured.fail(error)
            try Task.checkCancellation()
            throw error
        }
        let calls = GRPCClient(transport: transport)
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try? await calls.runConnections() }
            defer { group.cancelAll() }
            try await handshake(secured.futureResult, opening, options, fate)
            return try await body(EtcdClient(calls: calls, fate: fate, options: options))
        }
    }

    private static func handshake(
        _ secured: EventLoopFuture<Void>, _ channel: OpeningChannel, _ options: EtcdOptions, _ fate: ConnectionFate
    ) async throws {
        do {
            try await withDeadline(options.connectTimeout, on: options.time) {
                EtcdError(
                    .unreachable, member: fate.member, "the TLS handshake did not end within \(options.connectTimeout)")
            } _: {
                // The future knows nothing of cancellation; a channel that is closed fails it.
                try await withTaskCancellationHandler {
                    try await secured.get()
                } onCancel: {
                    channel.close()
                }
            }
        } catch {
            try Task.checkCancellation()
            guard var error = error as? EtcdError, error.code == .connectionLost else { throw error }
            // Nothing has been asked yet that could have been done.
            error.code = .unreachable
            throw error
        }
    }

    typealias ChannelInitializer =
        @Sendable (any Channel) -> EventLoopFuture<HTTP2ClientTransport.WrappedChannel.ConfiguredChannel>
}

/// A channel that may have to be closed before it is there.
private final class OpeningChannel: Sendable {
    private let state = Mutex<(channel: (any Channel)?, isClosed: Bool)>((nil, false))

    /// Called while the channel is set up. NIO itself closes a channel whose set-up throws, and takes no closed one.
    func set(_ channel: any Channel) throws {
        let isClosed = state.withLock { state in
            state.channel = channel
            return state.isClosed
        }
        if isClosed { throw CancellationError() }
    }

    func close() {
        let channel = state.withLock { state in
            state.isClosed = true
            return state.channel
        }
        channel?.close(promise: nil)
    }
}

extension HTTP2ClientTransport.WrappedChannel.Config {
    fileprivate static func etcd(_ security: EtcdSecurity) -> Self {
        .defaults {
            $0.http2.authority = security.serverName
            // What a snapshot may have on the way while its consumer writes.
            $0.http2.targetWindowSize = 1 << 20
            $0.compression.enabledAlgorithms = .none
        }
    }
}

extension TimeAmount {
    init(_ duration: Duration) {
        let (seconds, attoseconds) = duration.components
        self = .nanoseconds(seconds * 1_000_000_000 + attoseconds / 1_000_000_000)
    }
}
