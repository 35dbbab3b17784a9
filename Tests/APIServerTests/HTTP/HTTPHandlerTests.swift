import APIServer
import HTTPTypes
import JSON
import Machinery
import Testing

@Suite struct HTTPHandlerTests {
    @Test(arguments: ["/api", "/apis", "/version", "/openapi/v3", "/api/v1/gadgets", "/nonsense", "/metrics"])
    func tellsStrangersNothing(target: String) async throws {
        let fixture = try await HandlerFixture(user: nil)
        let response = try await fixture.get(target)
        #expect(response.status == 401)
        #expect(try response.json["kind"] == "Status")
        #expect(try response.json["reason"] == "Unauthorized")
    }

    @Test func namesACredentialThatNobodyKnows() async throws {
        let fixture = try await HandlerFixture(user: nil)
        let response = try await fixture.send(.get, "/api", headers: [.authorization: "Bearer x"])
        #expect(response.status == 401)
        #expect(try response.json["message"]?.stringValue?.contains("Authorization") == true)
    }

    @Test(
        arguments: [
            (.get, "/api/v1/gizmos", 404), (.get, "/api/v1/namespaces/a/gadgets", 404),
            (.get, "/api/v1/gadgets/..", 400),
            (.get, "/api/v1/gadgets/%2e", 400), (.get, "/api/v1/gadgets/a%25b", 400),
            (.get, "/api/v1/gadgets/%zz", 400),
            (.get, "/apis/example.io/v1/namespaces/../widgets", 400), (.get, "/api/v1/gadgets/a", 404),
            (.post, "/api/v1/gadgets", 405), (.post, "/api", 405), (.options, "/api/v1/gadgets", 405),
            (.put, "/api/v1/namespaces", 405), (.patch, "/api/v1/namespaces", 405), (.post, "/openapi/v2", 405),
            (.put, "/apis/example.io/v1/namespaces/a/widgets", 400), (.post, "/api/v1/watch/gadgets", 405),
            (.post, "/apis/example.io/v1/namespaces/a/widgets/b", 405), (.connect, "/api/v1/namespaces", 405),
            (.put, "/api/v1/gadgets/a/status", 404),
            (.get, "/api/v1/gadgets?timeout=soon", 400), (.get, "/api/v1/gadgets?limit=many", 400),
            (.get, "/api/v1/gadgets?sendInitialEvents=true", 422), (.get, "/api/v1/gadgets?resourceVersion=x", 400),
        ] as [(HTTPRequest.Method, String, Int)])
    func refusesWhatIsNotThere(method: HTTPRequest.Method, target: String, status: Int) async throws {
        let fixture = try await HandlerFixture()
        let response = try await fixture.send(method, target, method == .post ? "{}" : "")
        #expect(response.status == status)
        #expect(try response.json["kind"] == "Status")
        #expect(try response.json["code"] == .integer(Int64(status)))
    }

    /// Where no resource of Kubernetes can be, there is a page for people.
    @Test(
        arguments: [
            (.get, "/nonsense"), (.get, "/apis/example.io/v9/widgets"), (.get, "/apis/other.io"),
            (.get, "/apis/example.io/v1/widgets/a"), (.post, "/apis/example.io/v1/widgets"),
            (.get, "/apis/example.io/v1/gizmos"), (.get, "/openapi/v3/api/v2"), (.get, "//api"), (.get, "/api//v1"),
            (.get, "/api/v1//gadgets"), (.get, "/api/v1/gadgets/a/b/c/d"), (.get, "/readyz/unknown"),
            (.get, "/swagger-2.0.0.pb-v1"),
        ] as [(HTTPRequest.Method, String)])
    func showsAPageWhereThereIsNothing(method: HTTPRequest.Method, target: String) async throws {
        let response = try await HandlerFixture().send(method, target)
        #expect(response.status == 404)
        #expect(response.text == "404 page not found\n")
        #expect(response.headers[.contentType] == "text/plain; charset=utf-8")
    }

    @Test func listsItsPaths() async throws {
        let paths = try await HandlerFixture().get("/").json["paths"]?.arrayValue?.compactMap(\.stringValue) ?? []
        #expect(paths == paths.sorted())
        let expected = ["/api/v1", "/apis/example.io", "/apis/example.io/v1beta1", "/openapi/v2", "/readyz/store"]
        #expect(expected.allSatisfy(paths.contains))
    }

    @Test(arguments: ["/api/v1/gadgets", "/api/v1/gadgets?watch=1", "/apis"])
    func refusesAFormItDoesNotHave(target: String) async throws {
        let fixture = try await HandlerFixture()
        #expect(try await fixture.get(target, accept: "application/vnd.kubernetes.protobuf").status == 406)
    }

    @Test func reportsItsVersion() async throws {
        let version = try await HandlerFixture().get("/version").json
        #expect(version["major"] == "1")
        #expect(version["gitVersion"]?.stringValue?.hasSuffix("+slipway") == true)
        #expect(version["platform"]?.stringValue?.contains("/") == true)
    }
}

@Suite struct HealthTests {
    private static let failing = HealthCheck("informers") { throw APIStatus.timeout("not yet") }

    @Test(arguments: ["/livez", "/readyz", "/healthz", "/readyz/store", "/livez?exclude=ping"])
    func isForEverybody(target: String) async throws {
        let response = try await HandlerFixture(user: nil).get(target)
        #expect(response.status == 200)
        #expect(response.text == "ok")
    }

    @Test func listsChecksWhenAsked() async throws {
        let response = try await HandlerFixture(user: nil).get("/readyz?verbose")
        #expect(response.text == "[+]ping ok\n[+]store ok\nreadyz check passed\n")
    }

    @Test func withholdsTheReasonOfAFailure() async throws {
        let fixture = try await HandlerFixture(user: nil, readinessChecks: [Self.failing])
        let response = try await fixture.get("/readyz")
        #expect(response.status == 500)
        #expect(response.text == "[+]ping ok\n[+]store ok\n[-]informers failed: reason withheld\nreadyz check failed\n")
        #expect(try await fixture.get("/livez").status == 200)
        let excluded = try await fixture.get("/readyz?exclude=informers&exclude=moon&verbose")
        #expect(excluded.status == 200)
        #expect(
            excluded.text == """
                [+]ping ok
                [+]store ok
                [+]informers excluded: ok
                warn: some health checks cannot be excluded: no matches for "moon"
                readyz check passed

                """)
        #expect(try await fixture.get("/readyz/informers").status == 500)
        #expect(try await fixture.get("/readyz/unknown").status == 404)
    }
}
