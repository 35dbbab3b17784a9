public import KubernetesClient
import NIOCore
import NIOPosix
import NIOSSL
import NIOTLS
public import PKI

/// Shows a certificate to whoever asks over a stream, and serves nothing behind it: what is seen of a simulated server that
/// nobody sends requests to.
public struct CertificateServer: Sendable {
    public var identity: CertificateIdentity

    public init(identity: CertificateIdentity) {
        self.identity = identity
    }

    /// Serves one connection until the client leaves or the task is cancelled, and finishes the stream.
    ///
    /// - Throws: Where no sockets are left.
    public func serve(_ stream: any DuplexStream) async throws {
        let bridge: DuplexBridge
        do {
            bridge = try await DuplexBridge()
        } catch {
            await stream.finish()
            throw error
        }
        let tls = try configuration()
        let channel = try await bridge.makeChannel { channel in
            channel.eventLoop.makeCompletedFuture {
                try channel.pipeline.syncOperations.addHandler(
                    NIOSSLServerHandler(context: NIOSSLContext(configuration: tls)))
                return channel
            }
        }
        await bridge.carry(stream) { _ in }
        channel.close(promise: nil)
    }

    private func configuration() throws -> TLSConfiguration {
        var tls = TLSConfiguration.makeServerConfiguration(
            certificateChain: [.certificate(try NIOSSLCertificate(bytes: identity.certificate.der, format: .der))],
            privateKey: .privateKey(try NIOSSLPrivateKey(bytes: Array(identity.privateKey.pem.utf8), format: .pem)))
        tls.minimumTLSVersion = .tlsv12
        tls.shutdownTimeout = .seconds(1)
        return tls
    }
}
