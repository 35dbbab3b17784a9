import OpenStackClient
import Testing

@Suite struct PagingTests {
    static let server = #"{"id": "a", "name": "a", "status": "ACTIVE"}"#

    /// Each service's way to say that there is more; hosts and paths of links lead nowhere on purpose.
    @Test(arguments: [
        (
            "GET /compute/v2.1/servers/detail",
            #"{"servers": [\#(server)], "servers_links": [{"rel": "next", "href": "http://inside/x?limit=1&marker=a%20b"}]}"#,
            #"{"servers": [\#(server)]}"#, "GET /compute/v2.1/servers/detail?limit=1&marker=a%20b"
        ),
        (
            "GET /image/v2/images",
            #"{"images": [{"id": "a", "status": "active"}], "next": "/v2/images?marker=m&limit=2"}"#,
            #"{"images": [{"id": "b", "status": "active"}]}"#, "GET /image/v2/images?marker=m&limit=2"
        ),
        (
            "GET /volume/v3/p1/types",
            #"{"volume_types": [{"id": "a", "name": "a"}], "volume_type_links": [{"rel": "next", "href": "http://x?marker=a"}]}"#,
            #"{"volume_types": [{"id": "b", "name": "b"}]}"#, "GET /volume/v3/p1/types?marker=a"
        ),
        (
            "GET /v3/auth/projects",
            #"{"projects": [{"id": "a", "name": "a"}], "links": {"next": "http://x?page=2"}}"#,
            #"{"projects": [{"id": "b", "name": "b"}], "links": {"next": null}}"#, "GET /v3/auth/projects?page=2"
        ),
    ])
    func everyServicesLinksAreFollowed(line: String, first: String, second: String, next: String) async throws {
        let script = ScriptedCloud()
        script.on(line, .json(first), .json(second))
        let cloud = OpenStackCloud.scripted(script)
        let count =
            switch line {
            case "GET /image/v2/images": try await cloud.image.images().count
            case "GET /volume/v3/p1/types": try await cloud.blockStorage.types().count
            case "GET /v3/auth/projects": try await cloud.identity.ownProjects().count
            default: try await cloud.compute.servers().count
            }
        #expect(count == 2)
        #expect(script.lines.last == next)
    }

    @Test(arguments: [
        #"{"images": [{"id": "a", "status": "active"}], "next": "/v2/images?marker=same"}"#,
        #"{"images": [], "next": "/v2/images?marker=same"}"#,
    ])
    func pagesWithoutAnEndAreRefused(page: String) async throws {
        let script = ScriptedCloud()
        script.on("GET /image/v2/images", .json(page))
        let error = try await #require(throws: OpenStackError.self) {
            _ = try await OpenStackCloud.scripted(script).image.images()
        }
        #expect(error.message == "the list's pages have no end")
        #expect(script.lines.count <= 2)
    }

    @Test func moreThanTheBoundIsRefused() async throws {
        let script = ScriptedCloud()
        let page = #"{"images": [{"id": "a", "status": "active"}, {"id": "b", "status": "active"}]}"#
        script.on("GET /image/v2/images", .json(page))
        let cloud = OpenStackCloud.scripted(script) { $0.maximumListed = 1 }
        let error = try await #require(throws: OpenStackError.self) { _ = try await cloud.image.images() }
        #expect(error.code == .invalidAnswer)
    }

    @Test(arguments: [
        "", "null", "[]", "{}", #"{"images": {}}"#, #"{"images": [7]}"#, #"{"images": [{"id": "a"}]}"#,
        #"{"images": [{"id": [], "status": "active"}]}"#, "<html><body>Welcome to nginx</body></html>",
        String(repeating: "[", count: 100_000),
    ])
    func answersThatAreNoListAreRefused(text: String) async throws {
        let script = ScriptedCloud()
        script.on("GET /image/v2/images", .json(text, headers: ["X-Openstack-Request-Id": "req-9"]))
        let error = try await #require(throws: OpenStackError.self) {
            _ = try await OpenStackCloud.scripted(script).image.images()
        }
        #expect(error.code == .invalidAnswer)
        #expect(error.requestID == "req-9")
        #expect(error.path == "/images")
        #expect("\(error)".count < 500)
    }
}
