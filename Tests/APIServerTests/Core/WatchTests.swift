import APIServer
import Effects
import JSON
import KubernetesClient
import Machinery
import ObjectStore
import Simulation
import Synchronization
import Testing

@Suite("Watches")
struct WatchTests {
    /// What happened, in words: `+name`, `~name`, `-name`, `|` for a bookmark, `||` for the end of the initial list.
    private static func words(_ events: [WatchEvent]) -> [String] {
        events.map { event in
            switch event {
            case .added(let object): "+\(object.name)"
            case .modified(let object): "~\(object.name)"
            case .deleted(let object): "-\(object.name)"
            case .bookmark(_, let endsInitialEvents): endsInitialEvents ? "||" : "|"
            case .failure(let status): "!\(status.code)"
            }
        }
    }

    /// Reads until no more is to come, then lets `steps` happen one after the other, reading after each.
    private static func watch(
        _ plane: Plane, _ request: WatchRequest, _ steps: [@Sendable () async throws -> Void] = []
    ) async throws -> [WatchEvent] {
        try await plane.client.withWatch(request) { stream in
            try await withThrowingTaskGroup(of: Void.self) { group in
                let log = EventLog()
                group.addTask {
                    while let events = try await stream.next() { log.append(events) }
                }
                await plane.context.settle()
                for step in steps {
                    try await step()
                    await plane.context.settle()
                }
                group.cancelAll()
                return log.events
            }
        }
    }

    @Test func beginsWithWhatExistsAndGoesOn() throws {
        try Plane.run { plane in
            let configMaps = try plane.resource("v1", "ConfigMap")
            let a = try await plane.create(configMap("a"))
            try await plane.create(configMap("b", namespace: "kube-system"))
            let events = try await Self.watch(
                plane, WatchRequest(configMaps, namespace: "default"),
                [
                    { try await plane.create(configMap("c")) },
                    { _ = try await plane.patch(a, .merge(["data": ["k": "v"]])) },
                    { try await plane.create(configMap("d", namespace: "kube-system")) },
                    { try await plane.delete(a) },
                ])
            #expect(Self.words(events).filter { $0 != "|" } == ["+a", "+c", "~a", "-a"])
            let versions = events.compactMap { event -> UInt64? in
                switch event {
                case .added(let object), .modified(let object), .deleted(let object): UInt64(object.resourceVersion)
                case .bookmark(let version, _): UInt64(version)
                case .failure: nil
                }
            }
            #expect(versions == versions.sorted())
            let newest = try await plane.revision()
            #expect(versions.last == newest.rawValue)
        }
    }

    @Test func initialEventsEndWithABookmark() throws {
        try Plane.run { plane in
            try await plane.create(configMap("a"))
            var request = WatchRequest(try plane.resource("v1", "ConfigMap"))
            request.sendsInitialEvents = true
            #expect(Self.words(try await Self.watch(plane, request)) == ["+a", "||"])
            request.fieldSelector = "metadata.name=none"
            #expect(Self.words(try await Self.watch(plane, request)) == ["||"])
        }
    }

    @Test func resumesAfterARevision() throws {
        try Plane.run { plane in
            let a = try await plane.create(configMap("a"))
            try await plane.create(configMap("b"))
            try await plane.delete(a)
            let request = WatchRequest(
                try plane.resource("v1", "ConfigMap"), namespace: "default", resourceVersion: a.resourceVersion)
            #expect(Self.words(try await Self.watch(plane, request)).filter { $0 != "|" } == ["+b", "-a"])
        }
    }

    @Test func aRevisionThatIsNotKeptFails() throws {
        try Plane.run { plane in
            let a = try await plane.create(configMap("a"))
            try await plane.create(configMap("b"))
            try await plane.store.compact(through: try await plane.revision())
            var request = WatchRequest(try plane.resource("v1", "ConfigMap"), resourceVersion: a.resourceVersion)
            #expect(Self.words(try await Self.watch(plane, request)) == ["!410"])
            // A version from before a restore.
            request.resourceVersion = "100000"
            #expect(Self.words(try await Self.watch(plane, request)) == ["!410"])
        }
    }

    @Test func objectsComeIntoAndLeaveTheSelection() throws {
        try Plane.run { plane in
            let a = try await plane.create(configMap("a", labels: ["on": "no"]))
            var request = WatchRequest(try plane.resource("v1", "ConfigMap"), namespace: "default")
            request.labelSelector = "on=yes"
            let set = { (value: String) -> @Sendable () async throws -> Void in
                { _ = try await plane.patch(a, .merge(["metadata": ["labels": ["on": .string(value)]]])) }
            }
            let touch: @Sendable () async throws -> Void = {
                _ = try await plane.patch(a, .json([["op": "add", "path": "/data", "value": ["k": "v"]]]))
            }
            let events = try await Self.watch(
                plane, request, [set("yes"), touch, set("no"), set("yes"), { try await plane.delete(a) }])
            #expect(Self.words(events).filter { $0 != "|" } == ["+a", "~a", "-a", "+a", "-a"])
            guard case .deleted(let gone)? = events.first(where: { if case .deleted = $0 { true } else { false } })
            else { return }
            // The object as it was last seen, at the revision that took it away.
            #expect(gone.labels == ["on": "yes"])
        }
    }

    @Test func idleWatchesOverTheNetworkGetABookmarkAMinute() throws {
        try Plane.run { plane in
            var request = WatchRequest(try plane.resource("v1", "ConfigMap"), namespace: "default")
            request.timeoutSeconds = 150
            let start = plane.context.time.now()
            let bookmarks = try await plane.core.withWatch(request, as: .systemMaster) { watch in
                var bookmarks: [Duration] = []
                while let events = try await watch.next() {
                    for case .bookmark in events { bookmarks.append(plane.context.time.now() - start) }
                }
                return bookmarks
            }
            #expect(bookmarks == [.seconds(60), .seconds(120), .seconds(148)])
            #expect(plane.context.time.now() - start == .seconds(150))
        }
    }

    @Test func manyWatchersSeeTheSameInTheSameOrder() throws {
        for seed in 1...3 as ClosedRange<UInt64> {
            try Plane.run(seed: seed) { plane in
                let request = WatchRequest(try plane.resource("v1", "ConfigMap"), namespace: "default")
                let logs = try await withThrowingTaskGroup(of: [String].self) { group in
                    for _ in 0..<5 {
                        group.addTask {
                            try await plane.client.withWatch(request) { stream in
                                var words: [String] = []
                                while !words.contains("-end"), let events = try await stream.next() {
                                    words += Self.words(events).filter { $0 != "|" }
                                }
                                return words
                            }
                        }
                    }
                    await plane.context.settle()
                    for index in 0..<20 {
                        let object = try await plane.create(configMap("m\(index)"))
                        if index % 3 == 0 { try await plane.delete(object) }
                    }
                    try await plane.delete(try await plane.create(configMap("end")))
                    return try await group.reduce(into: []) { $0.append($1) }
                }
                #expect(Set(logs).count == 1)
                #expect(logs.first?.count == 29)
            }
        }
    }

    @Test func oneNameIsNotTheBeginningOfAnother() throws {
        try Plane.run { plane in
            let a = try await plane.create(configMap("a"))
            try await plane.create(configMap("ab"))
            var request = WatchRequest(try plane.resource("v1", "ConfigMap"), namespace: "default")
            request.fieldSelector = "metadata.name=a"
            let events = try await Self.watch(
                plane, request, [{ try await plane.create(configMap("abc")) }, { try await plane.delete(a) }])
            #expect(Self.words(events).filter { $0 != "|" } == ["+a", "-a"])
            let list = try await plane.client.list(
                request.resource, namespace: "default", ListOptions(fieldSelector: "metadata.name=a"))
            #expect(list.items.isEmpty)
        }
    }

    @Test func refusals() throws {
        try Plane.run { plane in
            var request = WatchRequest(try plane.resource("v1", "ConfigMap"))
            request.labelSelector = "!!"
            #expect(try await failure { _ = try await Self.watch(plane, request) }?.code == 400)
            request.labelSelector = ""
            let stranger = plane.core.client(as: UserInfo(name: "eve"))
            let status = try await failure { [request] in
                try await stranger.withWatch(request) { stream in _ = try await stream.next() }
            }
            #expect(status?.code == 403)
            request.resource.plural = "nothings"
            #expect(try await failure { _ = try await Self.watch(plane, request) }?.code == 404)
        }
    }
}

private final class EventLog: Sendable {
    private let state = Mutex<[WatchEvent]>([])
    var events: [WatchEvent] { state.withLock { $0 } }
    func append(_ events: [WatchEvent]) { state.withLock { $0 += events } }
}
