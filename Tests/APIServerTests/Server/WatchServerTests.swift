import APIServer
import Foundation
import HTTPTypes
import ServiceLifecycle
import Synchronization
import Testing

@Suite("Watches over HTTP/1.1", .timeLimit(.minutes(2))) struct WatchServerSocketTests {
    private static let watch = "GET \(ServerFixture.widgets)?watch=1 HTTP/1.1\r\nHost: x\r\n\r\n"

    private static func begin(_ server: ServerFixture) async throws -> RawClient {
        let client = try await server.connect()
        try await client.send(watch)
        #expect(await client.receive("\r\n\r\n").contains("HTTP/1.1 200 "))
        await server.store.waitForWatches(1)
        return client
    }

    @Test(arguments: [true, false])
    func notice(aClientThatLeaves isAbrupt: Bool) async throws {
        try await ServerFixture.with { server in
            let client = try await Self.begin(server)
            if isAbrupt { try await client.close() } else { try await client.finishSending() }
            await server.store.waitForWatches(0)
            try? await client.close()
        }
    }

    /// What a client does not take is not kept for it.
    @Test func cutOffAClientThatStopsReading() async throws {
        try await ServerFixture.with {
            $0.writeTime = .milliseconds(200)
        } _: { server in
            let client = try await Self.begin(server)
            try await client.stopReading()
            let writing = Task {
                var index = 0
                while !Task.isCancelled {
                    try await server.create("w\(index)", padding: 200_000)
                    index += 1
                }
            }
            await server.store.waitForWatches(0)
            writing.cancel()
            _ = await writing.result
            try? await client.startReading()
            await client.receiveAll()
        }
    }

    /// What a client sends while its watch still runs is its next request, not a part of the watch.
    @Test func leaveTheNextRequestAlone() async throws {
        try await ServerFixture.with { server in
            let client = try await server.connect()
            let watch = "GET \(ServerFixture.widgets)?watch=1&timeoutSeconds=1 HTTP/1.1\r\nHost: x\r\n\r\n"
            try await client.send(watch + watch + "GET /livez HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            let answers = await client.receiveAll().components(separatedBy: "HTTP/1.1 ").dropFirst()
            #expect(answers.map { $0.prefix(3) } == ["200", "200", "200"])
            #expect(answers.dropLast().allSatisfy { $0.hasSuffix("\r\n\r\n0\r\n\r\n") })
            #expect(answers.last?.hasSuffix("ok") == true)
        }
    }

    @Test func endInOrderAtAShutdown() async throws {
        try await ServerFixture.with {
            $0.drainTime = .seconds(30)
        } _: { server in
            let watcher = try await Self.begin(server)
            let idle = try await server.connect()
            try await idle.send("GET /livez HTTP/1.1\r\nHost: x\r\n\r\n")
            await idle.receive("ok")
            let body = ServerFixture.widget("late")
            let busy = try await server.connect()
            try await busy.send(
                "POST \(ServerFixture.widgets) HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\n"
                    + "Content-Length: \(body.utf8.count)\r\n\r\n")
            await busy.receive("100 Continue\r\n\r\n")
            await server.group.triggerGracefulShutdown()
            #expect(await watcher.receiveAll().hasSuffix("0\r\n\r\n"))
            await idle.receiveAll()
            try await busy.send(body)
            #expect(await busy.receiveAll().contains("HTTP/1.1 201 "))
        }
    }

    @Test func sendTheEventsOfAMomentInOneChunk() async throws {
        try await ServerFixture.with { server in
            for index in 0..<20 { try await server.create("w\(index)") }
            let client = try await server.connect()
            try await client.send(Self.watch)
            let text = await client.receive("\"w9\"")
            let chunk = try #require(text.split(separator: "\r\n\r\n", maxSplits: 1).last)
            let size = try #require(chunk.split(separator: "\r\n").first.flatMap { Int($0, radix: 16) })
            #expect(size > 20 * 200)
            try await client.close()
        }
    }
}

@Suite("The writes of a watch") struct WatchWriteTests {
    /// What a slow client finds when it comes back is one write, however much happened meanwhile.
    @Test func areOneForEverythingThatHappened() async throws {
        let fixture = try await HandlerFixture.started()
        for index in 0..<30 { try await fixture.create("w\(index)") }
        let writer = GatedWriter()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                try await fixture.handler.respond(
                    to: HTTPAPIRequest(.get, "\(HandlerFixture.widgetsPath)?watch=1"), through: writer)
            }
            #expect(Self.lines(await writer.take()) == 30)
            // The watch waits for its client while all this happens.
            for index in 30..<80 { try await fixture.create("w\(index)") }
            writer.proceed()
            #expect(Self.lines(await writer.take()) == 50)
            group.cancelAll()
            writer.proceed()
        }
    }

    private static func lines(_ chunk: [UInt8]) -> Int { chunk.filter { $0 == UInt8(ascii: "\n") }.count }
}

/// A client that takes a chunk when the test says so.
private final class GatedWriter: HTTPResponseWriter {
    private let (chunks, chunkSource) = AsyncStream<[UInt8]>.makeStream()
    private let (permits, permitSource) = AsyncStream<Void>.makeStream()

    func take() async -> [UInt8] {
        var iterator = chunks.makeAsyncIterator()
        return await iterator.next() ?? []
    }

    func proceed() { permitSource.yield() }

    func send(_ response: HTTPAPIResponse) async throws { chunkSource.yield(response.body) }
    func begin(status: Int, headers: HTTPFields) async throws {}
    func write(_ chunk: [UInt8]) async throws {
        chunkSource.yield(chunk)
        var iterator = permits.makeAsyncIterator()
        _ = await iterator.next()
    }
}
