import Effects
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import OpenStackClient
import PKI
import Testing

@Suite struct TrustTests {
    private static func pem(_ text: String) -> [UInt8] { Array(text.utf8) }

    private static let environment = PKIEnvironment(
        keys: SystemKeySource(), time: SystemTime(), random: SystemRandom())

    /// What comes of a call to a server with a certificate for `names`; the status, or why there is none.
    private static func outcome(
        names: [String], _ trust: (CertificateAuthority) async throws -> CloudConfiguration.Trust
    ) async throws -> String {
        let authority = try await CertificateAuthority.make("cloud", in: environment)
        let identity = try await authority.issue(.server("keystone", names: names), in: environment)
        let tls = TLSConfiguration.makeServerConfiguration(
            certificateChain: [
                .certificate(try NIOSSLCertificate(bytes: pem(identity.certificate.pem), format: .pem))
            ],
            privateKey: .privateKey(try NIOSSLPrivateKey(bytes: pem(identity.privateKey.pem), format: .pem)))
        let context = try NIOSSLContext(configuration: tls)
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    try pipeline.addHandler(NIOSSLServerHandler(context: context))
                    try pipeline.configureHTTPServerPipeline()
                    try pipeline.addHandler(Greeter())
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        let port = try #require(channel.localAddress?.port)
        let outcome: String
        do {
            let answer = try await withHTTPTransport(try await trust(authority)) {
                try await $0.send(HTTPCall(method: .get, url: "https://127.0.0.1:\(port)/"))
            }
            outcome = String(answer.status)
        } catch let failure as TransportFailure {
            outcome = failure.code == .untrusted ? "untrusted" : "\(failure)"
        }
        try await channel.close()
        return outcome
    }

    private final class Greeter: ChannelInboundHandler {
        typealias InboundIn = HTTPServerRequestPart
        typealias OutboundOut = HTTPServerResponsePart

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            guard case .end = unwrapInboundIn(data) else { return }
            let head = HTTPResponseHead(version: .http1_1, status: .ok, headers: ["content-length": "0"])
            context.write(wrapOutboundOut(.head(head)), promise: nil)
            context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
    }

    @Test func aCloudOfTheAuthorityIsTrusted() async throws {
        let outcome = try await Self.outcome(names: ["127.0.0.1"]) { authority in
            var trust = CloudConfiguration.Trust()
            trust.authorities = Self.pem(authority.certificate.pem)
            return trust
        }
        #expect(outcome == "200")
    }

    @Test func aCloudOfAnotherAuthorityIsNot() async throws {
        let outcome = try await Self.outcome(names: ["127.0.0.1"]) { _ in
            var trust = CloudConfiguration.Trust()
            let other = try await CertificateAuthority.make("other", in: Self.environment)
            trust.authorities = Self.pem(other.certificate.pem)
            return trust
        }
        #expect(outcome == "untrusted")
    }

    @Test func aPrivateCloudIsNotTrustedByTheSystem() async throws {
        #expect(try await Self.outcome(names: ["127.0.0.1"]) { _ in .init() } == "untrusted")
    }

    @Test func aCloudOfAnotherNameIsNotTrusted() async throws {
        let outcome = try await Self.outcome(names: ["elsewhere.test"]) { authority in
            var trust = CloudConfiguration.Trust()
            trust.authorities = Self.pem(authority.certificate.pem)
            return trust
        }
        #expect(outcome == "untrusted")
    }

    @Test func verifyFalseTrustsEverybody() async throws {
        let outcome = try await Self.outcome(names: ["elsewhere.test"]) { _ in
            var trust = CloudConfiguration.Trust()
            trust.verifies = false
            return trust
        }
        #expect(outcome == "200")
    }
}
