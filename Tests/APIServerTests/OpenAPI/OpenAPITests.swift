import HTTPTypes
import JSON
import KubernetesAPI
import Machinery
import Testing

@testable import APIServer

@Suite struct OpenAPITests {
    @Test("documents tell the lists that strategic merge patches merge as the server merges them")
    func patchMarks() async throws {
        let fixture = try await HandlerFixture.started()
        var volumes: JSONValue?
        for definition in fixture.core.catalog.snapshot().definitions where definition.isBuiltIn {
            // What has no objects that are kept cannot be patched.
            guard definition.verbs.contains(.patch) else { continue }
            let version = definition.names.groupVersion
            let path = version.group.isEmpty ? "api/v1" : "apis/\(version.apiVersion)"
            let document = try await fixture.get("/openapi/v3/\(path)").json
            let package = definition.names.group.split(separator: ".").first ?? "core"
            let schema = try #require(
                document["components"]?["schemas"]?["io.k8s.api.\(package).\(version.version).\(definition.names.kind)"]
            )
            // The metadata is a schema of its own.
            var lists: [String: StrategicMergeRules.List] = [
                "metadata.finalizers": .set, "metadata.ownerReferences": .map(key: "uid"),
            ]
            Self.collect(schema, at: "", into: &lists)
            #expect(StrategicMergeRules(lists) == definition.strategicMergeRules, "\(definition.names.kind)")
            if definition.names.kind == "Pod" { volumes = schema["properties"]?["spec"]?["properties"]?["volumes"] }
        }
        #expect(volumes?["x-kubernetes-patch-strategy"] == "merge,retainKeys")
    }

    private static func collect(
        _ schema: JSONValue, at path: String, into lists: inout [String: StrategicMergeRules.List]
    ) {
        if schema["type"] == "array", schema["x-kubernetes-patch-strategy"]?.stringValue?.contains("merge") == true {
            let key = schema["x-kubernetes-patch-merge-key"]?.stringValue
            lists[path] = key.map { .map(key: $0) } ?? .set
        }
        if let items = schema["items"] { collect(items, at: path, into: &lists) }
        for (name, property) in schema["properties"]?.objectValue ?? [:] {
            collect(property, at: path.isEmpty ? name : "\(path).\(name)", into: &lists)
        }
    }

    @Test func listsItsDocumentsByHash() async throws {
        let fixture = try await HandlerFixture()
        let paths = try #require(try await fixture.get("/openapi/v3").json["paths"]?.objectValue)
        #expect(
            paths.keys == ["api/v1", "apis/apiextensions.k8s.io/v1", "apis/example.io/v1", "apis/example.io/v1beta1"])
        let url = try #require(paths["apis/example.io/v1"]?["serverRelativeURL"]?.stringValue)
        let response = try await fixture.get(url)
        #expect(response.status == 200)
        #expect(response.headers[.cacheControl]?.contains("immutable") == true)
        let stale = try await fixture.get("/openapi/v3/apis/example.io/v1?hash=0")
        #expect(stale.status == 301)
        #expect(stale.headers[.location] == url)
    }

    @Test func describesAKindAsItsAuthorDid() async throws {
        let document = try await HandlerFixture().get("/openapi/v3/apis/example.io/v1").json
        let widget = try #require(document["components"]?["schemas"]?["io.example.v1.Widget"])
        #expect(widget["description"] == "A widget.")
        #expect(widget["properties"]?["spec"]?["properties"]?["size"]?["description"] == "How big.")
        #expect(
            widget["x-kubernetes-group-version-kind"] == [["group": "example.io", "version": "v1", "kind": "Widget"]])
        #expect(
            widget["properties"]?["metadata"]?["allOf"]?[0]?["$ref"]
                == "#/components/schemas/io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta")
    }

    @Test func namesTheOptionsThatKubectlLooksFor() async throws {
        let document = try await HandlerFixture().get("/openapi/v3/apis/example.io/v1").json
        let paths = document["paths"]
        let item = try #require(paths?["/apis/example.io/v1/namespaces/{namespace}/widgets/{name}"])
        #expect(item["patch"]?["x-kubernetes-action"] == "patch")
        #expect(
            item["patch"]?["x-kubernetes-group-version-kind"] == [
                "group": "example.io", "version": "v1", "kind": "Widget",
            ])
        let names = try #require(item["patch"]?["parameters"]?.arrayValue).map { $0["name"] }
        #expect(names.contains("fieldValidation"))
        #expect(paths?["/apis/example.io/v1/widgets"]?["get"]?["x-kubernetes-action"] == "list")
        #expect(paths?["/apis/example.io/v1/namespaces/{namespace}/widgets/{name}/scale"] != nil)
        #expect(paths?["/apis/example.io/v1/namespaces/{namespace}/widgets"]?["post"] != nil)
    }

    @Test func offersOnlyTheVerbsThereAre() async throws {
        let paths = try await HandlerFixture().get("/openapi/v3/api/v1").json["paths"]
        #expect(paths?["/api/v1/gadgets"]?["get"] != nil)
        #expect(paths?["/api/v1/gadgets"]?["post"] == nil)
        #expect(paths?["/api/v1/gadgets/{name}"]?["patch"] == nil)
    }

    @Test func refersOnlyToSchemasThatAreThere() async throws {
        let document = try await HandlerFixture().get("/openapi/v3/apis/example.io/v1").json
        let names = Set(document["components"]?["schemas"]?.objectValue?.keys ?? [])
        let prefix = "#/components/schemas/"
        let references = Self.references(in: document)
        #expect(!references.isEmpty)
        for reference in references {
            #expect(reference.hasPrefix(prefix) && names.contains(String(reference.dropFirst(prefix.count))))
        }
    }

    @Test func saysHowStrategicMergePatchesTreatLists() async throws {
        let fixture = try await HandlerFixture(BuiltInSet.workloadCluster())
        let schemas = try await fixture.get("/openapi/v3/api/v1").json["components"]?["schemas"]
        let conditions = schemas?["io.k8s.api.core.v1.Node"]?["properties"]?["status"]?["properties"]?["conditions"]
        #expect(conditions?["x-kubernetes-patch-merge-key"] == "type")
        let owners = schemas?["io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta"]?["properties"]?["ownerReferences"]
        #expect(owners?["x-kubernetes-patch-merge-key"] == "uid")
    }

    @Test func tellsOfSubresourcesThatCannotBeRead() async throws {
        let fixture = try await HandlerFixture(BuiltInSet.workloadCluster())
        let document = try await fixture.get("/openapi/v3/api/v1").json
        let eviction = try #require(document["paths"]?["/api/v1/namespaces/{namespace}/pods/{name}/eviction"])
        #expect(eviction.objectValue?.keys.sorted() == ["parameters", "post"])
        #expect(eviction["post"]?["operationId"] == "createCoreV1NamespacedPodEviction")
        #expect(
            eviction["post"]?["x-kubernetes-group-version-kind"] == [
                "group": "policy", "version": "v1", "kind": "Eviction",
            ])
        let body = eviction["post"]?["requestBody"]?["content"]?["*/*"]?["schema"]?["$ref"]
        #expect(body == "#/components/schemas/io.k8s.api.policy.v1.Eviction")
        let finalize = try #require(document["paths"]?["/api/v1/namespaces/{name}/finalize"])
        #expect(finalize.objectValue?.keys.sorted() == ["parameters", "put"])
        let names = Set(document["components"]?["schemas"]?.objectValue?.keys ?? [])
        for reference in Self.references(in: document) {
            #expect(names.contains(String(reference.split(separator: "/").last ?? "")), "\(reference)")
        }
    }

    private static func references(in value: JSONValue) -> [String] {
        switch value {
        case .object(let object):
            object.flatMap { key, value in
                key == "$ref" ? [value.stringValue ?? ""] : references(in: value)
            }
        case .array(let array): array.flatMap(references)
        default: []
        }
    }
}
