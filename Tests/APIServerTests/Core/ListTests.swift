import APIServer
import JSON
import KubernetesClient
import Machinery
import ObjectStore
import Simulation
import Testing

@Suite("Lists")
struct ListTests {
    private static func fill(_ plane: Plane) async throws -> ResourceType {
        for index in 0..<25 {
            let namespace = index < 20 ? "default" : "kube-system"
            try await plane.create(
                configMap(
                    "m\(100 + index)", namespace: namespace, labels: ["third": "\(index % 3)"], data: ["i": "\(index)"])
            )
        }
        return try plane.resource("v1", "ConfigMap")
    }

    @Test func selectors() throws {
        try Plane.run { plane in
            let configMaps = try await Self.fill(plane)
            let count = { (namespace: String, labels: String, fields: String) in
                try await plane.client.list(
                    configMaps, namespace: namespace, ListOptions(labelSelector: labels, fieldSelector: fields)
                ).items.count
            }
            #expect(try await count("", "", "") == 25)
            #expect(try await count("default", "", "") == 20)
            #expect(try await count("nowhere", "", "") == 0)
            #expect(try await count("", "third=0", "") == 9)
            #expect(try await count("", "third in (1,2),third!=2", "") == 8)
            #expect(try await count("", "!third", "") == 0)
            #expect(try await count("", "", "metadata.name=m103") == 1)
            #expect(try await count("", "", "metadata.namespace=kube-system") == 5)
            #expect(try await count("", "third=0", "metadata.namespace!=default") == 2)
        }
    }

    @Test(arguments: [
        ("a b", "", "unable to parse requirement"),
        ("", "spec.x=1", "\"spec.x\" is not a known field selector: only \"metadata.name\", \"metadata.namespace\""),
        ("", "x", "invalid selector"),
    ])
    func badSelectors(_ labels: String, _ fields: String, _ message: String) throws {
        let status = try Plane.run { plane in
            try await failure {
                _ = try await plane.client.list(
                    try plane.resource("v1", "ConfigMap"), ListOptions(labelSelector: labels, fieldSelector: fields))
            }
        }
        #expect(status?.code == 400)
        #expect(status?.message.contains(message) == true, "\(status?.message ?? "")")
    }

    /// Pages show one revision whatever happens meanwhile.
    @Test(arguments: ["", "third=0"])
    func pages(_ labelSelector: String) throws {
        try Plane.run { plane in
            let configMaps = try await Self.fill(plane)
            let all = try await plane.client.list(configMaps, ListOptions(labelSelector: labelSelector)).items
            var options = ListOptions(labelSelector: labelSelector)
            options.limit = 4
            var pages: [ObjectList] = []
            repeat {
                let page = try await plane.client.list(configMaps, options)
                pages.append(page)
                options.continueToken = page.continueToken
                try await plane.create(configMap("a\(pages.count)", labels: ["third": "0"]))
                if let gone = all.last, pages.count == 1 { try await plane.delete(gone) }
            } while !options.continueToken.isEmpty
            #expect(pages.flatMap(\.items) == all)
            #expect(Set(pages.map(\.resourceVersion)).count == 1)
            #expect(pages.dropLast().allSatisfy { $0.items.count == 4 })
            #expect(pages[0].remainingItemCount == (labelSelector.isEmpty ? 21 : nil))
            #expect(pages.last?.remainingItemCount == nil)
        }
    }

    @Test func compactionEndsAPagedList() throws {
        try Plane.run { plane in
            let configMaps = try await Self.fill(plane)
            var options = ListOptions()
            options.limit = 4
            options.continueToken = try await plane.client.list(configMaps, options).continueToken
            try await plane.create(configMap("later"))
            try await plane.store.compact(through: try await plane.revision())
            let status = try await failure { _ = try await plane.client.list(configMaps, options) }
            #expect(status?.code == 410)
            #expect(status?.reason == .expired)
            // The rest can be had at the newest state.
            options.continueToken = try #require(status).continueToken
            let rest = try await plane.client.list(configMaps, options)
            #expect(rest.items.count == 4)
            #expect(rest.resourceVersion == "\(try await plane.revision())")
            options.continueToken = "nonsense"
            #expect(try await failure { _ = try await plane.client.list(configMaps, options) }?.code == 400)
        }
    }

    struct Case: Sendable, CustomTestStringConvertible {
        var resourceVersion: @Sendable (UInt64) -> String
        var match: ListOptions.VersionMatch?
        var limit: Int?
        /// The number of objects, or the code of the failure.
        var outcome: Int
        var testDescription: String
    }

    /// The state: 25 objects, then one more is made; `$0` is the revision of the 25.
    static let cases = [
        Case(resourceVersion: { _ in "" }, outcome: 26, testDescription: "newest"),
        Case(resourceVersion: { _ in "0" }, outcome: 26, testDescription: "any"),
        Case(resourceVersion: { "\($0)" }, outcome: 26, testDescription: "not older, by default"),
        Case(resourceVersion: { "\($0)" }, match: .notOlderThan, outcome: 26, testDescription: "not older"),
        Case(resourceVersion: { "\($0)" }, match: .exact, outcome: 25, testDescription: "exact"),
        Case(resourceVersion: { "\($0)" }, limit: 100, outcome: 25, testDescription: "exact, by limit"),
        Case(resourceVersion: { "\($0 + 1000)" }, outcome: 504, testDescription: "future"),
        Case(resourceVersion: { "\($0 + 1000)" }, match: .exact, outcome: 504, testDescription: "future, exact"),
        Case(resourceVersion: { _ in "" }, match: .exact, outcome: 422, testDescription: "match without version"),
        Case(resourceVersion: { _ in "0" }, match: .exact, outcome: 422, testDescription: "exactly any"),
        Case(resourceVersion: { _ in "x" }, outcome: 400, testDescription: "no number"),
        Case(resourceVersion: { _ in "" }, limit: -1, outcome: 26, testDescription: "negative limit"),
        Case(resourceVersion: { _ in "" }, limit: 0, outcome: 26, testDescription: "no limit"),
    ]

    @Test(arguments: cases)
    func resourceVersions(_ test: Case) throws {
        try Plane.run { plane in
            let configMaps = try await Self.fill(plane)
            let revision = try await plane.revision()
            try await plane.create(configMap("later"))
            var options = ListOptions()
            options.resourceVersion = test.resourceVersion(revision.rawValue)
            options.resourceVersionMatch = test.match
            options.limit = test.limit
            do {
                #expect(try await plane.client.list(configMaps, options).items.count == test.outcome)
            } catch let status as APIStatus {
                #expect(status.code == test.outcome, "\(status)")
            }
        }
    }

    @Test func requestsThatNameNothing() throws {
        try Plane.run { plane in
            var missing = try plane.resource("v1", "ConfigMap")
            missing.plural = "nothings"
            #expect(try await failure { _ = try await plane.client.list(missing) }?.code == 404)
            let nodes = try plane.resource("v1", "Node")
            #expect(try await failure { _ = try await plane.client.list(nodes, namespace: "default") }?.code == 404)
            let configMaps = try plane.resource("v1", "ConfigMap")
            let status = try await failure {
                _ = try await plane.client.get(configMaps, NamespacedName(namespace: "", name: "a"))
            }
            #expect(status?.code == 400)
            let subresource = ClientRequest(
                .get(name: "a"), of: configMaps, namespace: "default", subresource: "status")
            #expect(try await failure { _ = try await plane.client.send(subresource) }?.code == 404)
        }
    }
}
