public import Effects
public import KubernetesClient
import NIOCore
import NIOPosix
import NIOSSL
import NIOTLS
public import PKI

/// Reads the certificate that a server shows.
public enum PeerCertificate {
    /// Greets a TLS server over a stream, and finishes the stream once it has shown itself.
    ///
    /// Nothing is verified and nothing is told: this is for those who want to know what a certificate says, such as when it
    /// expires, and not for those who want to speak with its owner.
    ///
    /// - Parameters:
    ///   - stream: Leads to the server. It is finished in every case.
    ///   - serverName: The DNS name by which the server is asked (RFC 6066, section 3); IP addresses are left out.
    ///   - limit: How long it may take.
    /// - Throws: ``PeerCertificateError``, what breaks the stream, or `CancellationError`.
    public static func read(
        over stream: any DuplexStream, serverName: String, within limit: Duration = .seconds(10),
        on time: any TimeSource
    ) async throws -> Certificate {
        let bridge: DuplexBridge
        do {
            bridge = try await DuplexBridge()
        } catch {
            await stream.finish()
            throw error
        }
        return try await withThrowingTaskGroup(of: Certificate?.self) { group in
            let breakage = Breakage()
            group.addTask {
                await bridge.carry(stream) { breakage.record($0) }
                return nil
            }
            group.addTask { try await greet(bridge, serverName, breakage) }
            group.addTask {
                try await time.sleep(for: limit)
                throw PeerCertificateError("it showed no certificate within \(limit)")
            }
            defer { group.cancelAll() }
            while let ended = try await group.next() {
                if let certificate = ended { return certificate }
            }
            throw CancellationError()
        }
    }

    private static func greet(
        _ bridge: DuplexBridge, _ serverName: String, _ breakage: Breakage
    ) async throws -> Certificate {
        let shown = MultiThreadedEventLoopGroup.singleton.any().makePromise(of: NIOSSLCertificate.self)
        let channel: any Channel
        do {
            channel = try await bridge.makeChannel { channel in
                channel.eventLoop.makeCompletedFuture {
                    let tls = try NIOSSLClientHandler(
                        context: NIOSSLContext(configuration: .makeClientConfiguration()),
                        serverHostname: IPAddress(serverName) == nil ? serverName : nil,
                        customVerificationCallback: { chain, verdict in
                            if let leaf = chain.first { shown.succeed(leaf) }
                            verdict.succeed(.certificateVerified)
                        })
                    try channel.pipeline.syncOperations.addHandlers([tls, GreetingHandler(shown)])
                    return channel
                }
            }
        } catch {
            shown.fail(error)
            throw error
        }
        do {
            let certificate = try await withTaskCancellationHandler {
                try await shown.futureResult.get()
            } onCancel: {
                channel.close(promise: nil)
            }
            channel.close(promise: nil)
            return try Certificate(der: certificate.toDERBytes())
        } catch {
            try Task.checkCancellation()
            throw breakage.error ?? error
        }
    }
}

/// Why no certificate was seen.
public struct PeerCertificateError: Error, Sendable, Hashable, CustomStringConvertible {
    public var description: String

    init(_ description: String) { self.description = description }
}

/// Ends the wait for a certificate when the connection ends before.
private final class GreetingHandler: ChannelInboundHandler, Sendable {
    typealias InboundIn = ByteBuffer

    private let shown: EventLoopPromise<NIOSSLCertificate>

    init(_ shown: EventLoopPromise<NIOSSLCertificate>) {
        self.shown = shown
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        shown.fail(error)
        context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        shown.fail(PeerCertificateError("it closed the connection before it showed a certificate"))
        context.fireChannelInactive()
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        shown.fail(PeerCertificateError("the connection was closed"))
    }
}
