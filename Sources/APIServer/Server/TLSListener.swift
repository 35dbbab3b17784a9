import Effects
public import Logging
import NIOCore
import NIOPosix
public import PKI
public import ServiceLifecycle
import Synchronization

/// Serves one ``HTTPResponder`` over TLS on one address: HTTP/1.1 and HTTP/2, by ALPN.
///
/// Binding and serving are two steps, so that a port that is taken is known before anything else starts. Listeners
/// share the process's event loops and may come and go while others serve.
public struct TLSListener: Service, CustomStringConvertible {
    public struct Configuration: Sendable {
        public var address: ListenAddress
        /// What the server shows.
        public var identity: CertificateIdentity
        /// Who signs the client certificates that are believed. A client may connect without one.
        public var clientAuthorities: [Certificate]
        public var limits = ConnectionLimits()

        public init(address: ListenAddress, identity: CertificateIdentity, clientAuthorities: [Certificate]) {
            self.address = address
            self.identity = identity
            self.clientAuthorities = clientAuthorities
        }
    }

    /// Where it listens: with the port that the system chose, where it was asked to.
    public let address: ListenAddress
    private let server: any Channel
    private let setup: TLSConnectionSetup
    private let connections: ConnectionRegistry
    private let accepted: AcceptQueue
    private let logger: Logger

    /// Begins to listen. Connections wait in the system's queue until ``run()``; who does not run it calls ``close()``.
    ///
    /// - Throws: ``ListenError``.
    public static func bind(_ configuration: Configuration, handler: any HTTPResponder, logger: Logger) async throws
        -> TLSListener
    {
        let setup = try TLSConnectionSetup(configuration, handler: handler, logger: logger)
        let connections = ConnectionRegistry(limit: configuration.limits.connections)
        let accepted = AcceptQueue()
        do {
            let server = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
                .serverChannelOption(.backlog, value: 1024)
                .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
                .serverChannelOption(.autoRead, value: false)
                .childChannelOption(.socketOption(.so_keepalive), value: 1)
                .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
                .childChannelOption(.allowRemoteHalfClosure, value: true)
                .childChannelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        guard connections.add(channel), accepted.offer(try setup.configure(channel)) else {
                            return channel.close(promise: nil)
                        }
                    }
                }
                .bind(host: configuration.address.host, port: configuration.address.port).get()
            server.closeFuture.whenComplete { _ in accepted.finish() }
            var address = configuration.address
            address.port = server.localAddress?.port ?? address.port
            return TLSListener(
                address: address, server: server, setup: setup, connections: connections, accepted: accepted,
                logger: logger)
        } catch {
            throw ListenError.binding(configuration.address, error)
        }
    }

    /// Accepts and serves connections until the task is cancelled, ``close()`` is called, or a graceful shutdown: then
    /// watches end, idle connections close, requests have a moment to finish, and what is left is cut off.
    public func run() async throws {
        await withTaskCancellationHandler {
            await withGracefulShutdownHandler {
                await serve()
            } onGracefulShutdown: {
                server.close(promise: nil)
                connections.drain(within: setup.limits.drainTime, on: server.eventLoop)
            }
        } onCancel: {
            close()
        }
    }

    /// Stops listening and cuts every connection.
    public func close() {
        server.close(promise: nil)
        connections.closeAll()
    }

    public var description: String { "TLSListener(\(address))" }

    private func serve() async {
        // The setting begins the accepting. A listener that is closed by now refuses it, and has nothing to serve.
        server.setOption(.autoRead, value: true).whenComplete { _ in }
        await withDiscardingTaskGroup { group in
            while let connection = await accepted.next() {
                group.addTask(executorPreference: connection.executor) { await setup.serve(connection) }
            }
        }
    }
}

/// Bounds on what connections may ask of the server.
public struct ConnectionLimits: Sendable, Hashable {
    /// From the first byte to the end of the TLS handshake.
    public var handshakeTime: Duration = .seconds(10)
    /// Without a request that is being answered; also bounds the time a request's head may take.
    public var idleTime: Duration = .seconds(90)
    /// From the head of a request to the end of its body.
    public var bodyTime: Duration = .seconds(60)
    /// That requests have to finish in a graceful shutdown.
    public var drainTime: Duration = .milliseconds(1500)
    /// That a client has to take what it is sent, once the buffers are full: a watcher that stops reading is cut off.
    public var writeTime: Duration = .seconds(60)
    /// Open at a time; further ones are closed as they come.
    public var connections = 10_000
    /// Of all header fields of a request together, in bytes.
    public var headerSize = 64 * 1024

    public init() {}
}

/// The open connections of one listener.
final class ConnectionRegistry: Sendable {
    private struct State {
        var channels: [ObjectIdentifier: any Channel] = [:]
        var isClosed = false
    }

    private let limit: Int
    private let state = Mutex(State())

    init(limit: Int) {
        self.limit = limit
    }

    /// - Returns: `false` where the connection is one too many, or the listener is closed.
    func add(_ channel: any Channel) -> Bool {
        let isAdded = state.withLock { state in
            guard !state.isClosed, state.channels.count < limit else { return false }
            state.channels[ObjectIdentifier(channel)] = channel
            return true
        }
        guard isAdded else { return false }
        channel.closeFuture.whenComplete { _ in
            self.state.withLock { state in state.channels[ObjectIdentifier(channel)] = nil }
        }
        return true
    }

    /// Closes each connection once it has no request in progress, and after `time` all that are left.
    func drain(within time: Duration, on eventLoop: any EventLoop) {
        for channel in state.withLock({ Array($0.channels.values) }) {
            channel.pipeline.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent())
        }
        eventLoop.scheduleTask(in: TimeAmount(time)) { self.closeAll() }
    }

    func closeAll() {
        let channels = state.withLock { state in
            state.isClosed = true
            return Array(state.channels.values)
        }
        for channel in channels { channel.close(promise: nil) }
    }
}
