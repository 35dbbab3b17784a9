import APIServer
import ServiceLifecycle
import Testing

@Suite("The server over HTTP/2", .timeLimit(.minutes(2))) struct HTTP2ServerSocketTests {
    private static let widgets = ServerFixture.widgets

    /// A connection on which the client has said hello.
    private static func connect(_ server: ServerFixture, window: UInt32? = nil) async throws -> RawClient {
        let client = try await server.connect(["h2", "http/1.1"])
        try await client.send(HTTP2.preface(window: window))
        return client
    }

    /// `:status: 200` in its one-byte form.
    private static func isOK(_ frame: HTTP2.Frame) -> Bool {
        frame.type == HTTP2.headers && frame.payload.first == 0x88
    }

    private static func checkItServesOthers(_ server: ServerFixture) async throws {
        let other = try await connect(server)
        try await other.send([HTTP2.request("GET", "/livez", stream: 1)])
        let frames = await other.receiveFrames { $0.stream == 1 && $0.endsStream }
        #expect(frames.contains(where: isOK))
        try await other.close()
    }

    @Test func answersManyStreams() async throws {
        try await ServerFixture.with { server in
            let client = try await Self.connect(server)
            let streams = (0..<50).map { UInt32($0 * 2 + 1) }
            try await client.send(streams.map { HTTP2.request("GET", "/api/v1/namespaces/default", stream: $0) })
            await client.receive { (bytes: [UInt8]) in
                HTTP2.frames(in: bytes).filter(\.endsStream).count == streams.count
            }
            let frames = await client.receiveFrames { $0.endsStream }
            #expect(frames.filter(Self.isOK).count == streams.count)
            try await client.close()
        }
    }

    @Test func takesABody() async throws {
        try await ServerFixture.with { server in
            let client = try await Self.connect(server)
            let body = Array(ServerFixture.widget("a").utf8)
            try await client.send([
                HTTP2.request("POST", Self.widgets, stream: 1, end: false),
                HTTP2.Frame(type: HTTP2.data, stream: 1, payload: Array(body.prefix(10))),
                HTTP2.Frame(type: HTTP2.data, flags: 1, stream: 1, payload: Array(body.dropFirst(10))),
            ])
            let frames = await client.receiveFrames { $0.endsStream }
            let answer = frames.filter { $0.type == HTTP2.data }.flatMap(\.payload)
            #expect(String(decoding: answer, as: UTF8.self).contains("\"uid\""))
            try await client.close()
        }
    }

    @Test func doesNotWaitForABodyForEver() async throws {
        try await ServerFixture.with {
            $0.bodyTime = .milliseconds(50)
        } _: { server in
            let client = try await Self.connect(server)
            try await client.send([HTTP2.request("POST", Self.widgets, stream: 1, end: false)])
            let frames = await client.receiveFrames { $0.stream == 1 && ($0.endsStream || $0.type == HTTP2.reset) }
            #expect(frames.contains { $0.stream == 1 && $0.type == HTTP2.headers })
            // The connection itself has done nothing wrong.
            try await client.send([HTTP2.request("GET", "/livez", stream: 3)])
            #expect(await client.receiveFrames { $0.stream == 3 && $0.endsStream }.contains { $0.stream == 3 })
            try await client.close()
        }
    }

    /// What no client that knows the protocol sends, and what clients send that mean no good.
    enum Attack: CaseIterable {
        case wrongPreface, noise, oldProtocol, largeFrame, dataWithoutStream, brokenHeaders, overflowingWindow,
            evenStream
        case endlessHeaders, resets, pings, settings, emptyData

        /// What follows the preface; the first three come in its place.
        private var frames: [HTTP2.Frame] {
            switch self {
            case .wrongPreface, .noise, .oldProtocol: []
            case .largeFrame: [HTTP2.Frame(type: HTTP2.data, stream: 1, payload: [UInt8](repeating: 0, count: 20_000))]
            case .dataWithoutStream: [HTTP2.Frame(type: HTTP2.data, stream: 9, payload: [1])]
            case .brokenHeaders:
                [HTTP2.Frame(type: HTTP2.headers, flags: 5, stream: 1, payload: [0xff, 0xff, 0xff, 0xff])]
            case .overflowingWindow: [HTTP2.Frame(type: HTTP2.windowUpdate, payload: [0x7f, 0xff, 0xff, 0xff])]
            case .evenStream: [HTTP2.request("GET", "/livez", stream: 2)]
            case .endlessHeaders:
                [HTTP2.Frame(type: HTTP2.headers, stream: 1, payload: [0])]
                    + [HTTP2.Frame](repeating: HTTP2.Frame(type: 9, stream: 1, payload: [0]), count: 50)
            case .resets:
                (0..<2000).flatMap { index -> [HTTP2.Frame] in
                    let stream = UInt32(index * 2 + 1)
                    let reset = HTTP2.Frame(type: HTTP2.reset, stream: stream, payload: [0, 0, 0, 8])
                    return [HTTP2.request("GET", "/api/v1/namespaces", stream: stream), reset]
                }
            case .pings:
                [HTTP2.Frame](
                    repeating: HTTP2.Frame(type: HTTP2.ping, payload: [UInt8](repeating: 0, count: 8)), count: 5000)
            case .settings: [HTTP2.Frame](repeating: HTTP2.Frame(type: HTTP2.settings), count: 5000)
            case .emptyData:
                [HTTP2.request("POST", HTTP2ServerSocketTests.widgets, stream: 1, end: false)]
                    + [HTTP2.Frame](repeating: HTTP2.Frame(type: HTTP2.data, stream: 1), count: 5000)
            }
        }

        var bytes: [UInt8] {
            switch self {
            case .wrongPreface: Array("PRI * HTTP/2.0\r\n\r\nXX\r\n\r\n".utf8)
            case .noise: [UInt8](repeating: 0xff, count: 64)
            case .oldProtocol: Array("GET / HTTP/1.1\r\nHost: x\r\n\r\n".utf8)
            default: HTTP2.preface() + frames.flatMap(\.bytes)
            }
        }
    }

    @Test(arguments: Attack.allCases)
    func closesOnAbuse(attack: Attack) async throws {
        try await ServerFixture.with { server in
            let client = try await server.connect(["h2"])
            try? await client.send(attack.bytes)
            await client.receiveAll()
            try await Self.checkItServesOthers(server)
        }
    }

    @Test func refusesMoreStreamsThanItAnnounced() async throws {
        try await ServerFixture.with { server in
            let client = try await Self.connect(server)
            try await client.send(
                (0..<130).map { HTTP2.request("GET", "\(Self.widgets)?watch=1", stream: UInt32($0 * 2 + 1)) })
            // Either the streams beyond the limit are refused or the whole connection is.
            let frames = await client.receiveFrames { $0.type == HTTP2.reset || $0.type == HTTP2.goAway }
            #expect(frames.filter(Self.isOK).count <= 100)
            try? await client.close()
            await server.store.waitForWatches(0)
            try await Self.checkItServesOthers(server)
        }
    }

    /// The server asks to end an idle connection; a client that does not listen is cut off.
    @Test func doesNotWaitForARequestForEver() async throws {
        try await ServerFixture.with {
            $0.idleTime = .milliseconds(100)
        } _: { server in
            let client = try await Self.connect(server)
            await client.receiveAll()
        }
    }

    @Test func noticesAWatcherThatLeaves() async throws {
        try await ServerFixture.with { server in
            let client = try await Self.connect(server)
            try await client.send([HTTP2.request("GET", "\(Self.widgets)?watch=1", stream: 1)])
            await client.receiveFrames(until: Self.isOK)
            await server.store.waitForWatches(1)
            try await client.send([HTTP2.Frame(type: HTTP2.reset, stream: 1, payload: [0, 0, 0, 8])])
            await server.store.waitForWatches(0)
            try await client.send([HTTP2.request("GET", "/livez", stream: 3)])
            await client.receiveFrames { $0.stream == 3 && $0.endsStream }
            try await client.close()
        }
    }

    /// Flow control is the client's: a stream for which it opens no window is given up, the connection lives.
    @Test func cutsOffAStreamThatTakesNothing() async throws {
        try await ServerFixture.with {
            $0.writeTime = .milliseconds(100)
        } _: { server in
            for index in 0..<100 { try await server.create("w\(index)", padding: 4000) }
            let client = try await Self.connect(server, window: 0)
            try await client.send([HTTP2.request("GET", "\(Self.widgets)?watch=1", stream: 1)])
            let frames = await client.receiveFrames { $0.stream == 1 && $0.type == HTTP2.reset }
            #expect(frames.contains { $0.stream == 1 && $0.type == HTTP2.reset })
            await server.store.waitForWatches(0)
            try await client.close()
        }
    }

    @Test func endsInOrderAtAShutdown() async throws {
        try await ServerFixture.with {
            $0.drainTime = .seconds(30)
        } _: { server in
            let client = try await Self.connect(server)
            try await client.send([HTTP2.request("GET", "\(Self.widgets)?watch=1", stream: 1)])
            await client.receiveFrames(until: Self.isOK)
            await server.group.triggerGracefulShutdown()
            let frames = await client.receiveFrames { $0.stream == 1 && $0.endsStream }
            #expect(frames.contains { $0.stream == 1 && $0.endsStream })
            try? await client.close()
        }
    }

    @Test func sendsTheEventsOfAMomentInOneFrame() async throws {
        try await ServerFixture.with { server in
            for index in 0..<20 { try await server.create("w\(index)") }
            let client = try await Self.connect(server)
            try await client.send([HTTP2.request("GET", "\(Self.widgets)?watch=1", stream: 1)])
            let frames = await client.receiveFrames { $0.type == HTTP2.data }
            let first = try #require(frames.first { $0.type == HTTP2.data })
            #expect(first.payload.filter { $0 == UInt8(ascii: "\n") }.count == 20)
            try await client.close()
        }
    }
}
