import Machinery
import Testing

@testable import APIServer

@Suite struct RequestTargetTests {
    @Test(arguments: [
        ("/", []),
        ("/api/v1", ["api", "v1"]),
        ("/api/v1/", ["api", "v1"]),
        ("//api//v1", ["api", "v1"]),
        ("/apis/g/v1/things/a%2Db", ["apis", "g", "v1", "things", "a-b"]),
        ("/apis/g/v1/things/a+b", ["apis", "g", "v1", "things", "a+b"]),
        ("/api/v1/namespaces/%C3%BC", ["api", "v1", "namespaces", "ü"]),
        ("/api?path=/x/y", ["api"]),
    ])
    func takesAPathApart(target: String, path: [String]) throws {
        #expect(try RequestTarget(parsing: target).path == path)
    }

    @Test(arguments: [
        "", "api/v1", "*", "/api/../x", "/api/.", "/api/%2e%2e/x", "/api/a%2Fb", "/api/a%2fb", "/api/%", "/api/%4",
        "/api/%zz",
        "/api/%00", "/api/a%0Ab", "/api/%ff", "/api/a%25b", "/api/%7F", "/api?x=%", "/api?%zz=1",
    ])
    func refusesAPathThatNoNameCanNeed(target: String) {
        #expect(throws: APIStatus.self) { try RequestTarget(parsing: target) }
    }

    @Test func readsParametersInOrderAndByName() throws {
        let query = try RequestTarget(parsing: "/x?a=1&b=two+words&a=%263&empty=&flag&=v").query
        #expect(query["a"] == "1")
        #expect(query.all("a") == ["1", "&3"])
        #expect(query["b"] == "two words")
        #expect(query["empty"] == "")
        #expect(query["flag"] == "")
        #expect(query["absent"] == nil)
    }

    @Test(arguments: [
        ("", false), ("watch", true), ("watch=", true), ("watch=1", true), ("watch=true", true), ("watch=yes", true),
        ("watch=0", false), ("watch=false", false), ("watch=FALSE", false),
    ])
    func readsFlagsAsKubernetesDoes(query: String, expected: Bool) throws {
        #expect(try QueryParameters(parsing: query[...]).flag("watch") == expected)
    }

    @Test(arguments: [("", nil), ("limit=", nil), ("limit=0", 0), ("limit=500", 500)] as [(String, Int?)])
    func readsCounts(query: String, expected: Int?) throws {
        #expect(try QueryParameters(parsing: query[...]).count("limit") == expected)
    }

    @Test(arguments: ["limit=-1", "limit=x", "limit=1.5", "limit=99999999999999999999"])
    func refusesWhatIsNoCount(query: String) throws {
        let parameters = try QueryParameters(parsing: query[...])
        #expect(throws: APIStatus.self) { try parameters.count("limit") }
    }
}

@Suite struct ResourcePathTests {
    /// group version namespace plural name subresource, `-` for none.
    @Test(arguments: [
        ("/api/v1/pods", "- v1 - pods - -"),
        ("/api/v1/namespaces", "- v1 - namespaces - -"),
        ("/api/v1/namespaces/a", "- v1 - namespaces a -"),
        ("/api/v1/namespaces/a/status", "- v1 - namespaces a status"),
        ("/api/v1/namespaces/a/finalize", "- v1 - namespaces a finalize"),
        ("/api/v1/namespaces/a/pods", "- v1 a pods - -"),
        ("/api/v1/namespaces/a/pods/b", "- v1 a pods b -"),
        ("/api/v1/namespaces/a/pods/b/log", "- v1 a pods b log"),
        ("/api/v1/nodes/n/status", "- v1 - nodes n status"),
        ("/apis/g.io/v1beta1/clusters", "g.io v1beta1 - clusters - -"),
        ("/apis/g.io/v1beta1/namespaces/a/clusters/c/scale", "g.io v1beta1 a clusters c scale"),
        ("/apis/g.io/v1/namespaces/namespaces/namespaces/namespaces", "g.io v1 namespaces namespaces namespaces -"),
    ])
    func namesAResource(path: String, expected: String) throws {
        let path = try #require(ResourcePath(try RequestTarget(parsing: path).path))
        let parts = [
            path.groupVersion.group, path.groupVersion.version, path.namespace, path.plural, path.name ?? "",
            path.subresource ?? "",
        ]
        #expect(parts.map { $0.isEmpty ? "-" : $0 }.joined(separator: " ") == expected)
    }

    @Test(arguments: [
        "/", "/api", "/api/v1", "/apis", "/apis/g", "/apis/g/v1", "/version", "/openapi/v3",
        "/api/v1/namespaces/a/pods/b/proxy/x", "/apis/g/v1/things/a/b/c",
    ])
    func leavesOtherPathsAlone(path: String) throws {
        #expect(ResourcePath(try RequestTarget(parsing: path).path) == nil)
    }
}
