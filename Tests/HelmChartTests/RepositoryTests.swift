import Foundation
import JSON
import Synchronization
import Testing

@testable import HelmChart

/// A network of a few answers.
final class FakeNetwork: ChartTransport {
    private let answers: [String: ChartResponse]
    private let state = Mutex<[ChartRequest]>([])

    init(_ answers: [String: ChartResponse]) { self.answers = answers }

    var requests: [ChartRequest] { state.withLock { $0 } }

    func get(_ request: ChartRequest) async throws -> ChartResponse {
        state.withLock { $0.append(request) }
        return answers[request.url] ?? ChartResponse(status: 404, body: Array("nothing here".utf8))
    }
}

extension ChartResponse {
    static func ok(_ text: String, headers: [String: String] = [:]) -> ChartResponse {
        ChartResponse(status: 200, headers: headers, body: Array(text.utf8))
    }

    static func ok(_ body: [UInt8]) -> ChartResponse { ChartResponse(status: 200, body: body) }
}

@Suite("Repositories") struct RepositoryTests {
    private static func archive(_ name: String, _ version: String) throws -> [UInt8] {
        try Chart(
            metadata: ChartMetadata(name: name, version: version),
            templates: [
                ChartFile(name: "templates/a.yaml", text: "a: \(version)\n")
            ]
        ).package()
    }

    /// An index that Helm makes of our archives.
    @Test func readsHelmsIndex() throws {
        let versions = ["1.0.0", "1.10.0", "1.9.0", "2.0.0-rc.1", "0.1.0"]
        let text = try Helm.withDirectory([:]) { directory in
            for version in versions {
                try Data(try Self.archive("box", version)).write(to: directory.appending(path: "box-\(version).tgz"))
            }
            let indexed = try Helm.run(["repo", "index", ".", "--url", "https://charts.example/x"], in: directory)
            try #require(indexed.status == 0, "\(indexed.errors)")
            return try String(contentsOf: directory.appending(path: "index.yaml"), encoding: .utf8)
        }
        let index = try RepositoryIndex(parsing: Array(text.utf8), source: "here")
        #expect(index.warnings.isEmpty)
        #expect(index.entries["box"]?.map(\.metadata.version) == ["2.0.0-rc.1", "1.10.0", "1.9.0", "1.0.0", "0.1.0"])
        let entry = try index.entry("box")
        #expect(entry.metadata.version == "1.10.0")
        #expect(entry.urls == ["https://charts.example/x/box-1.10.0.tgz"])
        #expect(entry.digest == SHA256Text.digest(of: try Self.archive("box", "1.10.0")))
        for (range, version) in [
            ("~1.9", "1.9.0"), ("<1", "0.1.0"), (">=2-0", "2.0.0-rc.1"), ("2.0.0-rc.1", "2.0.0-rc.1"), ("^1", "1.10.0"),
        ] {
            #expect(try index.entry("box", version: range).metadata.version == version)
        }
        for (name, range) in [("no", ""), ("box", ">3"), ("box", "bad")] {
            let error = #expect(throws: ChartError.self) { try index.entry(name, version: range) }
            #expect(error?.code == .repository)
        }
    }

    @Test func passesOverWhatIsInvalid() throws {
        let text = """
            apiVersion: v1
            entries:
              a:
              - {name: a, version: 1.0.0, urls: [u]}
              - {name: a, version: one, urls: [u]}
              - null
              - {name: a, version: 3.0.0, urls: [u], apiVersion: v2, type: other}
              - {name: a, version: 4.0.0, urls: [u], dependencies: [{name: b}, {name: b}]}
            """
        let index = try RepositoryIndex(parsing: Array(text.utf8), source: "here")
        #expect(index.entries["a"]?.map(\.metadata.version) == ["4.0.0", "1.0.0"])
        #expect(index.warnings.count == 3)
        for (text, message) in [("", "empty index.yaml file"), ("entries: {}", "no API version specified")] {
            let error = #expect(throws: ChartError.self) {
                try RepositoryIndex(parsing: Array(text.utf8), source: "here")
            }
            #expect(error?.description == message)
        }
        #expect(throws: ChartError.self) { try RepositoryIndex(parsing: Array("[".utf8), source: "here") }
    }

    @Test(arguments: [
        ("https://a.b", "x.tgz", "https://a.b/x.tgz"), ("https://a.b/", "x.tgz", "https://a.b/x.tgz"),
        ("https://a.b/c", "x.tgz", "https://a.b/c/x.tgz"),
        ("https://a.b/c/", "./d/../x.tgz", "https://a.b/c/x.tgz"), ("https://a.b/c", "../x.tgz", "https://a.b/x.tgz"),
        ("https://a.b/c", "/x.tgz", "https://a.b/x.tgz"), ("https://a.b/c?t=1", "x.tgz", "https://a.b/c/x.tgz?t=1"),
        ("https://a.b/c", "http://d/e.tgz", "http://d/e.tgz"), ("https://a.b:8/c", "//d/e", "https://d/e"),
        ("http://a/b", "../../../x", "http://a/x"),
        ("https://a.b/c", "oci://d/e", "oci://d/e"),
    ])
    func resolvesURLs(base: String, reference: String, url: String) throws {
        #expect(try #require(RepositoryURL(base)).resolving(reference) == url)
    }

    @Test(arguments: ["", "a", "ftp://a", "https://", "https:///x", "https://a b", "https://a/b c", "file:///x"])
    func refusesURLs(text: String) { #expect(RepositoryURL(text) == nil) }

    private static let chart = """
        apiVersion: v2
        name: box
        version: 1.0.0
        dependencies:
        - {name: one, version: ^1, repository: "https://charts.example/x/"}
        - {name: one, version: 1.0.x, repository: "https://charts.example/x/", alias: old}
        - {name: two, version: 2.x, repository: "oci://registry.example/charts"}
        - {name: three, version: 3.0.0+b, repository: "oci://registry.example/charts"}
        """

    private static func manifest(
        _ archive: [UInt8], type: String = "application/vnd.cncf.helm.chart.content.v1.tar+gzip"
    ) -> String {
        """
        {"schemaVersion":2,"config":{"mediaType":"application/vnd.cncf.helm.config.v1+json","digest":"sha256:0","size":2},
        "layers":[{"mediaType":"application/x","digest":"sha256:1"},
        {"mediaType":"\(type)","digest":"sha256:\(SHA256Text.digest(of: archive))","size":\(archive.count)}]}
        """
    }

    private static func answers() throws -> [String: ChartResponse] {
        let (old, new) = (try archive("one", "1.0.5"), try archive("one", "1.4.0"))
        let (two, three) = (try archive("two", "2.3.0"), try archive("three", "3.0.0+b"))
        let index = """
            apiVersion: v1
            entries:
              one:
              - {name: one, version: 2.0.0, urls: [one-2.0.0.tgz]}
              - {name: one, version: 1.4.0, urls: ["https://elsewhere.example/one.tgz"], digest: \(SHA256Text.digest(of: new))}
              - {name: one, version: 1.0.5, urls: [files/one-1.0.5.tgz], digest: "sha256:\(SHA256Text.digest(of: old))"}
              - {name: one, version: 1.9.0, urls: []}
            """
        let registry = "https://registry.example/v2/charts"
        return [
            "https://charts.example/x/index.yaml": .ok(index), "https://elsewhere.example/one.tgz": .ok(new),
            "https://charts.example/x/files/one-1.0.5.tgz": .ok(old),
            "\(registry)/two/tags/list": .ok(
                #"{"name":"charts/two","tags":["latest","1.9.0","2.3.0-rc1","v2.9.0"]}"#,
                headers: ["link": "</v2/charts/two/tags/list?last=2.9.0>; rel=\"next\""]),
            "\(registry)/two/tags/list?last=2.9.0": .ok(#"{"tags":["2.3.0","2.1.0","3.0.0"]}"#),
            "\(registry)/two/manifests/2.3.0": .ok(manifest(two)),
            "\(registry)/two/blobs/sha256:\(SHA256Text.digest(of: two))": .ok(two),
            "\(registry)/three/manifests/3.0.0_b": .ok(manifest(three, type: "application/tar+gzip")),
            "\(registry)/three/blobs/sha256:\(SHA256Text.digest(of: three))": .ok(three),
        ]
    }

    private static func update(_ answers: [String: ChartResponse]) async throws -> Chart {
        let chart = try MemoryFiles(["Chart.yaml": chart]).chart()
        return try await DependencyResolver(transport: FakeNetwork(answers), time: FixedTime()).updating(chart)
    }

    @Test func fetchesDependencies() async throws {
        let network = FakeNetwork(try Self.answers())
        let resolver = DependencyResolver(transport: network, time: FixedTime())
        let chart = try MemoryFiles(["Chart.yaml": Self.chart]).chart()
        let updated = try await resolver.updating(chart)
        let expected = ["one 1.4.0", "one 1.0.5", "two 2.3.0", "three 3.0.0+b"]
        #expect(updated.dependencies.map { "\($0.name) \($0.metadata.version)" } == expected)
        #expect(updated.lock?.dependencies.map { "\($0.name) \($0.version)" } == expected)
        #expect(updated.dependencies.first?.templates.first?.text == "a: 1.4.0\n")
        try updated.checkLock()
        #expect(network.requests.filter { $0.url.contains("manifests") }.allSatisfy { $0.accept.count == 2 })
        #expect(network.requests.allSatisfy { $0.maximumSize <= 64 << 20 })

        // A locked chart needs no search.
        let locked = FakeNetwork(try Self.answers())
        let built = try await DependencyResolver(transport: locked, time: FixedTime()).building(updated)
        #expect(built == updated)
        #expect(!locked.requests.contains { $0.url.contains("tags/list") })

        var processed = updated
        _ = try processed.processDependencies([:])
        #expect(processed.dependencies.map(\.name) == ["one", "old", "two", "three"])
    }

    @Test(arguments: [
        (
            "https://charts.example/x/index.yaml", nil,
            "looks like \"https://charts.example/x/\" is not a valid chart repository or cannot be reached"
        ),
        (
            "https://charts.example/x/index.yaml", "apiVersion: v1\nentries: {}",
            "one chart not found in repo https://charts.example/x/"
        ),
        ("https://elsewhere.example/one.tgz", nil, "failed to fetch https://elsewhere.example/one.tgz : 404"),
        ("https://elsewhere.example/one.tgz", "other", "has not the digest"),
        (
            "https://registry.example/v2/charts/two/tags/list", nil,
            "failed to fetch https://registry.example/v2/charts/two/tags/list : 404"
        ),
        (
            "https://registry.example/v2/charts/two/tags/list", "{}",
            "can't get a valid version for 1 subchart(s): \"two\""
        ),
        ("https://registry.example/v2/charts/two/tags/list", "no", "is no JSON"),
        ("https://registry.example/v2/charts/two/manifests/2.3.0", "{}", "could not load config with mediatype"),
        (
            "https://registry.example/v2/charts/two/manifests/2.3.0",
            #"{"config":{"mediaType":"application/vnd.cncf.helm.config.v1+json"},"layers":[]}"#,
            "manifest does not contain a layer with mediatype"
        ),
        (
            "https://registry.example/v2/charts/two/manifests/2.3.0",
            #"{"config":{"mediaType":"application/vnd.cncf.helm.config.v1+json"},"layers":[{"mediaType":"application/tar+gzip","digest":"sha256:../x"}]}"#,
            "is no SHA-256"
        ),
    ])
    func refusesAnswers(url: String, body: String?, message: String) async throws {
        var answers = try Self.answers()
        answers[url] = body.map { .ok($0) }
        let network = answers
        let error = await #expect(throws: ChartError.self) { try await Self.update(network) }
        #expect(error?.description.contains(message) == true, "\(error?.description ?? "")")
    }

    @Test func refusesABlobOfAnotherDigest() async throws {
        let answers = try Self.answers().mapValues {
            $0.body.starts(with: [0x1f, 0x8b]) ? ChartResponse.ok("other") : $0
        }
        let registry = try ChartRegistry(
            reference: "oci://registry.example/charts/two", transport: FakeNetwork(answers))
        let error = await #expect(throws: ChartError.self) { try await registry.archive(version: "2.3.0") }
        #expect(error?.description.contains("has another digest") == true)
        await #expect(throws: ChartError.self) { try await registry.archive(version: "../x") }
    }

    @Test func boundsWhatARegistrySays() async throws {
        let url = "https://registry.example/v2/a/tags/list"
        let endless = FakeNetwork([url: .ok("{}", headers: ["link": "<\(url)>; rel=\"next\""])])
        let error = await #expect(throws: ChartError.self) {
            try await ChartRegistry(reference: "oci://registry.example/a", transport: endless).versions()
        }
        #expect(error?.code == .limit)
        // A page elsewhere is not followed.
        let foreign = FakeNetwork([
            url: .ok("{\"tags\":[\"1.0.0\"]}", headers: ["link": "<https://other/v2>; rel=\"next\""])
        ])
        #expect(
            try await ChartRegistry(reference: "oci://registry.example/a", transport: foreign).versions() == ["1.0.0"])
        let small = FakeNetwork(["https://a/index.yaml": .ok("x")])
        let limited = ChartRequest(url: "https://a/index.yaml", maximumSize: 0)
        await #expect(throws: ChartError.self) { try await small.response(to: limited) }
    }

    @Test(arguments: [
        "oci://host", "oci://host/", "host/a", "oci://host/A", "oci://host/a:1", "oci://host/a@sha256:0",
        "oci://ho st/a", "oci://host//a", "oci://host/-a",
    ])
    func refusesReferences(text: String) {
        #expect(throws: ChartError.self) { try ChartRegistry(reference: text, transport: FakeNetwork([:])) }
    }
}
