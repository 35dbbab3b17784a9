import Effects
import EtcdClient
import GRPCNIOTransportHTTP2Posix
import NIOCore
import NIOPosix
import NIOSSL
import PKI
import StreamTLS

/// Makes gRPC believe that it listens: the one connection that ever comes is there from the start.
struct SingleConnectionListener: HTTP2ServerTransport.ListenerFactory {
    let bridge: DuplexBridge
    let identity: CertificateIdentity
    let clientAuthorities: [Certificate]
    let time: any TimeSource

    var eventLoopGroup: any EventLoopGroup { .singletonMultiThreadedEventLoopGroup }

    func makeListeningChannel(
        listenerConfigurator: HTTP2ServerTransport.ListenerConfigurator,
        connectionConfigurator: HTTP2ServerTransport.ConnectionConfigurator
    ) async throws -> NIOAsyncChannel<HTTP2ServerTransport.ConnectionConfigurator.ConnectionChannel, Never> {
        // gRPC wants a channel that hands it connections; this one leads nowhere else.
        let doorway = try await DuplexBridge.makeDoorway { channel in
            channel.eventLoop.makeCompletedFuture {
                try NIOAsyncChannel(
                    wrappingChannelSynchronously: channel,
                    configuration: NIOAsyncChannel.Configuration(
                        inboundType: HTTP2ServerTransport.ConnectionConfigurator.ConnectionChannel.self,
                        outboundType: Never.self))
            }
        }
        let connection = try await bridge.makeChannel { channel in
            channel.eventLoop.makeCompletedFuture {
                try channel.pipeline.syncOperations.addHandler(try makeTLSHandler())
            }.flatMap {
                connectionConfigurator.configure(channel: channel, tls: .configured(requireALPN: true))
            }
        }
        doorway.channel.pipeline.fireChannelRead(connection)
        doorway.channel.pipeline.fireChannelReadComplete()
        return doorway
    }

    private func makeTLSHandler() throws -> NIOSSLServerHandler {
        var tls = TLSConfiguration.makeServerConfiguration(
            certificateChain: [.certificate(try NIOSSLCertificate(bytes: identity.certificate.der, format: .der))],
            privateKey: .privateKey(try NIOSSLPrivateKey(bytes: Array(identity.privateKey.pem.utf8), format: .pem)))
        tls.minimumTLSVersion = .tlsv12
        tls.applicationProtocols = ["h2"]
        tls.certificateVerification = .noHostnameVerification
        tls.trustRoots = .certificates(
            try clientAuthorities.map { try NIOSSLCertificate(bytes: $0.der, format: .der) })
        tls.shutdownTimeout = .seconds(1)
        let (authorities, time) = (clientAuthorities, time)
        return NIOSSLServerHandler(
            context: try NIOSSLContext(configuration: tls),
            customVerificationCallback: { chain, promise in
                // At the time of the simulation, which TLS does not know.
                promise.completeWithTask {
                    guard let leaf = try chain.first.map({ try Certificate(der: $0.toDERBytes()) }) else {
                        return .failed
                    }
                    try await leaf.verify(trusting: authorities, for: .client, at: time.now())
                    return .certificateVerified
                }
            })
    }
}
