import JSON
import Machinery
import Testing

@Suite struct SchemaViolationTests {
    private func violations(_ text: String) throws -> [String] {
        try StructuralSchema(openAPI: JSONValue(parsing: text)).violations(at: "schema").map(\.description)
    }

    private func ofProperty(_ text: String) throws -> [String] {
        try violations(#"{"type":"object","properties":{"p":\#(text)}}"#)
    }

    @Test(arguments: [
        #"{"type":"object"}"#,
        #"{"type":"object","x-kubernetes-preserve-unknown-fields":true}"#,
        #"{"type":"object","properties":{"apiVersion":{"type":"string"},"kind":{"type":"string"},"metadata":{"type":"object"}}}"#,
        #"{"type":"object","properties":{"metadata":{"type":"object","properties":{"name":{"type":"string","maxLength":9}}}}}"#,
        #"{"type":"object","properties":{"p":{"x-kubernetes-int-or-string":true,"anyOf":[{"type":"integer"},{"type":"string"}]}}}"#,
        #"{"type":"object","properties":{"p":{"x-kubernetes-preserve-unknown-fields":true}}}"#,
        #"{"type":"object","properties":{"p":{"type":"object","additionalProperties":{"type":"string"}}}}"#,
        #"{"type":"object","properties":{"a":{"type":"string"}},"oneOf":[{"required":["a"]},{"properties":{"a":{"enum":["x"]}}}]}"#,
        #"{"type":"object","properties":{"p":{"type":"object","default":{"r":2},"required":["r"],"properties":{"r":{"type":"integer","default":1}}}}}"#,
        #"{"type":"object","properties":{"p":{"type":"object","additionalProperties":false}}}"#,
        #"{"type":"object","properties":{"p":{"type":"string","x-kubernetes-int-or-string":true}}}"#,
        #"{"type":"object","properties":{"p":{"x-kubernetes-int-or-string":true,"allOf":[{"anyOf":[{"type":"integer"},{"type":"string"}]},{"minimum":1}]}}}"#,
        #"{"type":"object","properties":{"p":{"type":"object","anyOf":[{"properties":{"b":{"minLength":1}}}]}}}"#,
        #"{"type":"object","properties":{"p":{"type":"array","x-kubernetes-list-type":"map","x-kubernetes-list-map-keys":["n"],"items":{"type":"object","required":["n"],"properties":{"n":{"type":"string"}}}}}}"#,
        #"{"type":"object","properties":{"p":{"type":"object","x-kubernetes-embedded-resource":true,"properties":{"spec":{"type":"object"}}}}}"#,
    ])
    func structural(text: String) throws {
        #expect(try violations(text) == [])
    }

    @Test(arguments: [
        ("{}", "schema.type: Required value: must not be empty at the root"),
        (#"{"type":"string"}"#, #"schema.type: Invalid value: "string": must be object at the root"#),
        (
            #"{"type":"object","properties":{"kind":{"type":"integer"}}}"#,
            #"schema.properties[kind].type: Invalid value: "integer": must be string"#
        ),
        (
            #"{"type":"object","properties":{"metadata":{"type":"object","properties":{"labels":{"type":"object"}}}}}"#,
            "schema.properties[metadata]: Forbidden: must not specify anything other than name and generateName, but metadata is implicitly specified"
        ),
    ])
    func ofTheRoot(text: String, message: String) throws {
        #expect(try violations(text) == [message])
    }

    @Test(arguments: [
        ("{}", "schema.properties[p].type: Required value: must not be empty for specified object fields"),
        (
            #"{"type":"array","items":{}}"#,
            "schema.properties[p].items.type: Required value: must not be empty for specified array items"
        ),
        (
            #"{"type":"null"}"#,
            #"""
            schema.properties[p].type: Unsupported value: "null": supported values: "array", "boolean", "integer", "number", "object", "string"
            schema.properties[p].type: Forbidden: type cannot be set to null, use nullable as an alternative
            """#
        ),
        (
            #"{"type":"text"}"#,
            #"schema.properties[p].type: Unsupported value: "text": supported values: "array", "boolean", "integer", "number", "object", "string""#
        ),
        (#"{"type":"object","$ref":"y"}"#, "schema.properties[p].$ref: Forbidden: $ref is not supported"),
        (
            #"{"type":"array","items":{"type":"string"},"uniqueItems":true}"#,
            "schema.properties[p].uniqueItems: Forbidden: uniqueItems cannot be set to true since the runtime complexity becomes quadratic"
        ),
        (#"{"type":"array"}"#, "schema.properties[p].items: Required value: must be specified"),
        (
            #"{"type":"object","properties":{"a":{"type":"string"}},"additionalProperties":false}"#,
            "schema.properties[p].additionalProperties: Forbidden: additionalProperties and properties are mutual exclusive"
        ),
        (
            #"{"type":"string","pattern":"[a"}"#,
            #"schema.properties[p].pattern: Invalid value: "[a": must be a valid regular expression, but isn't: error parsing regexp: missing closing ]: `[a`"#
        ),
        (
            #"{"type":"object","properties":{"a":{"type":"string"}},"additionalProperties":{"type":"string"}}"#,
            "schema.properties[p].additionalProperties: Forbidden: additionalProperties and properties are mutual exclusive"
        ),
        (
            #"{"type":"array","items":[{"type":"string"}]}"#,
            "schema.properties[p].items: Forbidden: items must be a schema object and not an array"
        ),
        (
            #"{"x-kubernetes-preserve-unknown-fields":true,"x-kubernetes-int-or-string":true}"#,
            "schema.properties[p].x-kubernetes-preserve-unknown-fields: Invalid value: true: must be false if x-kubernetes-int-or-string is true"
        ),
        (
            #"{"type":"object","x-kubernetes-preserve-unknown-fields":false}"#,
            "schema.properties[p].x-kubernetes-preserve-unknown-fields: Invalid value: false: must be true or undefined"
        ),
        (
            #"{"type":"object","x-kubernetes-embedded-resource":true}"#,
            "schema.properties[p].properties: Required value: must not be empty if x-kubernetes-embedded-resource is true without x-kubernetes-preserve-unknown-fields"
        ),
        (
            #"{"x-kubernetes-preserve-unknown-fields":true,"x-kubernetes-embedded-resource":true}"#,
            "schema.properties[p].type: Required value: must be object if x-kubernetes-embedded-resource is true"
        ),
        (
            #"{"type":"object","x-kubernetes-map-type":"set"}"#,
            #"schema.properties[p].x-kubernetes-map-type: Unsupported value: "set": supported values: "atomic", "granular""#
        ),
        (
            #"{"type":"string","x-kubernetes-map-type":"atomic"}"#,
            #"schema.properties[p].type: Invalid value: "string": must be object if x-kubernetes-map-type is specified"#
        ),
    ])
    func ofAProperty(text: String, message: String) throws {
        #expect(try ofProperty(text) == message.split(separator: "\n").map(String.init))
    }

    @Test(arguments: [
        (
            #""x-kubernetes-list-type":"bag","items":{"type":"string"}"#,
            #"x-kubernetes-list-type: Unsupported value: "bag": supported values: "atomic", "set", "map""#
        ),
        (
            #""x-kubernetes-list-map-keys":["a"],"items":{"type":"string"}"#,
            "x-kubernetes-list-type: Required value: must be map if x-kubernetes-list-map-keys is non-empty"
        ),
        (
            #""x-kubernetes-list-type":"map","items":{"type":"object"}"#,
            "x-kubernetes-list-map-keys: Required value: must not be empty if x-kubernetes-list-type is map"
        ),
        (
            #""x-kubernetes-list-type":"map","x-kubernetes-list-map-keys":["a"],"items":{"type":"string"}"#,
            #"items.type: Invalid value: "string": must be object if parent array's x-kubernetes-list-type is map"#
        ),
        (
            #""x-kubernetes-list-type":"map","x-kubernetes-list-map-keys":["b"],"items":{"type":"object"}"#,
            #"x-kubernetes-list-map-keys: Invalid value: ["b"]: entries must all be names of item properties"#
        ),
        (
            #""x-kubernetes-list-type":"map","x-kubernetes-list-map-keys":["a"],"items":{"type":"object","properties":{"a":{"type":"string"}}}"#,
            "items.properties[a].default: Required value: this property is in x-kubernetes-list-map-keys, so it must have a default or be a required property"
        ),
        (
            #""x-kubernetes-list-type":"map","x-kubernetes-list-map-keys":["a","a"],"items":{"type":"object","required":["a"],"properties":{"a":{"type":"string"}}}"#,
            #"x-kubernetes-list-map-keys: Invalid value: ["a","a"]: must not contain duplicate entries"#
        ),
        (
            #""x-kubernetes-list-type":"map","x-kubernetes-list-map-keys":["a"],"items":{"type":"object","required":["a"],"properties":{"a":{"type":"object"}}}"#,
            #"items.properties[a].type: Invalid value: "object": must be a scalar type if parent array's x-kubernetes-list-type is map"#
        ),
        (
            #""x-kubernetes-list-type":"set","items":{"type":"string","nullable":true}"#,
            "items.nullable: Forbidden: cannot be nullable when x-kubernetes-list-type is set"
        ),
        (
            #""x-kubernetes-list-type":"set","items":{"type":"object"}"#,
            "items.x-kubernetes-map-type: Invalid value: null: must be atomic as item of a list with x-kubernetes-list-type=set"
        ),
    ])
    func ofAList(keywords: String, message: String) throws {
        #expect(try ofProperty(#"{"type":"array",\#(keywords)}"#) == ["schema.properties[p].\(message)"])
    }

    @Test(arguments: [
        (#""anyOf":[{"type":"object"}]"#, "anyOf[0].type: Forbidden: must be empty to be structural"),
        (#""allOf":[{"description":"d"}]"#, "allOf[0].description: Forbidden: must be empty to be structural"),
        (#""oneOf":[{"default":1}]"#, "oneOf[0].default: Forbidden: must be undefined to be structural"),
        (#""not":{"nullable":true}"#, "not.nullable: Forbidden: must be false to be structural"),
        (
            #""not":{"additionalProperties":{"minLength":1}}"#,
            "not.additionalProperties: Forbidden: must be undefined to be structural"
        ),
        (
            #""allOf":[{"anyOf":[{"x-kubernetes-int-or-string":true}]}]"#,
            "allOf[0].anyOf[0].x-kubernetes-int-or-string: Forbidden: must be false to be structural"
        ),
        (
            #""not":{"x-kubernetes-validations":[{"rule":"true"}]}"#,
            "not.x-kubernetes-validations: Forbidden: must be empty to be structural"
        ),
        (
            #""oneOf":[{"properties":{"metadata":{"maxProperties":1}}}]"#,
            "oneOf[0].properties[metadata]: Forbidden: must not be specified in a nested context"
        ),
    ])
    func ofLogic(keywords: String, message: String) throws {
        #expect(
            try ofProperty(#"{"type":"object","properties":{"a":{"type":"string"}},\#(keywords)}"#)
                == ["schema.properties[p].\(message)"])
    }

    @Test(arguments: [
        (
            #""anyOf":[{"properties":{"b":{"minLength":1}}}]"#,
            "schema.properties[b]: Required value: because it is defined in schema.anyOf[0].properties[b]"
        ),
        (
            #""not":{"properties":{"a":{"items":{"minLength":1}}}}"#,
            "schema.properties[a].items: Required value: because it is defined in schema.not.properties[a].items"
        ),
        (#""additionalProperties":true"#, "schema.additionalProperties: Forbidden: must not be used at the root"),
        (#""nullable":true"#, "schema.nullable: Forbidden: nullable cannot be true at the root"),
    ])
    func ofTheRootAlone(keywords: String, message: String) throws {
        #expect(
            try violations(#"{"type":"object","properties":{"a":{"type":"string"}},\#(keywords)}"#) == [message])
    }

    @Test(arguments: [
        (#"{"type":"object","allOf":[{"required":["a"]}]}"#, true), (#"{"type":"object","required":["a"]}"#, false),
        (#"{"type":"object","maxProperties":2}"#, true),
        (#"{"type":"object","title":"t","x-kubernetes-validations":[]}"#, false),
    ])
    func besideAStatus(text: String, isRefused: Bool) throws {
        let json = try JSONValue(parsing: text)
        let schema = try StructuralSchema(openAPI: json)
        #expect(schema.violations(at: "schema") == [])
        let errors = schema.violations(at: "schema", hasStatus: true)
        #expect(errors.isEmpty == !isRefused)
        #expect(
            errors.allSatisfy {
                $0.description.hasPrefix("schema: Invalid value: \(json.text): only [Description Type Format Title ")
                    && $0.description.hasSuffix(
                        "fields are allowed at the root of the schema if the status subresource is enabled")
            })
    }

    @Test(arguments: [
        (#"{"rule":" "}"#, "rule: Required value: rule is not specified"),
        (#"{"rule":"true","message":" "}"#, #"message: Invalid value: " ": must be non-empty if specified"#),
        (#"{"rule":"true","message":"a\nb"}"#, #"message: Invalid value: "a\nb": must not contain line breaks"#),
        (
            #"{"rule":"a\nb"}"#, "message: Required value: message must be specified if rule contains line breaks"
        ),
        (
            #"{"rule":"true","messageExpression":" "}"#,
            "messageExpression: Required value: messageExpression must be non-empty if specified"
        ),
        (
            #"{"rule":"true","reason":"Odd"}"#,
            #"reason: Unsupported value: "Odd": supported values: "FieldValueDuplicate", "FieldValueForbidden", "FieldValueInvalid", "FieldValueRequired""#
        ),
        (#"{"rule":"true","fieldPath":".b"}"#, #"fieldPath: Invalid value: ".b": must be a valid path"#),
    ])
    func ofValidations(rule: String, message: String) throws {
        let text = #"{"type":"object","properties":{"a":{"type":"string"}},"x-kubernetes-validations":[\#(rule)]}"#
        #expect(try violations(text) == ["schema.x-kubernetes-validations[0].\(message)"])
    }

    @Test(arguments: [
        (
            #"{"type":"integer","default":"a"}"#,
            #"default: Invalid value: "string":  in body must be of type integer: "string""#
        ),
        (
            #"{"type":"object","default":{"x":1},"properties":{"a":{"type":"string"}}}"#,
            #"default: Invalid value: {"x":1}: must not have unknown fields"#
        ),
        (
            #"{"type":"object","default":{},"required":["a"],"properties":{"a":{"type":"string"}}}"#,
            "default.a: Required value"
        ),
        (
            #"{"type":"object","default":{"apiVersion":"v1"},"x-kubernetes-embedded-resource":true,"properties":{"a":{"type":"string"}}}"#,
            "default.kind: Required value"
        ),
        (#"{"type":"string","default":"c","enum":["a"]}"#, #"default: Unsupported value: "c": supported values: "a""#),
    ])
    func ofDefaults(text: String, message: String) throws {
        #expect(try ofProperty(text) == ["schema.properties[p].\(message)"])
    }
}
