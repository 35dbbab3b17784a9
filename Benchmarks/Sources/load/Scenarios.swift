import Foundation
import NIOCore
import NIOPosix

/// The measurements, one function each. All work is bounded by counts.
struct Scenarios: Sendable {
    private let endpoint: Endpoint
    /// Of the plane under test.
    private let process: Int32
    /// A name for objects of this run, so that it can be repeated on one plane.
    private let run = String(UInt32.random(in: 0...UInt32.max), radix: 36)
    // One thread: the other processor is the server's.
    private let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    private var eventLoop: any EventLoop { group.any() }

    init(endpoint: Endpoint, process: Int32) {
        self.endpoint = endpoint
        self.process = process
    }

    private func namespace(_ name: String) -> Requests { Requests(to: endpoint, in: "load-\(name)-\(run)") }

    // MARK: Creates

    /// Creates by 32 clients, against the plane and against an empty handler in turn.
    func creates(count: Int, rounds: Int) async throws {
        let requests = namespace("creates")
        try await prepare(requests)
        let floor = try FloorProcess()
        defer { floor.stop() }
        let planeConnections = try await Connection.open(32, to: endpoint, on: eventLoop).get()
        let floorConnections = try await Connection.open(32, to: floor.endpoint, on: eventLoop).get()
        var rates: (plane: [Double], floor: [Double]) = ([], [])
        for round in 0...rounds {
            // The first round warms up.
            let label = round == 0 ? "warm-up" : "round \(round)"
            let floorFigures = try await create(
                count, "\(label), empty handler", round, on: floorConnections, requests, of: floor.identifier)
            let planeFigures = try await create(
                count, "\(label), plane", round, on: planeConnections, requests, of: process)
            guard round > 0 else { continue }
            rates.floor.append(floorFigures.rate)
            rates.plane.append(planeFigures.rate)
        }
        guard let plane = rates.plane.max(), let empty = rates.floor.max() else { return }
        let medians = (rates.plane.sorted()[rates.plane.count / 2], rates.floor.sorted()[rates.floor.count / 2])
        print(
            "creates        best \(plane.formatted(0))/s, \((100 * plane / empty).formatted(0)) % of the empty handler;",
            "median \(medians.0.formatted(0))/s, \((100 * medians.0 / medians.1).formatted(0)) %",
            "  (target 40 %; 2,700/s on a quiet machine)")
    }

    private func create(
        _ count: Int, _ label: String, _ round: Int, on connections: [Connection], _ requests: Requests,
        of server: Int32
    ) async throws -> Figures {
        let before = try (server: ProcessorTime(of: server), client: ProcessorTime(of: getpid()))
        let figures = try await ClosedLoop.run(connections, count: count, expecting: 201, on: eventLoop) { index in
            requests.create("o-\(round)-\(1_000_000 + index)")
        }
        let after = try (server: ProcessorTime(of: server), client: ProcessorTime(of: getpid()))
        func each(_ seconds: Double) -> String { (1e6 * seconds / Double(count)).formatted(0) }
        print(
            "  \(label): \(figures.rate.formatted(0))/s, \((Double(figures.wall) / 1e9).formatted(2)) s,",
            "p50 \(figures.percentile(0.5).formatted(1)) ms, p99 \(figures.percentile(0.99).formatted(1)) ms,",
            "processor a request: server \(each(after.server.seconds - before.server.seconds)) µs,",
            "client \(each(after.client.seconds - before.client.seconds)) µs")
        return figures
    }

    // MARK: Reads

    /// Lists 10,000 objects to the last byte.
    func list(count: Int, rounds: Int) async throws {
        let requests = namespace("list")
        try await fill(requests, count: count)
        let connection = try await Connection.open(to: endpoint, on: eventLoop).get()
        let before = try ProcessorTime(of: process)
        let figures = try await ClosedLoop.run([connection], count: rounds, expecting: 200, on: eventLoop) { _ in
            requests.list()
        }
        let server = try ProcessorTime(of: process).seconds - before.seconds
        print(
            "list           \(count) objects, best \(figures.percentile(0).formatted(1)) ms,",
            "median \(figures.percentile(0.5).formatted(1)) ms,",
            "server's processor \((1000 * server / Double(rounds)).formatted(1)) ms   (target < 40 ms)")
    }

    /// One write, seen by 500 watchers.
    func watchers(count: Int, rounds: Int) async throws {
        let requests = namespace("watchers")
        try await prepare(requests)
        let writer = try await Connection.open(to: endpoint, on: eventLoop).get()
        let connections = try await Connection.open(count, to: endpoint, on: eventLoop).get()
        let watchers = try await Watchers.open(connections, requests.watch(from: ""), on: eventLoop)
        var figures = Figures()
        for round in 0...rounds {
            let time = try await watchers.timeToLast(
                of: requests.create("seen-\(1000 + round)"), on: writer, eventLoop)
            if round > 0 { figures.latencies.append(time) }
        }
        print(
            "watchers       \(count), last of them after \(figures.percentile(0).formatted(1)) ms at best,",
            "median \(figures.percentile(0.5).formatted(1)) ms, longest \(figures.percentile(1).formatted(1)) ms",
            "  (target < 15 ms)")
    }

    /// Gets beside creates, both at a rate of their own.
    func gets(beside rate: Int, seconds: Int) async throws {
        let requests = namespace("gets")
        try await fill(requests, count: 1000)
        let writers = try await Connection.open(64, to: endpoint, on: eventLoop).get()
        let readers = try await Connection.open(8, to: endpoint, on: eventLoop).get()
        async let writing = OpenLoop.run(
            writers, rate: rate, count: rate * seconds, expecting: 201, on: eventLoop
        ) { requests.create("w-\(1_000_000 + $0)") }
        async let reading = OpenLoop.run(readers, rate: 200, count: 200 * seconds, expecting: 200, on: eventLoop) {
            requests.get(Self.name($0 % 1000))
        }
        let (writes, reads) = try await (writing, reading)
        print(
            "gets           p50 \(reads.percentile(0.5).formatted(2)) ms, p99 \(reads.percentile(0.99).formatted(2)) ms",
            "beside \(writes.rate.formatted(0)) creates/s of \(rate) asked for,",
            "whose p99 is \(writes.percentile(0.99).formatted(1)) ms   (target p99 < 5 ms)")
    }

    // MARK: Many objects

    /// Deletes a collection of 10,000 with one request.
    func collection(count: Int) async throws {
        let requests = namespace("collection")
        try await fill(requests, count: count)
        let connection = try await Connection.open(to: endpoint, on: eventLoop).get()
        let figures = try await ClosedLoop.run([connection], count: 1, expecting: 200, on: eventLoop) { _ in
            requests.deleteCollection()
        }
        let rest = try await ClosedLoop.run([connection], count: 1, expecting: 404, on: eventLoop) { _ in
            requests.get(Self.name(count - 1))
        }
        guard rest.failures == 0 else { throw LoadError("the collection is not gone") }
        print("collection     \(count) deleted in \((Double(figures.wall) / 1e9).formatted(2)) s   (target < 2 s)")
    }

    /// Fills the plane and says what that takes of memory.
    func memory(count: Int) async throws {
        let before = try residentMegabytes(of: process)
        try await fill(namespace("memory"), count: count)
        let after = try residentMegabytes(of: process)
        print(
            "memory         \(count) objects: \(after.now.formatted(0)) MB resident, \(after.peak.formatted(0)) MB at most;",
            "\(before.now.formatted(0)) MB before   (target < 400 MB)")
    }

    // MARK: Preparation

    private static func name(_ index: Int) -> String { "f-\(1_000_000 + index)" }

    private func prepare(_ requests: Requests) async throws {
        let connection = try await Connection.open(to: endpoint, on: eventLoop).get()
        _ = try await ClosedLoop.run([connection], count: 1, expecting: 201, on: eventLoop) { _ in
            requests.createNamespace()
        }
        connection.close()
    }

    private func fill(_ requests: Requests, count: Int) async throws {
        try await prepare(requests)
        let connections = try await Connection.open(64, to: endpoint, on: eventLoop).get()
        _ = try await ClosedLoop.run(connections, count: count, expecting: 201, on: eventLoop) { index in
            requests.create(Self.name(index))
        }
        for connection in connections { connection.close() }
    }
}
