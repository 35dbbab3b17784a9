import Effects
import HTTPTypes
import JSON
import Machinery
import SeededRandomness
import Synchronization
import Testing

@testable import APIServer

/// Whatever a request says, it is answered, and never with "internal error". A failure prints its seed.
@Suite("Any request is answered", .timeLimit(.minutes(2))) struct HTTPFuzzTests {
    private static let seeds: [UInt64] = Array(1...12)
    private static let roundsPerSeed = 150

    private struct Dice {
        private let source: SeededRandom

        init(seed: UInt64) {
            source = SeededRandom(seed: seed)
        }

        func below(_ count: Int) -> Int { source.next(in: 0..<count) }
        func pick<Element>(_ elements: [Element]) -> Element { elements[below(elements.count)] }
        func chance(_ one: Int) -> Bool { below(one) == 0 }
    }

    private static let segments = [
        "api", "apis", "v1", "v1beta1", "example.io", "namespaces", "default", "widgets", "configmaps", "status",
        "scale",
        "watch", "openapi", "v2", "v3", "version", "readyz", "ping", "a", "..", ".", "%2e%2e", "%2F", "%25", "%00",
        "%ff",
        "%c3%bc", "", "\u{301}", "%", "a%2Fb", "proxy", "pods", "finalize", "customresourcedefinitions",
        "apiextensions.k8s.io",
    ]
    private static let names = [
        "watch", "limit", "continue", "labelSelector", "fieldSelector", "resourceVersion", "resourceVersionMatch",
        "sendInitialEvents", "allowWatchBookmarks", "timeoutSeconds", "timeout", "pretty", "includeObject", "dryRun",
        "fieldManager", "fieldValidation", "propagationPolicy", "gracePeriodSeconds", "orphanDependents", "force",
        "hash",
        "verbose", "exclude", "",
    ]
    private static let values = [
        "", "0", "1", "-1", "true", "false", "x", "99999999999999999999", "9223372036854775807", "a=b", "a%3Db",
        "a+in+(b,c)", "!a", "a%20notin%20(", "metadata.name%3Da", "metadata.name%3D%5C", "spec.x%3D1", "All", "Exact",
        "NotOlderThan", "Foreground", "Strict", "eyJ2IjoibWV0YS5rOHMuaW8vdjEiLCJydiI6LTEsInN0YXJ0IjoiYSJ9", "%ff", "%",
        "1s",
        "-1h", "9999999h", "Table", "None", "\u{301}=\u{301}", "=", "a=b,,c=d", "a>1,b<x",
    ]
    private static let accepts = [
        nil, "*/*", "application/json", "application/yaml", "application/vnd.kubernetes.protobuf", "text/html",
        "application/json;as=Table;v=v1;g=meta.k8s.io", "application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io",
        "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io", ";;;", "a/b;q=\u{301}", "*/*;q=nan",
        "application/vnd.kubernetes.protobuf;as=PartialObjectMetadata;v=v1;g=meta.k8s.io,application/json",
    ]
    private static let contentTypes = [
        nil, "application/json", "application/yaml", "application/vnd.kubernetes.protobuf",
        "application/json-patch+json",
        "application/merge-patch+json", "application/strategic-merge-patch+json", "application/apply-patch+yaml", "x",
        "/",
    ]
    private static let bodies = [
        "", "{}", "[]", "null", "{\"metadata\":{\"name\":\"a\"}}", "{\"metadata\":[]}", "{\"metadata\":{\"name\":1}}",
        "{\"kind\":\"DeleteOptions\",\"preconditions\":{\"uid\":\"x\"}}",
        "[{\"op\":\"add\",\"path\":\"/a/b/0\",\"value\":1}]",
        "[{\"op\":\"move\",\"from\":\"/a\",\"path\":\"/a/b\"}]", "{\"spec\":{\"$patch\":\"delete\"}}", "a: &a [*a]",
        "k8s\u{0}\n", "{\"a\":1,\"a\":2}", "- - - -", "{\"spec\":null}", "{\"metadata\":{\"finalizers\":[null]}}",
        "{\"apiVersion\":\"v1\",\"kind\":\"Widget\",\"metadata\":{\"name\":\"\\u0000\"}}", "\u{feff}{}", "1e999",
    ]

    @Test(arguments: seeds)
    func withoutACrash(seed: UInt64) async throws {
        let dice = Dice(seed: seed)
        let fixture = try await HandlerFixture.started()
        try await fixture.create("a")
        for round in 0..<Self.roundsPerSeed {
            let (method, target) = Self.target(dice)
            var headers: HTTPFields = [:]
            headers[.accept] = dice.pick(Self.accepts)
            headers[.contentType] = dice.pick(Self.contentTypes)
            if dice.chance(3) { headers[.acceptEncoding] = "gzip" }
            let body = Self.body(dice)
            let request = HTTPAPIRequest(method, target, headers: headers, body: HTTPRequestBody(body))
            let status = try await Self.answer(request, fixture.handler)
            let answered = [200, 201, 202, 301, 304, 400, 403, 404, 405, 406, 409, 410, 413, 415, 422, 504]
            #expect(answered.contains(status), "seed \(seed), round \(round): \(status) for \(method) \(target)")
        }
    }

    /// The status of the answer. A watch is over when it has begun.
    private static func answer(_ request: HTTPAPIRequest, _ handler: HTTPHandler) async throws -> Int {
        let writer = FirstStatus()
        do {
            try await handler.respond(to: request, through: writer)
        } catch is FirstStatus.Enough {}
        return writer.status.withLock { $0 }
    }

    private static func target(_ dice: Dice) -> (HTTPRequest.Method, String) {
        let method = dice.pick([HTTPRequest.Method.get, .get, .get, .post, .put, .patch, .delete, .head, .options])
        var target =
            dice.chance(2)
            ? dice.pick([HandlerFixture.widgetsPath, "/api/v1/namespaces/default/configmaps", "/api/v1/namespaces"])
            : ""
        for _ in 0..<dice.below(target.isEmpty ? 8 : 3) { target += "/" + dice.pick(segments) }
        if target.isEmpty { target = "/" }
        for index in 0..<dice.below(4) {
            target += (index == 0 ? "?" : "&") + dice.pick(names) + (dice.chance(5) ? "" : "=" + dice.pick(values))
        }
        return (method, target)
    }

    private static func body(_ dice: Dice) -> [UInt8] {
        var bytes = Array(dice.pick(bodies).utf8)
        if dice.chance(4), !bytes.isEmpty { bytes[dice.below(bytes.count)] = UInt8(dice.below(256)) }
        return bytes
    }

    @Test(arguments: seeds)
    func mediaTypesAndQueriesAreRead(seed: UInt64) {
        let dice = Dice(seed: seed)
        let alphabet = Array("a/;=,*q.0 \"\\+%&?\u{301}é\u{0}")
        for _ in 0..<2000 {
            let text = String((0..<dice.below(24)).map { _ in dice.pick(alphabet) })
            _ = MediaType(text)
            _ = AcceptHeader(text).ranges.map { $0.includes("application/json") }
            _ = try? RequestTarget(parsing: "/" + text)
            _ = try? ContinueToken(parsing: text)
            _ = try? LabelRequirements(parsing: text)
            _ = try? FieldSelector(parsing: text)
            _ = WarningHeaders([text]).values
            let request = HTTPAPIRequest(.get, text, headers: [.acceptEncoding: "gzip"])
            _ = (request.isLongRunning, request.wantsPrettyAnswer, request.acceptsGzip)
        }
    }

    @Test(arguments: seeds)
    func compressionLosesNothing(seed: UInt64) throws {
        let dice = Dice(seed: seed)
        let bytes = (0..<dice.below(300_000)).map { _ in UInt8(dice.below(seed.isMultiple(of: 2) ? 4 : 256)) }
        #expect(try Gunzip.expand(try #require(Gzip.compress(bytes))) == bytes)
    }
}

/// Repeatable randomness.
private final class SeededRandom: RandomSource {
    private let generator: Mutex<SplitMix>

    init(seed: UInt64) {
        generator = Mutex(SplitMix(seed: seed))
    }

    func next() -> UInt64 { generator.withLock { $0.next() } }
}

/// Takes the status of an answer, and of a stream no more than that.
private final class FirstStatus: HTTPResponseWriter {
    struct Enough: Error {}
    let status = Mutex(0)

    func send(_ response: HTTPAPIResponse) { status.withLock { $0 = response.status } }
    func begin(status: Int, headers: HTTPFields) throws {
        self.status.withLock { $0 = status }
        throw Enough()
    }
    func write(_ chunk: [UInt8]) {}
}
