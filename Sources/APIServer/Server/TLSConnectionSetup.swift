import Effects
import HummingbirdCore
import HummingbirdHTTP2
import Logging
import NIOCore
import NIOSSL
import NIOTLS
import PKI
import Synchronization

/// A connection whose handshake may still be going on.
struct TLSConnection: Sendable {
    /// What TLS agreed on.
    struct Agreement: Sendable {
        var http: HTTP
        /// The leaf, where the client showed one. The handshake proved that it has the key.
        var certificate: NIOSSLCertificate?
    }

    enum HTTP: Sendable {
        case http1(HTTP1Channel.Value)
        case http2(HTTP2Channel.Value)

        var isMultiplexed: Bool {
            if case .http2 = self { true } else { false }
        }
    }

    let channel: any Channel
    let agreement: EventLoopFuture<Agreement>
    let chain: PresentedChain
    /// Where the connection is to be served.
    let executor: EventLoopTaskExecutor
}

/// The certificates that a client showed, which nobody has judged yet.
final class PresentedChain: Sendable {
    private let certificates = Mutex<[NIOSSLCertificate]>([])

    var intermediates: [NIOSSLCertificate] { certificates.withLock { Array($0.dropFirst()) } }

    func set(_ chain: [NIOSSLCertificate]) { certificates.withLock { $0 = chain } }
}

/// What all connections of a listener have in common.
struct TLSConnectionSetup: Sendable {
    let limits: ConnectionLimits
    private let context: NIOSSLContext
    private let clientAuthorities: [PKI.Certificate]
    private let handler: any HTTPResponder
    private let http1: HTTP1Channel.Configuration
    private let http2: HTTP2Channel.Configuration
    private let dates = DateHeader()
    private let logger: Logger

    /// - Throws: ``ListenError`` for an identity that TLS cannot use.
    init(_ configuration: TLSListener.Configuration, handler: any HTTPResponder, logger: Logger) throws(ListenError) {
        limits = configuration.limits
        clientAuthorities = configuration.clientAuthorities
        self.handler = handler
        self.logger = logger
        do {
            context = try NIOSSLContext(configuration: Self.tlsConfiguration(configuration))
        } catch {
            throw ListenError(
                .unusableIdentity,
                "cannot listen on \(configuration.address): its certificate or key cannot be used for TLS: \(error)",
                cause: error)
        }
        let (writeTime, bodyTime) = (TimeAmount(limits.writeTime), TimeAmount(limits.bodyTime))
        http1 = HTTP1Channel.Configuration(
            // A stream of HTTP/2 can stall where its connection does not.
            additionalChannelHandlers: [
                WriteDeadlineHandler(limit: writeTime), ClientDepartureHandler(),
                BodyDeadlineHandler(limit: bodyTime),
            ],
            idleTimeout: TimeAmount(limits.idleTime),
            httpDecoderConfiguration: .init(
                maxHeaderFieldSize: limits.headerSize, maxHeaderListSize: limits.headerSize, maxHeaderFieldCount: 200))
        http2 = HTTP2Channel.Configuration(
            idleTimeout: limits.idleTime, gracefulCloseTimeout: limits.drainTime, streamConfiguration: http1)
    }

    private static func tlsConfiguration(_ configuration: TLSListener.Configuration) throws -> TLSConfiguration {
        let certificate = try NIOSSLCertificate(bytes: configuration.identity.certificate.der, format: .der)
        let key = try NIOSSLPrivateKey(bytes: Array(configuration.identity.privateKey.pem.utf8), format: .pem)
        var tls = TLSConfiguration.makeServerConfiguration(
            certificateChain: [.certificate(certificate)], privateKey: .privateKey(key))
        tls.minimumTLSVersion = .tlsv12
        // How long a close waits for the other end's: it bounds a graceful shutdown too.
        tls.shutdownTimeout = .milliseconds(500)
        tls.applicationProtocols = ["h2", "http/1.1"]
        // Optional: health is for everybody, and who has no certificate may have a token.
        tls.certificateVerification = .optionalVerification
        tls.trustRoots = .certificates(
            try configuration.clientAuthorities.map { try NIOSSLCertificate(bytes: $0.der, format: .der) })
        tls.sendCANameList = true
        return tls
    }

    // MARK: On the event loop

    /// Puts TLS and protocol negotiation into the pipeline of an accepted connection.
    func configure(_ channel: any Channel) throws -> TLSConnection {
        let chain = PresentedChain()
        let pipeline = channel.pipeline.syncOperations
        try pipeline.addHandler(
            NIOSSLServerHandler(
                context: context,
                // The handshake proves possession of the key only. Trust is judged afterwards, so that a certificate that is
                // expired or of another cluster gets an answer with words instead of an alert.
                customVerificationCallback: { certificates, promise in
                    chain.set(certificates)
                    promise.succeed(.certificateVerified)
                },
                configuration: .init()))
        try pipeline.addHandler(HandshakeDeadlineHandler(limit: TimeAmount(limits.handshakeTime)))
        try pipeline.addHandler(WriteDeadlineHandler(limit: TimeAmount(limits.writeTime)))
        try pipeline.addHandler(WriteJoiningHandler())
        let negotiation = NIOTypedApplicationProtocolNegotiationHandler<TLSConnection.Agreement> { result in
            negotiated(result, channel)
        }
        try pipeline.addHandler(negotiation)
        return TLSConnection(
            channel: channel, agreement: negotiation.protocolNegotiationResult, chain: chain,
            executor: EventLoopTaskExecutor(channel.eventLoop))
    }

    private func negotiated(_ result: ALPNResult, _ channel: any Channel) -> EventLoopFuture<TLSConnection.Agreement> {
        let certificate = try? channel.pipeline.syncOperations.nioSSL_peerCertificate()
        let http: EventLoopFuture<TLSConnection.HTTP>
        switch result {
        case .negotiated("h2"):
            http = HTTP2Channel(responder: Self.noResponder, configuration: http2)
                .setup(channel: channel, logger: logger).map { .http2($0) }
        default:
            http = HTTP1Channel(responder: Self.noResponder, configuration: http1)
                .setup(channel: channel, logger: logger).map { .http1($0) }
        }
        return http.map { TLSConnection.Agreement(http: $0, certificate: certificate ?? nil) }
    }

    /// A channel is set up before its client is known; ``serve(_:)`` gives each connection a responder of its own.
    private static let noResponder: HTTPChannelHandler.Responder = { _, _, _ in }

    // MARK: In the connection's task

    /// Serves a connection until it closes.
    func serve(_ connection: TLSConnection) async {
        let agreement: TLSConnection.Agreement
        do {
            agreement = try await connection.agreement.get()
        } catch {
            // A broken handshake is the client's affair: port scans and wrong trust look like this all day.
            logger.debug("TLS handshake failed", metadata: ["peer": "\(address(of: connection))", "error": "\(error)"])
            return connection.channel.close(promise: nil)
        }
        let peer = HTTPPeer(
            address: address(of: connection), certificate: await judge(agreement.certificate, connection.chain))
        let activity = ConnectionActivity()
        activity.closeWhenIdle(connection.channel, for: TimeAmount(limits.idleTime))
        let transport = HTTPTransport(
            handler: handler, peer: peer, limits: limits, isMultiplexed: agreement.http.isMultiplexed,
            activity: activity, dates: dates, logger: logger)
        let responder: HTTPChannelHandler.Responder = { request, writer, channel in
            try await transport.respond(to: request, through: writer, on: channel)
        }
        switch agreement.http {
        case .http1(let value):
            await HTTP1Channel(responder: responder, configuration: http1).handle(value: value, logger: logger)
        case .http2(let value):
            await HTTP2Channel(responder: responder, configuration: http2).handle(value: value, logger: logger)
        }
    }

    /// Judges the client's certificate once for all requests of the connection.
    private func judge(_ leaf: NIOSSLCertificate?, _ chain: PresentedChain) async -> PresentedCertificate {
        guard let leaf else { return .none }
        do throws(PKIError) {
            let certificate = try Self.certificate(leaf)
            var intermediates: [PKI.Certificate] = []
            for certificate in chain.intermediates.prefix(4) { intermediates.append(try Self.certificate(certificate)) }
            try await certificate.verify(
                trusting: clientAuthorities, intermediates: intermediates, for: .client, at: handler.time.now())
            return .trusted(certificate)
        } catch {
            return .refused(error)
        }
    }

    private static func certificate(_ certificate: NIOSSLCertificate) throws(PKIError) -> PKI.Certificate {
        let der: [UInt8]
        do {
            der = try certificate.toDERBytes()
        } catch {
            throw PKIError(.malformed, "the client certificate cannot be read", cause: error)
        }
        return try PKI.Certificate(der: der)
    }

    private func address(of connection: TLSConnection) -> String {
        guard let address = connection.channel.remoteAddress, let host = address.ipAddress, let port = address.port
        else {
            return ""
        }
        return ListenAddress(host: host, port: port).description
    }
}

/// Closes a connection whose TLS handshake takes too long, or that is still at it when the server stops.
final class HandshakeDeadlineHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer

    private let limit: TimeAmount
    private var deadline: Scheduled<Void>?

    init(limit: TimeAmount) {
        self.limit = limit
    }

    func handlerAdded(context: ChannelHandlerContext) {
        deadline = context.eventLoop.assumeIsolated().scheduleTask(in: limit) { context.close(promise: nil) }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        deadline?.cancel()
        deadline = nil
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event {
        case TLSUserEvent.handshakeCompleted:
            context.fireUserInboundEventTriggered(event)
            context.pipeline.syncOperations.removeHandler(context: context, promise: nil)
        case is ChannelShouldQuiesceEvent:
            context.close(promise: nil)
        default:
            context.fireUserInboundEventTriggered(event)
        }
    }
}
