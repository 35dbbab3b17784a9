import JSON
import Machinery
import Testing

@Suite("Resources inside resources")
struct EmbeddedResourceTests {
    private let schema = #"""
        {"type":"object","properties":{
        "template":{"type":"object","x-kubernetes-embedded-resource":true,"x-kubernetes-preserve-unknown-fields":true},
        "list":{"type":"array","items":{"type":"object","x-kubernetes-embedded-resource":true,"properties":{"spec":{"type":"object"}}}}
        }}
        """#

    @Test(
        arguments: [
            (#"{"template":{"apiVersion":"v1","kind":"K","metadata":{"name":"n"},"spec":{"a":1}}}"#, nil, []),
            (
                #"{"template":{"metadata":{"name":"n","creationTimestamp":null,"colour":"x"}},"list":[{"metadata":{"y":1}}]}"#,
                #"{"template":{"metadata":{"name":"n"}},"list":[{"metadata":{}}]}"#,
                ["list[0].metadata.y", "template.metadata.colour"]
            ),
        ] as [(String, String?, [String])])
    func coercion(text: String, result: String?, removed: [String]) throws {
        let schema = try StructuralSchema(openAPI: JSONValue(parsing: schema))
        var value = try JSONValue(parsing: text)
        #expect(try schema.coerceEmbedded(in: &value) == removed)
        #expect(try value == JSONValue(parsing: result ?? text))
    }

    @Test(arguments: [
        (#"{"template":{"kind":1}}"#, "template.kind: Invalid value: 1: must be a string"),
        (
            #"{"list":[{"metadata":{"labels":{"a":1}}}]}"#,
            #"list[0].metadata: Invalid value: {"labels":{"a":1}}: labels.a: expected a string, found a number"#
        ),
    ])
    func refusal(text: String, message: String) throws {
        let schema = try StructuralSchema(openAPI: JSONValue(parsing: schema))
        var value = try JSONValue(parsing: text)
        #expect {
            try schema.coerceEmbedded(in: &value)
        } throws: { ($0 as? FieldError)?.description == message }
    }
}
