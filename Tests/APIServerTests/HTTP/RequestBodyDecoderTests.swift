import HTTPTypes
import JSON
import Machinery
import Testing

@testable import APIServer

@Suite struct RequestBodyDecoderTests {
    @Test(arguments: [nil, "application/json", "application/json; charset=utf-8", "Application/JSON"] as [String?])
    func readsJSON(contentType: String?) throws {
        let body = try RequestBodyDecoder.decode(Array(#"{"a":[1]}"#.utf8), contentType: contentType)
        #expect(body.value == ["a": [1]])
        #expect(body.duplicates.isEmpty)
    }

    @Test func reportsRepeatedMembersByTheirPaths() throws {
        let text = #"{"spec":{"a":1,"a":2,"list":[{"b":1,"b":2}]},"spec":{}}"#
        let body = try RequestBodyDecoder.decode(Array(text.utf8), contentType: nil)
        #expect(
            body.duplicates == [
                #"duplicate field "spec.a""#, #"duplicate field "spec.list[0].b""#, #"duplicate field "spec""#,
            ])
    }

    @Test func saysWhereJSONIsBroken() {
        let error = #expect(throws: APIStatus.self) {
            try RequestBodyDecoder.decode(Array("{\n  \"a\": }".utf8), contentType: nil)
        }
        #expect(error?.code == 400)
        #expect(error?.message.contains("line 2, column 8") == true)
    }

    @Test func readsYAML() throws {
        let body = try RequestBodyDecoder.decode(Array("a: [yes]\n".utf8), contentType: "application/yaml")
        #expect(body.value == ["a": [true]])
    }

    @Test(arguments: ["a: 1\n---\nb: 2\n", "", "a: [", "? {x: 1}\n: 2\n"])
    func refusesOtherYAML(text: String) {
        let error = #expect(throws: APIStatus.self) {
            try RequestBodyDecoder.decode(Array(text.utf8), contentType: "application/yaml")
        }
        #expect(error?.code == 400)
    }

    @Test("the last of a repeated key counts, as in Go's YAML, and one sentence names them all")
    func reportsRepeatedKeys() throws {
        let text = "a: 1\nspec:\n  b: 1\n  b: 2\na: 2\n"
        let body = try RequestBodyDecoder.decode(Array(text.utf8), contentType: "application/yaml")
        #expect(body.value == ["a": 2, "spec": ["b": 2]])
        let expected =
            "yaml: unmarshal errors:\n  line 4: key \"b\" already set in map\n  line 5: key \"a\" already set in map"
        #expect(body.duplicates == [expected])
    }

    @Test(
        "a repeated key in YAML is refused, told or passed over, as the request says",
        arguments: [
            ("Strict", 400, 0), ("Warn", 201, 1), ("Ignore", 201, 0),
        ])
    func validatesRepeatedKeys(validation: String, status: Int, warnings: Int) async throws {
        let fixture = try await HandlerFixture.started()
        let answer = try await fixture.send(
            .post, "/api/v1/namespaces/default/configmaps?fieldValidation=\(validation)",
            contentType: "application/yaml",
            "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: x\ndata:\n  a: b\n  a: c\n")
        #expect(answer.status == status, "\(answer.text)")
        let header = try #require(HTTPField.Name("Warning"))
        #expect(answer.headers[values: header].count == warnings)
        if status == 201 {
            #expect(try answer.json["data"] == ["a": "c"])
        } else {
            #expect(try answer.json["message"]?.stringValue?.contains("line 7: key \"a\" already set in map") == true)
        }
    }

    @Test func readsProtobufOfSomeKinds() throws {
        let type = "application/vnd.kubernetes.protobuf"
        let envelope: [UInt8] = [0x6b, 0x38, 0x73, 0x00, 0x0a]
        let namespace = envelope + [15, 0x0a, 2] + "v1".utf8 + [0x12, 9] + "Namespace".utf8 + [0x12, 0]
        let body = try RequestBodyDecoder.decode(namespace, contentType: type)
        #expect(
            body.value == ["apiVersion": "v1", "kind": "Namespace", "metadata": [:], "spec": [:], "status": [:]])
        let pot = envelope + [9, 0x0a, 2] + "v1".utf8 + [0x12, 3] + "Pot".utf8 + [0x12, 0]
        let unknown = #expect(throws: APIStatus.self) { try RequestBodyDecoder.decode(pot, contentType: type) }
        #expect(unknown?.code == 415)
        let broken = #expect(throws: APIStatus.self) { try RequestBodyDecoder.decode([1], contentType: type) }
        #expect(broken?.code == 400)
    }

    @Test(arguments: [
        "application/x-www-form-urlencoded", "text/plain", "nonsense",
    ])
    func refusesOtherTypes(contentType: String) {
        let error = #expect(throws: APIStatus.self) { try RequestBodyDecoder.decode([], contentType: contentType) }
        #expect(error?.code == 415)
    }
}
