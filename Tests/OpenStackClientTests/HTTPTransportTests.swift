import NIOCore
import NIOPosix
import OpenStackClient
import Synchronization
import Testing

@Suite struct HTTPTransportTests {
    /// Answers each connection's first bytes with a text, then closes where told to.
    private static func withServer(
        _ text: String, closes: Bool = false, _ body: (Int, Received) async throws -> Void
    ) async throws {
        let received = Received()
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(CannedAnswer(text, closes, received))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        do {
            try await body(try #require(channel.localAddress?.port), received)
        } catch {
            try await channel.close()
            throw error
        }
        try await channel.close()
    }

    final class Received: Sendable {
        private let bytes = Mutex("")
        var text: String { bytes.withLock { $0 } }
        func add(_ text: String) { bytes.withLock { $0 += text } }
    }

    private final class CannedAnswer: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        typealias OutboundOut = ByteBuffer
        private let text: String
        private let closes: Bool
        private let received: Received
        private var mayAnswer = true

        init(_ text: String, _ closes: Bool, _ received: Received) {
            (self.text, self.closes, self.received) = (text, closes, received)
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            received.add(String(buffer: unwrapInboundIn(data)))
            // An upload ends with its last chunk.
            let isUpload = received.text.hasPrefix("PUT")
            guard mayAnswer, !isUpload || received.text.hasSuffix("0\r\n\r\n") else { return }
            mayAnswer = false
            context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: text)), promise: nil)
            if closes { context.close(promise: nil) }
        }
    }

    private static func failure(
        _ url: String, trust: CloudConfiguration.Trust = .init(),
        adjust: (inout HTTPTransport.Options) -> Void = { _ in }
    ) async throws -> TransportFailure? {
        var options = HTTPTransport.Options()
        adjust(&options)
        return try await withHTTPTransport(trust, options: options) { transport in
            do {
                _ = try await transport.send(HTTPCall(method: .get, url: url))
                return nil
            } catch {
                return try #require(error as? TransportFailure)
            }
        }
    }

    @Test func anAnswerIsBroughtWhole() async throws {
        try await Self.withServer("HTTP/1.1 418 Teapot\r\nX-A: b\r\nContent-Length: 2\r\n\r\nhi") { port, received in
            let answer = try await withHTTPTransport(.init()) {
                try await $0.send(
                    HTTPCall(
                        method: .post, url: "http://127.0.0.1:\(port)/x?y=1", headers: ["X-B": "c"],
                        body: .bytes(Array("body".utf8))))
            }
            #expect(answer.status == 418)
            #expect(answer.headers["x-a"] == "b")
            #expect(answer.body == Array("hi".utf8))
            #expect(received.text.hasPrefix("POST /x?y=1 HTTP/1.1\r\n"))
            #expect(received.text.contains("X-B: c\r\n"))
            #expect(received.text.hasSuffix("\r\n\r\nbody"))
        }
    }

    @Test func anUploadIsStreamed() async throws {
        try await Self.withServer("HTTP/1.1 204 No Content\r\n\r\n") { port, received in
            let chunks = AsyncThrowingStream<[UInt8], any Error> { continuation in
                for word in ["one ", "two ", "three"] { continuation.yield(Array(word.utf8)) }
                continuation.finish()
            }
            let answer = try await withHTTPTransport(.init()) {
                try await $0.send(
                    HTTPCall(
                        method: .put, url: "http://127.0.0.1:\(port)/f",
                        body: .stream(UploadBody(length: nil) { chunks })))
            }
            #expect(answer.status == 204)
            #expect(received.text.contains("one ") && received.text.contains("three"))
        }
    }

    @Test func aHugeAnswerIsRefused() async throws {
        let body = String(repeating: "x", count: 5000)
        try await Self.withServer("HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n\(body)") { port, _ in
            let failure = try await Self.failure("http://127.0.0.1:\(port)/") { $0.maximumAnswerSize = 1000 }
            #expect(failure?.code == .tooLarge)
        }
    }

    @Test func aBrokenConnectionIsLost() async throws {
        try await Self.withServer("HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nshort", closes: true) { port, _ in
            let failure = try await Self.failure("http://127.0.0.1:\(port)/")
            #expect(failure?.code == .lost)
        }
    }

    @Test func aSilentServerTimesOut() async throws {
        try await Self.withServer("") { port, _ in
            let failure = try await Self.failure("http://127.0.0.1:\(port)/") {
                $0.requestTimeout = .milliseconds(500)
            }
            #expect(failure?.code == .timedOut)
        }
    }

    @Test func nothingIsSentWhereNobodyListens() async throws {
        var free = 0
        try await Self.withServer("") { port, _ in free = port }
        #expect(try await Self.failure("http://127.0.0.1:\(free)/")?.code == .notSent)
    }

    @Test(arguments: ["nonsense", "ftp://127.0.0.1/"])
    func whatIsNoHTTPAddressIsRefused(url: String) async throws {
        #expect(try await Self.failure(url)?.code == .invalid)
    }

    @Test func whatDoesNotSpeakTLSIsNotTrusted() async throws {
        try await Self.withServer("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n") { port, _ in
            let failure = try await Self.failure("https://127.0.0.1:\(port)/")
            #expect(failure?.code == .untrusted)
        }
    }

    @Test(arguments: ["", "no pem", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"])
    func anAuthorityThatIsNoneIsRefused(text: String) throws {
        var trust = CloudConfiguration.Trust()
        trust.authorities = Array(text.utf8)
        let error = try #require(throws: OpenStackError.self) { _ = try HTTPTransport(trust) }
        #expect(error.code == .invalidConfiguration)
    }
}
