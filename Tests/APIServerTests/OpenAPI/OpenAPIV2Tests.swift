import HTTPTypes
import JSON
import Machinery
import Testing

@testable import APIServer

@Suite("OpenAPI v2") struct OpenAPIV2Tests {
    @Test func putsEverythingIntoOneDocument() async throws {
        let fixture = try await HandlerFixture.started()
        let response = try await fixture.get("/openapi/v2", accept: "application/json")
        #expect(response.headers[.contentType] == "application/json")
        let document = try response.json
        #expect(document["swagger"] == "2.0")
        let definitions = try #require(document["definitions"])
        #expect(
            definitions["io.k8s.api.core.v1.ConfigMap"]?["x-kubernetes-group-version-kind"] == [
                ["group": "", "version": "v1", "kind": "ConfigMap"]
            ])
        let widget = try #require(definitions["io.example.v1.Widget"])
        #expect(
            widget["properties"]?["metadata"]?["$ref"]
                == "#/definitions/io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta")
        #expect(widget["properties"]?["spec"]?["properties"]?["size"]?["type"] == "integer")
        // Of a version without a schema nothing may be called unknown.
        #expect(definitions["io.example.v1beta1.Widget"]?["properties"] == nil)
        let patch = document["paths"]?["/apis/example.io/v1/namespaces/{namespace}/widgets/{name}/status"]?["patch"]
        #expect(patch?["operationId"] == "patchExampleIoV1NamespacedWidgetStatus")
        #expect(patch?["consumes"] == ["application/json-patch+json", "application/merge-patch+json"])
        let parameters = try #require(patch?["parameters"]?.arrayValue)
        #expect(parameters.contains { $0["name"] == "dryRun" && $0["type"] == "string" && $0["in"] == "query" })
        #expect(parameters.last?["schema"]?["$ref"]?.stringValue?.hasSuffix("meta.v1.Patch") == true)
        #expect(patch?["responses"]?["200"]?["schema"]?["$ref"] == "#/definitions/io.example.v1.Widget")
    }

    @Test func refersOnlyToDefinitionsThatAreThere() async throws {
        let document = try await HandlerFixture.started().get("/openapi/v2").json
        let names = Set(document["definitions"]?.objectValue?.keys ?? [])
        for reference in Self.strings(under: "$ref", in: document) {
            #expect(names.contains(String(reference.dropFirst("#/definitions/".count))), "\(reference)")
        }
        let ids = Self.strings(under: "operationId", in: document)
        #expect(ids.count > 100)
        #expect(Set(ids).count == ids.count)
    }

    @Test func hasATagThatSavesClientsTheDocument() async throws {
        let fixture = try await HandlerFixture.started()
        let first = try await fixture.send(.get, "/openapi/v2", headers: [.acceptEncoding: "gzip"])
        #expect(first.headers[.contentEncoding] == "gzip")
        #expect(first.headers[.vary] == "Accept, Accept-Encoding")
        #expect(try await fixture.get("/openapi/v2").body == Gunzip.expand(first.body))
        let tag = try #require(first.headers[.eTag])
        #expect(try await fixture.send(.get, "/openapi/v2", headers: [.ifNoneMatch: tag]).status == 304)
        #expect(try await fixture.get("/openapi/v2", accept: "text/html").status == 406)
    }

    /// The schema, and what is left of it.
    static let schemas: [(JSONValue, JSONValue)] = [
        (["type": "string", "nullable": true, "description": "d"], ["description": "d"]),
        (["x-kubernetes-int-or-string": true, "anyOf": [["type": "integer"]]], ["x-kubernetes-int-or-string": true]),
        (
            ["type": "object", "x-kubernetes-preserve-unknown-fields": true, "properties": ["a": ["type": "string"]]],
            ["x-kubernetes-preserve-unknown-fields": true]
        ),
        (
            ["type": "array", "items": ["type": "array", "items": ["type": "integer", "minimum": 1, "not": [:]]]],
            ["type": "array", "items": ["type": "array", "items": ["type": "integer", "minimum": 1]]]
        ),
        (["type": "array", "nullable": true, "items": ["type": "string"]], [:]),
        (
            [
                "type": "object", "required": ["a", "b"],
                "properties": ["a": ["type": "string", "nullable": true], "b": ["type": "string"]],
            ],
            ["type": "object", "required": ["b"], "properties": ["a": [:], "b": ["type": "string"]]]
        ),
        (
            ["type": "object", "required": ["a"], "properties": ["a": ["type": "integer", "nullable": true]]],
            ["type": "object", "properties": ["a": [:]]]
        ),
        (
            ["type": "object", "additionalProperties": ["type": "string", "nullable": true, "oneOf": []]],
            ["type": "object", "additionalProperties": [:]]
        ),
        (
            ["description": "d", "allOf": [["$ref": "#/components/schemas/x.Y"]], "x-kubernetes-list-type": "set"],
            ["description": "d", "x-kubernetes-list-type": "set", "$ref": "#/definitions/x.Y"]
        ),
        (["allOf": [["minimum": 1], ["maximum": 2]], "type": "integer"], ["type": "integer"]),
    ]

    @Test(arguments: schemas)
    func saysWhatVersionTwoCanSay(schema: JSONValue, expected: JSONValue) {
        #expect(OpenAPIV2Schema.converted(schema) == expected)
    }

    @Test func saysNothingOfAKindThatIsOpen() {
        let schema: JSONValue = [
            "type": "object", "properties": ["spec": [:]], "x-kubernetes-preserve-unknown-fields": true,
            "x-kubernetes-group-version-kind": [],
        ]
        #expect(
            OpenAPIV2Schema.definition(schema) == ["type": "object", "x-kubernetes-group-version-kind": []])
    }

    private static func strings(under key: String, in value: JSONValue) -> [String] {
        switch value {
        case .object(let object):
            object.flatMap { name, value in
                name == key ? [value.stringValue ?? ""] : strings(under: key, in: value)
            }
        case .array(let array): array.flatMap { strings(under: key, in: $0) }
        default: []
        }
    }
}
