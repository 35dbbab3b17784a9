import Effects
import KubernetesClient
import NIOCore
import NIOPosix
import NIOSSL
import NIOTLS
import PKI

/// Finds out what is wrong with a server's certificate that TLS did not accept; TLS itself only says that something is.
enum ServerCertificate {
    /// What to say after "the certificate of HOST:PORT".
    ///
    /// It looks at the certificate over a connection of its own that shows no credentials and sends no request.
    static func verdict(on connection: ClientConnection, _ options: KubernetesHTTPClient.Options) async -> String {
        guard connection.proxy == nil, let certificate = try? await fetch(from: connection, options) else {
            return isNotSigned(connection)
        }
        return await verdict(on: certificate, of: connection, at: options.time.now())
    }

    static func verdict(
        on certificate: Certificate, of connection: ClientConnection, at time: Timestamp
    ) async -> String {
        if time > certificate.notAfter {
            return "expired at \(certificate.notAfter.rfc3339): it must be renewed on the server"
        }
        if time < certificate.notBefore {
            return "is valid only from \(certificate.notBefore.rfc3339): is the clock right?"
        }
        guard let pem = connection.certificateAuthority,
            let authorities = try? Certificate.all(inPEM: String(decoding: pem, as: UTF8.self)),
            (try? await certificate.verify(trusting: authorities, at: time)) != nil
        else { return isNotSigned(connection) }
        let names = certificate.dnsNames + certificate.ipAddresses.map(\.description)
        return
            "is not for \(connection.tlsServerName ?? connection.server.host) but for \(names.joined(separator: ", ")): use one of these names"
    }

    private static func isNotSigned(_ connection: ClientConnection) -> String {
        connection.certificateAuthority == nil
            ? "is not signed by an authority this system trusts: the kubeconfig must name the server's authority"
            : "is not signed by the CA of the kubeconfig: it may be the kubeconfig of another cluster"
    }

    private static func fetch(
        from connection: ClientConnection, _ options: KubernetesHTTPClient.Options
    ) async throws -> Certificate {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.certificateVerification = .none
        let context = try NIOSSLContext(configuration: configuration)
        let host = connection.tlsServerName ?? connection.server.host
        let serverName = IPAddress(host) == nil ? host : nil
        let loop = MultiThreadedEventLoopGroup.singleton.next()
        let promise = loop.makePromise(of: [UInt8].self)
        let timeout = loop.scheduleTask(in: TimeAmount(options.connectTimeout)) {
            promise.fail(ClientError(.timedOut, "the TLS handshake did not end"))
        }
        defer { timeout.cancel() }
        let channel = ClientBootstrap(group: loop)
            .connectTimeout(TimeAmount(options.connectTimeout))
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandlers(
                        NIOSSLClientHandler(context: context, serverHostname: serverName),
                        PeerCertificateReader(promise))
                }
            }
            .connect(host: connection.server.host, port: connection.server.port)
        channel.whenFailure { promise.fail($0) }
        promise.futureResult.whenComplete { _ in
            channel.whenSuccess { $0.close(promise: nil) }
        }
        return try Certificate(der: await promise.futureResult.get())
    }
}

/// Hands over the peer's certificate in DER when the handshake is done.
private final class PeerCertificateReader: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let promise: EventLoopPromise<[UInt8]>

    init(_ promise: EventLoopPromise<[UInt8]>) {
        self.promise = promise
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        guard case TLSUserEvent.handshakeCompleted = event else { return context.fireUserInboundEventTriggered(event) }
        promise.completeWith(
            Result {
                guard let certificate = try context.channel.pipeline.syncOperations.nioSSL_peerCertificate() else {
                    throw NIOSSLError.noCertificateToValidate
                }
                return try certificate.toDERBytes()
            })
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        promise.fail(error)
        context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        promise.fail(ChannelError.eof)
        context.fireChannelInactive()
    }
}
