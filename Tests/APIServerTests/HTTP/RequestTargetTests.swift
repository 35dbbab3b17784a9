import Machinery
import Testing

@testable import APIServer

@Suite struct RequestTargetTests {
    @Test(arguments: [
        ("/", []),
        ("/api/v1", ["api", "v1"]),
        ("/api/v1/", ["api", "v1"]),
        ("/api/v1//", ["api", "v1"]),
        ("//api//v1", ["", "api", "", "v1"]),
        ("/api/../x", ["api", "..", "x"]),
        ("/api/a%2Fb/c%25", ["api", "a", "b", "c%"]),
        ("/api/\u{301}x", ["api", "\u{301}x"]),
        ("/apis/g/v1/things/a%2Db", ["apis", "g", "v1", "things", "a-b"]),
        ("/apis/g/v1/things/a+b", ["apis", "g", "v1", "things", "a+b"]),
        ("/api/v1/namespaces/%C3%BC", ["api", "v1", "namespaces", "ü"]),
        ("/api?path=/x/y", ["api"]),
    ])
    func takesAPathApart(target: String, path: [String]) throws {
        #expect(try RequestTarget(parsing: target).path == path)
    }

    @Test(arguments: [
        "", "api/v1", "*", "/api/%", "/api/%4", "/api/%zz", "/api/%00", "/api/a%0Ab", "/api/%ff", "/api/%7F",
        "/api?x=%",
        "/api?%zz=1",
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

    @Test(arguments: [("", nil), ("limit=", nil), ("limit=0", 0), ("limit=-5", -5)] as [(String, Int?)])
    func readsNumbers(query: String, expected: Int?) throws {
        #expect(try QueryParameters(parsing: query[...]).integer("limit") == expected)
    }

    @Test(arguments: [
        ("limit=x", "invalid syntax"), ("limit=1.5", "invalid syntax"), ("limit=--1", "invalid syntax"),
        ("limit=99999999999999999999", "value out of range"),
    ])
    func refusesWhatIsNoNumber(query: String, why: String) throws {
        let parameters = try QueryParameters(parsing: query[...])
        let error = #expect(throws: APIStatus.self) { try parameters.integer("limit") }
        #expect(error?.message.hasSuffix(why) == true)
    }

    @Test(
        arguments: [
            ("", nil, false), ("pretty=true", nil, true), ("pretty=false", "curl/8", false), ("", "curl/8.1", true),
            ("", "Mozilla/5.0 (X11)", true), ("pretty=yes", nil, false), ("pretty", "kubectl/v1.34", false),
        ] as [(String, String?, Bool)])
    func seesWhoReadsWithTheirEyes(query: String, userAgent: String?, expected: Bool) throws {
        #expect(try QueryParameters(parsing: query[...]).isPretty(userAgent: userAgent) == expected)
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

    @Test(
        arguments: [
            ("/api/v1/watch/pods", "", "pods", nil), ("/api/v1/watch/namespaces/a/pods/b", "a", "pods", "b"),
            ("/apis/g/v1/watch/namespaces", "", "namespaces", nil), ("/apis/g/v1/watch", "", "watch", nil),
        ] as [(String, String, String, String?)])
    func readsTheWatchPathsOfOldClients(path: String, namespace: String, plural: String, name: String?) throws {
        let resource = try #require(ResourcePath(try RequestTarget(parsing: path).path))
        #expect(resource.isWatch == (plural != "watch"))
        #expect((resource.namespace, resource.plural, resource.name) == (namespace, plural, name))
    }

    @Test(arguments: [
        "/", "/api", "/api/v1", "/apis", "/apis/g", "/apis/g/v1", "/version", "/openapi/v3",
        "/api/v1/namespaces/a/pods/b/proxy/x", "/apis/g/v1/things/a/b/c", "/api/v1//pods", "//api/v1/pods",
        "/api/v1/watch/namespaces/a/pods/b/log", "/apis/g/v1/namespaces//things",
    ])
    func leavesOtherPathsAlone(path: String) throws {
        #expect(ResourcePath(try RequestTarget(parsing: path).path) == nil)
    }
}
