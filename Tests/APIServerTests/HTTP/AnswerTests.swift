import CZlib
import HTTPTypes
import JSON
import Machinery
import Testing

@testable import APIServer

/// The form of answers: what HTTP says around the objects.
@Suite("Answers") struct AnswerTests {
    private static let path = HandlerFixture.widgetsPath

    @Test(
        arguments: [
            ("", nil, "}\n"), ("?pretty=true", nil, "\n}"), ("", "curl/8.5.0", "\n}"),
            ("?pretty=0", "curl/8.5.0", "}\n"),
        ] as [(String, String?, String)])
    func endLikeThoseOfGo(query: String, userAgent: String?, end: String) async throws {
        let fixture = try await HandlerFixture.started()
        try await fixture.create("a")
        var headers: HTTPFields = [:]
        headers[.userAgent] = userAgent
        let response = try await fixture.send(.get, "\(Self.path)/a\(query)", headers: headers)
        #expect(response.text.hasSuffix(end))
        #expect(response.text.contains("\n  \"") == (end == "\n}"))
        #expect(try response.json["metadata"]?["name"] == "a")
    }

    @Test(
        arguments: [
            ("application/yaml", "application/yaml", "kind: Status\n"),
            (nil, "application/json", "\"kind\":\"Status\""),
            ("application/json;as=Table;v=v1;g=meta.k8s.io", "application/json", "\"kind\": \"Status\""),
            ("text/html", "application/json", "\"kind\": \"Status\""),
        ] as [(String?, String, String)])
    func tellFailuresInAFormTheClientReads(accept: String?, contentType: String, part: String) async throws {
        let response = try await HandlerFixture.started().get("\(Self.path)/nothing", accept: accept)
        #expect(response.status == (accept == "text/html" ? 406 : 404))
        #expect(response.headers[.contentType] == contentType)
        #expect(response.text.contains(part), "\(response.text)")
    }

    @Test func carryTheAuditID() async throws {
        let fixture = try await HandlerFixture()
        let name = try #require(HTTPField.Name("Audit-Id"))
        let own = try #require(try await fixture.get("/livez").headers[name])
        #expect(own.count == 36 && own.split(separator: "-").map(\.count) == [8, 4, 4, 4, 12])
        #expect(try await fixture.get("/api").headers[name] != own)
        let given = try await fixture.send(.get, "/nothing", headers: [name: String(repeating: "a", count: 99)])
        #expect(given.headers[name] == String(repeating: "a", count: 64))
    }

    @Test(arguments: [
        ("gzip", 140_000, true), ("deflate, gzip", 140_000, true), ("gzip", 100_000, false),
        ("gzip;q=1", 140_000, false),
        ("br", 140_000, false),
    ])
    func areCompressedWhereThatIsWorthIt(coding: String, size: Int, isCompressed: Bool) async throws {
        let fixture = try await HandlerFixture.started()
        try await fixture.create("a", padding: size)
        let response = try await fixture.send(.get, Self.path, headers: [.acceptEncoding: coding])
        #expect((response.headers[.contentEncoding] == "gzip") == isCompressed)
        #expect((response.headers[.vary] == "Accept-Encoding") == isCompressed)
        guard isCompressed else { return }
        #expect(response.body.count < 10_000)
        #expect(response.body.starts(with: [0x1f, 0x8b, 8]))
        #expect(try await fixture.get(Self.path).body == Gunzip.expand(response.body))
    }

    @Test func answerHEADWithoutABody() async throws {
        let fixture = try await HandlerFixture.started()
        try await fixture.create("a")
        let get = try await fixture.get("\(Self.path)/a")
        let head = try await fixture.send(.head, "\(Self.path)/a")
        #expect(head.status == 200 && head.body.isEmpty)
        #expect(head.headers[.contentLength] == "\(get.body.count)")
        // Kubernetes routes its own kinds by GET alone.
        #expect(try await fixture.send(.head, "/api/v1/namespaces").status == 405)
    }

    @Test(arguments: [
        ("", "", 200), ("?propagationPolicy=Foreground", "", 202), ("?orphanDependents=false", "", 202),
        ("", #"{"propagationPolicy":"Foreground"}"#, 202), ("?propagationPolicy=Background", "", 200),
    ])
    func tellWhereADeletionGoesOn(query: String, body: String, status: Int) async throws {
        let fixture = try await HandlerFixture.started()
        try await fixture.create("held", finalizer: "example.io/a")
        let response = try await fixture.send(.delete, "\(Self.path)/held\(query)", body)
        #expect(response.status == status)
        #expect(try response.json["kind"] == "Widget")
        try await fixture.create("free")
        // Table is no form for a Status.
        let gone = try await fixture.send(
            .delete, "\(Self.path)/free?propagationPolicy=Background",
            accept: "application/json;as=Table;v=v1;g=meta.k8s.io")
        #expect(gone.status == 200)
        #expect(try gone.json["status"] == "Success")
    }

    static let shapes = [
        ("Table", "Table"), ("PartialObjectMetadata", "PartialObjectMetadata"),
    ]

    /// Every verb that answers with an object answers in the form asked for.
    @Test(arguments: shapes, ["v1", "v1beta1"])
    func turnObjectsIntoWhatIsAskedFor(shape: (String, String), version: String) async throws {
        let fixture = try await HandlerFixture.started()
        let accept = "application/json;as=\(shape.0);v=\(version);g=meta.k8s.io"
        let body = #"{"metadata":{"name":"a"},"spec":{"size":3}}"#
        let merge = "application/merge-patch+json"
        let created = try await fixture.send(.post, Self.path, accept: accept, body)
        let updated = try await fixture.send(
            .put, "\(Self.path)/a", accept: accept,
            #"{"metadata":{"name":"a","resourceVersion":"\#(try await Self.version(fixture))"}}"#)
        let patched = try await fixture.send(
            .patch, "\(Self.path)/a", accept: accept, contentType: merge, #"{"spec":{"size":4}}"#)
        let got = try await fixture.get("\(Self.path)/a", accept: accept)
        let status = try await fixture.get("\(Self.path)/a/status", accept: accept)
        #expect(created.status == 201)
        for response in [created, updated, patched, got, status] {
            let json = try response.json
            #expect(json["kind"] == .string(shape.1), "\(response.text)")
            #expect(json["apiVersion"] == .string("meta.k8s.io/\(version)"))
        }
    }

    private static func version(_ fixture: HandlerFixture) async throws -> String {
        try await fixture.get("\(path)/a").json["metadata"]?["resourceVersion"]?.stringValue ?? ""
    }

    @Test(arguments: [
        ("None", nil), ("Metadata", "PartialObjectMetadata"), ("Object", "Widget"), ("", "PartialObjectMetadata"),
    ])
    func tablesIncludeWhatIsAskedFor(include: String, kind: String?) async throws {
        let fixture = try await HandlerFixture.started()
        try await fixture.create("a")
        let table = try await fixture.get(
            "\(Self.path)?includeObject=\(include)", accept: "application/json;as=Table;v=v1;g=meta.k8s.io"
        ).json
        #expect(table["rows"]?[0]?["object"]?["kind"]?.stringValue == kind)
        #expect(table["rows"]?[0]?["cells"]?[0] == "a")
        #expect(try await fixture.get("\(Self.path)?includeObject=All").status == 400)
    }

    @Test func takesTheStateAClientHasSeenForGranted() async throws {
        let fixture = try await HandlerFixture.started()
        try await fixture.create("a")
        #expect(try await fixture.get("\(Self.path)/a?resourceVersion=0").status == 200)
        #expect(try await fixture.get("\(Self.path)/a?resourceVersion=1").status == 200)
        #expect(try await fixture.get("\(Self.path)/a?resourceVersion=x").status == 400)
        let future = try await fixture.get("\(Self.path)/a?resourceVersion=999999")
        #expect(future.status == 504)
        #expect(future.headers[.retryAfter] == "1")
        let status = try future.json
        #expect(
            status["message"]?.stringValue?.hasPrefix("Timeout: Too large resource version: 999999, current: ") == true)
        #expect(status["details"]?["causes"]?[0]?["reason"] == "ResourceVersionTooLarge")
    }

    @Test(arguments: [
        ("not json", "(6e6f74206a736f6e)"), (#"{"a""#, #"({"a")"#), ("", "(<empty>)"),
        (String(repeating: "[", count: 10_000), "(\(String(repeating: "5b", count: 30)) ...)"),
    ])
    func describeABodyThatIsNothing(body: String, summary: String) async throws {
        let response = try await HandlerFixture.started().send(.post, Self.path, body)
        #expect(response.status == 400)
        let message = try #require(try response.json["message"]?.stringValue)
        #expect(message.hasPrefix("the object provided is unrecognized (must be of type Widget): "))
        #expect(message.hasSuffix(summary), "\(message)")
    }

    @Test func refuseABodyThatIsTooLarge() async throws {
        let body = String(repeating: " ", count: (3 << 20) + 1)
        let response = try await HandlerFixture.started().send(.post, Self.path, body)
        #expect(response.status == 413)
        #expect(try response.json["reason"] == "RequestEntityTooLarge")
        #expect(try response.json["message"] == "Request entity too large: limit is 3145728")
    }

    @Test(arguments: [
        (
            "application/xml", Self.path,
            "application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml"
        ),
        (
            "application/json", "/api/v1/namespaces",
            "application/json-patch+json, application/merge-patch+json, application/strategic-merge-patch+json, "
                + "application/apply-patch+yaml"
        ),
    ])
    func nameThePatchesThereAre(type: String, path: String, types: String) async throws {
        let response = try await HandlerFixture.started().send(.patch, "\(path)/default", contentType: type, "{}")
        #expect(response.status == 415)
        #expect(
            try response.json["message"]
                == .string("the body of the request was in an unknown format - accepted media types include: \(types)"))
    }

    @Test func endsWhenTheClientsTimeIsUp() async throws {
        let slow = HTTPRequestBody { _ in
            try await Task.sleep(for: .seconds(3600))
            return []
        }
        let response = try await HandlerFixture.started().handler.respond(
            to: HTTPAPIRequest(.post, "\(Self.path)?timeout=10ms", body: slow))
        #expect(response.status == 504)
        #expect(try response.json["reason"] == "Timeout")
        #expect(try response.json["message"] == "Timeout: request did not complete within the allotted timeout")
    }
}

@Suite("Warnings") struct WarningTests {
    @Test func areQuotedOnceAndInOrder() {
        #expect(WarningHeaders([]).values.isEmpty)
        #expect(
            WarningHeaders(["a \"b\" \\c", "line\nbreak", "", "a \"b\" \\c"]).values == [
                #"299 - "a \"b\" \\c""#, #"299 - "line break""#,
            ])
    }

    @Test func areCutWhereTheyAreTooMany() {
        let long = (0..<30).map { "\($0)" + String(repeating: "ü", count: 400) }
        let values = WarningHeaders(long).values
        #expect(values.count == 16)
        #expect(values.allSatisfy { $0.unicodeScalars.count == 256 + #"299 - """#.count })
        let few = Array(long.prefix(10))
        #expect(WarningHeaders(few).values.allSatisfy { $0.unicodeScalars.count > 400 })
    }
}

/// The other direction, for tests.
enum Gunzip {
    struct Failure: Error {}

    static func expand(_ bytes: [UInt8]) throws -> [UInt8] {
        var stream = z_stream()
        guard inflateInit2_(&stream, 15 + 16, zlibVersion(), Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
            throw Failure()
        }
        defer { inflateEnd(&stream) }
        var input = bytes
        var output = [UInt8](repeating: 0, count: 1 << 24)
        let result = input.withUnsafeMutableBufferPointer { input in
            output.withUnsafeMutableBufferPointer { output in
                stream.next_in = input.baseAddress
                stream.avail_in = UInt32(input.count)
                stream.next_out = output.baseAddress
                stream.avail_out = UInt32(output.count)
                return inflate(&stream, Z_FINISH)
            }
        }
        guard result == Z_STREAM_END else { throw Failure() }
        return Array(output.prefix(output.count - Int(stream.avail_out)))
    }
}

/// Numbers and dates that users write, at the ends of what there is.
@Suite("Times out of range")
struct TimeRangeTests {
    @Test(arguments: ["10000000000", "9223372036854775807"])
    func aWatchMayBeAskedToLastForEver(seconds: String) async throws {
        let fixture = try await HandlerFixture.started()
        let response = try await fixture.get(
            "/api/v1/namespaces?watch=true&resourceVersion=999999&timeoutSeconds=\(seconds)")
        #expect(response.status == 200, "a watch of the future begins, and says so in its first event")
    }

    @Test func tablesTellTheAgeOfWhatIsCenturiesOld() async throws {
        let fixture = try await HandlerFixture.started()
        let event =
            #"{"apiVersion":"v1","kind":"Event","metadata":{"name":"old","namespace":"default"},"reason":"x","#
            + #""involvedObject":{"kind":"Pod","namespace":"default","name":"p"},"lastTimestamp":"1700-01-01T00:00:00Z"}"#
        let created = try await fixture.send(.post, "/api/v1/namespaces/default/events", event)
        #expect(created.status == 201, "\(created.text)")
        let table = try await fixture.get(
            "/api/v1/namespaces/default/events", accept: "application/json;as=Table;v=v1;g=meta.k8s.io")
        #expect(table.status == 200)
        let age = try table.json["rows"]?[0]?["cells"]?[1]?.stringValue
        #expect(age == "327y" || age == "292y", "\(age ?? "none")")
    }
}
