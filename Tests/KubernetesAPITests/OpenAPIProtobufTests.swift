import JSON
import Protobuf
import Testing

@testable import KubernetesAPI

@Suite("OpenAPI v2 in protobuf") struct OpenAPIProtobufTests {
    private let messages = OpenAPIMessages.shared

    /// Every form that a document can take, and every kind of value.
    static let document: JSONValue = [
        "swagger": "2.0",
        "info": [
            "title": "Kubernetes", "version": "v1.34.0", "contact": ["name": "me"], "license": ["name": "free"],
            "x-info": 1,
        ],
        "host": "example.com", "basePath": "/", "schemes": ["https"], "consumes": ["a/b"], "produces": ["c/d"],
        "paths": [
            "x-paths": true,
            "/api/v1/namespaces/{name}": [
                "get": [
                    "tags": ["core_v1"], "summary": "s", "description": "read", "operationId": "readNamespace",
                    "produces": ["application/json"], "deprecated": true,
                    "security": [["token": ["read"], "none": []]],
                    "parameters": [
                        ["$ref": "#/parameters/name"],
                        ["in": "query", "name": "pretty", "type": "string", "uniqueItems": true],
                        ["in": "query", "name": "q", "allowEmptyValue": true, "items": ["type": "string"]],
                        ["in": "header", "name": "h", "maximum": 1.5, "enum": ["a", 1, nil, ["b": []]]],
                        ["in": "path", "name": "name", "required": true, "minLength": 1],
                        ["in": "formData", "name": "f", "type": "file"],
                        ["in": "body", "name": "body", "schema": ["$ref": "#/definitions/Namespace"]],
                    ],
                    "responses": [
                        "200": [
                            "description": "OK", "schema": ["$ref": "#/definitions/Namespace"],
                            "headers": ["ETag": ["type": "string"]], "examples": ["application/json": ["a": 1]],
                        ],
                        "201": ["description": "file", "schema": ["type": "file", "readOnly": true]],
                        "401": ["$ref": "#/responses/Unauthorized"],
                        "x-response": "r",
                    ],
                    "x-kubernetes-action": "get",
                    "x-kubernetes-group-version-kind": ["group": "", "version": "v1", "kind": "Namespace"],
                ],
                "parameters": [["in": "query", "name": "p", "type": "boolean", "default": false]],
            ],
        ],
        "definitions": [
            "Namespace": [
                "description": "A namespace: \u{1F310}", "type": "object", "required": ["spec"],
                "properties": [
                    "zeta": ["type": ["string", "null"], "default": ["a": 1]],
                    "alpha": ["type": "array", "items": ["type": "integer", "format": "int32", "maximum": 7]],
                    "tuple": ["items": [["type": "string"], ["type": "integer"]]],
                    "any": ["additionalProperties": true],
                    "none": ["additionalProperties": false],
                    "map": ["additionalProperties": ["type": "string"], "maxProperties": 4],
                    "both": ["allOf": [["$ref": "#/definitions/A"], ["title": "t"]]],
                    "x-property": ["type": "string"],
                    "empty": [:],
                ],
                "x-kubernetes-group-version-kind": [["group": "", "version": "v1", "kind": "Namespace"]],
                "externalDocs": ["url": "https://example.com"], "xml": ["name": "n", "wrapped": true],
                "example": "e", "discriminator": "d", "readOnly": true, "minProperties": 1,
            ]
        ],
        "parameters": ["name": ["in": "path", "name": "name", "type": "string"]],
        "responses": ["Unauthorized": ["description": "no"]],
        "security": [["token": []]],
        "securityDefinitions": [
            "token": ["type": "apiKey", "name": "authorization", "in": "header"],
            "basic": ["type": "basic"],
            "code": ["type": "oauth2", "flow": "accessCode", "scopes": ["read": "all"], "tokenUrl": "u"],
            "implicit": ["type": "oauth2", "flow": "implicit"],
        ],
        "tags": [["name": "core_v1"]], "x-document": nil,
    ]

    @Test func tableIsReadWithoutProblems() {
        #expect(messages.problems == [])
        for message in messages.messages {
            let numbers = message.fields.map(\.number)
            #expect(Set(numbers).count == numbers.count, "\(message.name)")
        }
        #expect(messages.messages[0].name == "Document")
        #expect(OpenAPIMessages("A: 1 b Missing\nB: x\nA:").problems.count == 3)
    }

    @Test func keepsTheDocument() throws {
        let decoded = try OpenAPIProtobuf.decode(OpenAPIProtobuf.encode(Self.document))
        #expect(decoded == Self.document)
        // Properties and paths are told in the order of the document.
        let properties = decoded.value(at: ["definitions", "Namespace", "properties"])?.objectValue?.keys
        #expect(properties?.prefix(3) == ["zeta", "alpha", "tuple"])
    }

    @Test func writesTheFieldsOfTheProtoFile() throws {
        let document: JSONValue = [
            "swagger": "2.0",
            "definitions": ["A": ["type": "string", "minLength": 0, "x-b": ["c": 1], "oneOf": []]],
        ]
        var writer = ProtobufWriter()
        writer.write(message: 9) {
            $0.write(message: 1) {
                $0.write(message: 2) {
                    $0.write(message: 31) {
                        $0.write(message: 2) { $0.write(string: #"{"c":1}"#, field: 2) }
                        $0.write(string: "x-b", field: 1)
                    }
                    $0.write(message: 22) { $0.write(string: "string", field: 1) }
                }
                $0.write(string: "A", field: 1)
            }
        }
        writer.write(string: "2.0", field: 1)
        #expect(try OpenAPIProtobuf.encode(document) == writer.bytes)
    }

    @Test(
        arguments: [
            (["swagger": 2], "swagger: expected a string, found a number"),
            (
                ["definitions": ["A": ["properties": ["b": 1]]]],
                "definitions.A.properties.b: is none of the forms of Schema"
            ),
            (
                ["paths": ["/": ["get": ["parameters": [["in": "soul"]]]]]],
                "paths./.get.parameters[0]: is none of the forms"
            ),
            (["tags": [:]], "tags: expected a list"),
        ] as [(JSONValue, String)])
    func namesWhatIsWrong(document: JSONValue, message: String) {
        let error = #expect(throws: KubernetesProtobufError.self) { try OpenAPIProtobuf.encode(document) }
        #expect(error?.message.hasPrefix(message) == true, "\(error?.message ?? "")")
    }

    @Test func boundsDepth() throws {
        func document(_ levels: Int) -> JSONValue {
            [
                "definitions": [
                    "A": (0..<levels).reduce(["type": "string"] as JSONValue) { inner, _ in ["properties": ["a": inner]]
                    }
                ]
            ]
        }
        // As deep as the JSON of a CustomResourceDefinition can be.
        let deep = document(240)
        #expect(try OpenAPIProtobuf.decode(OpenAPIProtobuf.encode(deep)) == deep)
        #expect(throws: KubernetesProtobufError.self) { try OpenAPIProtobuf.encode(document(400)) }

        func nest(_ levels: Int, into writer: inout ProtobufWriter) {
            guard levels > 0 else { return }
            writer.write(message: 24) { nest(levels - 1, into: &$0) }
        }
        var writer = ProtobufWriter()
        writer.write(message: 9) { $0.write(message: 1) { $0.write(message: 2) { nest(1500, into: &$0) } } }
        let body = writer.bytes
        let error = #expect(throws: KubernetesProtobufError.self) { try OpenAPIProtobuf.decode(body) }
        #expect(error?.message.hasSuffix("nests too deeply") == true)
    }

    @Test func survivesChangedBytes() throws {
        let body = try OpenAPIProtobuf.encode(Self.document)
        for seed in 1...2000 as ClosedRange<UInt64> {
            var chance = SeededChance(seed: seed)
            var changed = body
            for _ in 0...chance.next(below: 3) {
                changed[chance.next(below: changed.count)] = UInt8(truncatingIfNeeded: chance.next())
            }
            if let decoded = try? OpenAPIProtobuf.decode(changed) {
                #expect(decoded.objectValue != nil, "seed \(seed)")
            }
        }
    }
}
