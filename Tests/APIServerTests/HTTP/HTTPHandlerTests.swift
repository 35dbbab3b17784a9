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
            (.get, "/api/v1/gizmos", 404), (.get, "/apis/example.io/v9/widgets", 404), (.get, "/apis/other.io", 404),
            (.get, "/nonsense", 404), (.get, "/apis/example.io/v1/widgets/a", 404),
            (.post, "/apis/example.io/v1/widgets", 405),
            (.get, "/api/v1/namespaces/a/gadgets", 404), (.get, "/api/v1/gadgets/../x", 400),
            (.post, "/api/v1/gadgets", 405),
            (.post, "/api", 405), (.options, "/api/v1/gadgets", 405), (.get, "/openapi/v3/api/v2", 404),
            (.get, "/openapi/v2", 404),
            (.put, "/apis/example.io/v1/namespaces/a/widgets", 405),
        ] as [(HTTPRequest.Method, String, Int)])
    func refusesWhatIsNotThere(method: HTTPRequest.Method, target: String, status: Int) async throws {
        let fixture = try await HandlerFixture()
        let response = try await fixture.send(method, target, method == .post ? "{}" : "")
        #expect(response.status == status)
        #expect(try response.json["kind"] == "Status")
        #expect(try response.json["code"] == .integer(Int64(status)))
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
        #expect(try await fixture.get("/readyz?exclude=informers").status == 200)
        #expect(try await fixture.get("/readyz/informers").status == 500)
        #expect(try await fixture.get("/readyz/unknown").status == 404)
    }
}
