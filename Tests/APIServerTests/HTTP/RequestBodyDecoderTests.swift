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

    @Test(arguments: [
        "application/vnd.kubernetes.protobuf", "application/x-www-form-urlencoded", "text/plain", "nonsense",
    ])
    func refusesOtherTypes(contentType: String) {
        let error = #expect(throws: APIStatus.self) { try RequestBodyDecoder.decode([], contentType: contentType) }
        #expect(error?.code == 415)
    }
}
