import JSON
import Machinery
import Testing

private func schema(_ text: String) throws -> StructuralSchema {
    try StructuralSchema(openAPI: JSONValue(parsing: text))
}

@Suite struct SchemaReadingTests {
    @Test func keepsTheTextAsItWasWritten() throws {
        let text = #"""
            {"type":"object","description":"d","properties":{"a":{"type":"string","x-unknown":1,"pattern":"^a$"}},\#
            "x-kubernetes-validations":[{"rule":"true"}]}
            """#
        let schema = try schema(text)
        #expect(schema.openAPI.description == text)
        #expect(schema.properties["a"]?.openAPI["x-unknown"] == 1)
        #expect(schema.validations == [["rule": "true"]])
    }

    @Test(arguments: [
        ("[]", "expected a schema, found a list"), (#"{"type":1}"#, "type: expected a string, found a number"),
        (
            #"{"properties":{"a":{"items":{"maxLength":"x"}}}}"#,
            "properties[a].items.maxLength: expected a whole number, found a string"
        ),
        (#"{"anyOf":[{},{"minimum":"1"}]}"#, "anyOf[1].minimum: expected a number, found a string"),
        (#"{"additionalProperties":1}"#, "additionalProperties: expected a schema, found a number"),
    ])
    func namesThePlaceOfWhatIsNoSchema(text: String, message: String) throws {
        #expect {
            try schema(text)
        } throws: { ($0 as? DecodingFailure)?.description == message }
    }

    @Test func depthIsBounded() throws {
        func nested(_ levels: Int) -> JSONValue {
            (1..<levels).reduce(["type": "string"]) { inner, _ in ["type": "array", "items": inner] }
        }
        #expect(throws: Never.self) { try StructuralSchema(openAPI: nested(StructuralSchema.maximumDepth)) }
        #expect(throws: DecodingFailure.self) {
            try StructuralSchema(openAPI: nested(StructuralSchema.maximumDepth + 1))
        }
    }
}

@Suite struct SchemaDefaultTests {
    static let text = #"""
        {"type":"object","properties":{
        "plain":{"type":"string"},
        "replicas":{"type":"integer","default":1},
        "nullable":{"type":"string","nullable":true,"default":"n"},
        "nested":{"type":"object","default":{},"properties":{"x":{"type":"integer","default":5},"y":{"type":"string"}}},
        "bare":{"type":"object","properties":{"x":{"type":"integer","default":6}}},
        "list":{"type":"array","items":{"type":"object","properties":{"p":{"type":"string","default":"TCP"}}}},
        "words":{"type":"array","items":{"type":"string","default":"w"}},
        "map":{"type":"object","additionalProperties":{"type":"object","default":{"v":1},"properties":{"v":{"type":"integer"},"w":{"type":"integer","default":2}}}}
        }}
        """#

    @Test(arguments: [
        ("{}", #"{"replicas":1,"nullable":"n","nested":{"x":5}}"#),
        (#"{"replicas":3,"nullable":null,"nested":{"x":1}}"#, #"{"replicas":3,"nullable":null,"nested":{"x":1}}"#),
        (#"{"replicas":null,"nested":null,"plain":null}"#, #"{"replicas":1,"nested":{"x":5},"nullable":"n"}"#),
        (#"{"bare":{}}"#, #"{"bare":{"x":6},"replicas":1,"nullable":"n","nested":{"x":5}}"#),
        (
            #"{"list":[{},{"p":"UDP"},{"q":1}]}"#,
            #"{"list":[{"p":"TCP"},{"p":"UDP"},{"q":1,"p":"TCP"}],"replicas":1,"nullable":"n","nested":{"x":5}}"#
        ),
        (#"{"words":["a",null]}"#, #"{"words":["a","w"],"replicas":1,"nullable":"n","nested":{"x":5}}"#),
        (
            #"{"map":{"a":{},"b":null}}"#,
            #"{"map":{"a":{"w":2},"b":{"v":1,"w":2}},"replicas":1,"nullable":"n","nested":{"x":5}}"#
        ),
        (
            #"{"unknown":null,"list":"x","nested":7}"#,
            #"{"unknown":null,"list":"x","nested":7,"replicas":1,"nullable":"n"}"#
        ),
        ("[]", "[]"),
    ])
    func fillsIn(text: String, result: String) throws {
        let schema = try schema(Self.text)
        var value = try JSONValue(parsing: text)
        schema.applyDefaults(to: &value)
        #expect(try value == JSONValue(parsing: result))
        let once = value
        schema.applyDefaults(to: &value)
        #expect(value == once)
    }
}

@Suite struct SchemaPruningTests {
    static let text = #"""
        {"type":"object","properties":{
        "spec":{"type":"object","properties":{"a":{"type":"string"},"o":{"type":"object"},
        "list":{"type":"array","items":{"type":"object","properties":{"x":{"type":"string"}}}}}},
        "free":{"type":"object","x-kubernetes-preserve-unknown-fields":true,"properties":{"known":{"type":"object","properties":{"k":{"type":"string"}}}}},
        "map":{"type":"object","additionalProperties":{"type":"object","properties":{"v":{"type":"string"}}}},
        "anything":{"type":"object","additionalProperties":true},
        "embedded":{"type":"object","x-kubernetes-embedded-resource":true,"properties":{"spec":{"type":"object"}}},
        "template":{"type":"object","x-kubernetes-embedded-resource":true,"x-kubernetes-preserve-unknown-fields":true}
        }}
        """#

    @Test(
        arguments: [
            (#"{"apiVersion":"v1","kind":"K","metadata":{"name":"n","x":1},"spec":{"a":"b"}}"#, nil, []),
            (
                #"{"spec":{"a":"b","z":1,"y":{"deep":1}},"more":1}"#, #"{"spec":{"a":"b"}}"#,
                ["more", "spec.y", "spec.z"]
            ),
            (#"{"spec":{"o":{"x":1}}}"#, #"{"spec":{"o":{}}}"#, ["spec.o.x"]),
            (
                #"{"spec":{"list":[{"x":"1"},{"y":"2"},"s",[{"z":1}]]}}"#,
                #"{"spec":{"list":[{"x":"1"},{},"s",[{}]]}}"#, ["spec.list[1].y", "spec.list[3][0].z"]
            ),
            (
                #"{"free":{"a":{"b":[{"c":1}]},"known":{"k":"1","l":"2"}}}"#,
                #"{"free":{"a":{"b":[{"c":1}]},"known":{"k":"1"}}}"#, ["free.known.l"]
            ),
            (#"{"map":{"a":{"v":"1","w":"2"}}}"#, #"{"map":{"a":{"v":"1"}}}"#, ["map.a.w"]),
            (#"{"anything":{"a":1,"b":{"c":1}}}"#, #"{"anything":{"a":1,"b":{}}}"#, ["anything.b.c"]),
            (
                #"{"embedded":{"apiVersion":"v1","kind":"K","metadata":{"name":"n"},"status":{},"spec":{"a":1}}}"#,
                #"{"embedded":{"apiVersion":"v1","kind":"K","metadata":{"name":"n"},"spec":{}}}"#,
                ["embedded.spec.a", "embedded.status"]
            ),
            (#"{"template":{"apiVersion":"v1","kind":"K","metadata":{"name":"n"},"spec":{"a":1}}}"#, nil, []),
        ] as [(String, String?, [String])])
    func removesWhatIsUnknown(text: String, result: String?, paths: [String]) throws {
        let schema = try schema(Self.text)
        var value = try JSONValue(parsing: text)
        #expect(schema.prune(&value) == paths)
        #expect(try value == JSONValue(parsing: result ?? text))
        #expect(schema.prune(&value) == [])
    }

    @Test func aValueThatIsNoResourceKeepsNoMetadata() throws {
        var value: JSONValue = ["metadata": [:], "kind": "K"]
        #expect(try schema(Self.text).prune(&value, isResource: false) == ["kind", "metadata"])
        #expect(value == [:])
    }
}

@Suite struct SchemaValidationTests {
    private func messages(_ schemaText: String, _ value: String, at path: String = "spec.x") throws -> [String] {
        try schema(schemaText).validate(JSONValue(parsing: value), at: path).map(\.description)
    }

    @Test(arguments: [
        (
            #"{"type":"integer"}"#, #""a""#,
            #"spec.x: Invalid value: "string": spec.x in body must be of type integer: "string""#
        ),
        (
            #"{"type":"integer"}"#, "1.5",
            #"spec.x: Invalid value: "number": spec.x in body must be of type integer: "number""#
        ),
        (
            #"{"type":"string"}"#, "null",
            #"spec.x: Invalid value: "null": spec.x in body must be of type string: "null""#
        ),
        (
            #"{"type":"object"}"#, "[]",
            #"spec.x: Invalid value: "array": spec.x in body must be of type object: "array""#
        ),
        (
            #"{"x-kubernetes-int-or-string":true}"#, "true",
            #"spec.x: Invalid value: "boolean": spec.x in body must be of type integer,string: "boolean""#
        ),
        (
            #"{"type":"integer","maximum":2}"#, "3",
            "spec.x: Invalid value: 3: spec.x in body should be less than or equal to 2"
        ),
        (
            #"{"type":"integer","maximum":2,"exclusiveMaximum":true}"#, "2",
            "spec.x: Invalid value: 2: spec.x in body should be less than 2"
        ),
        (
            #"{"type":"number","minimum":0.5}"#, "0.25",
            "spec.x: Invalid value: 0.25: spec.x in body should be greater than or equal to 0.5"
        ),
        (
            #"{"type":"number","minimum":0,"exclusiveMinimum":true}"#, "0",
            "spec.x: Invalid value: 0: spec.x in body should be greater than 0"
        ),
        (
            #"{"type":"integer","multipleOf":5}"#, "7",
            "spec.x: Invalid value: 7: spec.x in body should be a multiple of 5"
        ),
        (
            #"{"type":"integer","format":"int32"}"#, "2147483648",
            "<nil>: Invalid value: \"\": Checked value must be of type integer with format int32 in spec.x"
        ),
        (
            #"{"type":"string","minLength":2}"#, #""é""#,
            "spec.x: Invalid value: \"é\": spec.x in body should be at least 2 chars long"
        ),
        (#"{"type":"string","maxLength":2}"#, #""abc""#, "spec.x: Too long: may not be more than 2 bytes"),
        (
            #"{"type":"string","pattern":"^a+$"}"#, #""ab""#,
            "spec.x: Invalid value: \"ab\": spec.x in body should match '^a+$'"
        ),
        (
            #"{"type":"number","multipleOf":0.1}"#, "0.25",
            "spec.x: Invalid value: 0.25: spec.x in body should be a multiple of 0.1"
        ),
        (
            #"{"type":"string","format":"date-time"}"#, "3",
            #"spec.x: Invalid value: "int64": spec.x in body must be of type date-time: "int64""#
        ),
        (
            #"{"type":"integer","maximum":1000000}"#, "1000001",
            "spec.x: Invalid value: 1000001: spec.x in body should be less than or equal to 1000000"
        ),
        (
            #"{"type":"array","x-kubernetes-list-type":"map","x-kubernetes-list-map-keys":["n"],"items":{"x-kubernetes-preserve-unknown-fields":true}}"#,
            #"[{"n":"a"},7]"#, "spec.x[1]: Invalid value: 7: must be an object for an array of list-type map"
        ),
        (
            #"{"type":"array","x-kubernetes-list-type":"map","x-kubernetes-list-map-keys":["n"],"items":{"type":"object","properties":{"n":{"type":"string"}}}}"#,
            #"[{},{},{"n":"a"}]"#, "spec.x[1]: Duplicate value: {}"
        ),
        (
            #"{"type":"object","x-kubernetes-embedded-resource":true}"#,
            #"{"apiVersion":"a/b/c","kind":"K","metadata":{"labels":{"a":"b"}}}"#,
            #"spec.x.apiVersion: Invalid value: "a/b/c": unexpected GroupVersion string: a/b/c"#
        ),
        (
            #"{"type":"object","x-kubernetes-embedded-resource":true}"#,
            #"{"apiVersion":"v1","kind":"K","metadata":{"namespace":"A"}}"#,
            #"spec.x.metadata.namespace: Invalid value: "A": a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')"#
        ),
        (
            #"{"type":"string","enum":["a","b"]}"#, #""x""#,
            #"spec.x: Unsupported value: "x": supported values: "a", "b""#
        ),
        (#"{"type":"integer","enum":[1,2]}"#, "3", #"spec.x: Unsupported value: 3: supported values: "1", "2""#),
        (
            #"{"type":"string","format":"date-time"}"#, #""noon""#,
            #"spec.x: Invalid value: "noon": spec.x in body must be of type date-time: "noon""#
        ),
        (#"{"type":"array","maxItems":1}"#, "[1,2]", "spec.x: Too many: 2: must have at most 1 item"),
        (
            #"{"type":"array","minItems":1}"#, "[]",
            "spec.x: Invalid value: 0: spec.x in body should have at least 1 items"
        ),
        (#"{"type":"object","maxProperties":1}"#, #"{"a":1,"b":2}"#, "spec.x: Too many: 2: must have at most 1 item"),
        (
            #"{"type":"object","minProperties":1}"#, "{}",
            "spec.x: Invalid value: 0: spec.x in body should have at least 1 properties"
        ),
        (#"{"type":"object","required":["a"]}"#, "{}", "spec.x.a: Required value"),
        (
            #"{"type":"object","properties":{"a":{"type":"array","items":{"type":"string"}}}}"#, #"{"a":["b",1]}"#,
            #"spec.x.a[1]: Invalid value: "integer": spec.x.a[1] in body must be of type string: "integer""#
        ),
        (
            #"{"type":"object","additionalProperties":{"type":"string"}}"#, #"{"k":1}"#,
            #"spec.x.k: Invalid value: "integer": spec.x.k in body must be of type string: "integer""#
        ),
        (
            #"{"type":"array","x-kubernetes-list-type":"set","items":{"type":"string"}}"#, #"["a","b","a"]"#,
            #"spec.x[2]: Duplicate value: "a""#
        ),
        (
            #"{"type":"array","x-kubernetes-list-type":"map","x-kubernetes-list-map-keys":["n","p"],"items":{"type":"object","properties":{"n":{"type":"string"},"p":{"type":"string","default":"TCP"}}}}"#,
            #"[{"n":"a","p":"TCP"},{"n":"a","p":"UDP"},{"n":"a","p":"TCP"},{"p":"TCP","n":"a"}]"#,
            #"spec.x[2]: Duplicate value: {"n":"a","p":"TCP"}"#
        ),
        (
            #"{"type":"object","not":{"required":["a"]}}"#, #"{"a":1}"#,
            #"<nil>: Invalid value: "": "spec.x" must not validate the schema (not)"#
        ),
        (
            #"{"type":"object","oneOf":[{"required":["a"]},{"required":["b"]}]}"#, #"{"a":1,"b":1}"#,
            #"<nil>: Invalid value: "": "spec.x" must validate one and only one schema (oneOf). Found 2 valid alternatives"#
        ),
        (
            #"{"type":"object","x-kubernetes-embedded-resource":true}"#, #"{"apiVersion":"v1"}"#,
            "spec.x.kind: Required value"
        ),
    ])
    func wordsAreKubernetes(schema: String, value: String, message: String) throws {
        #expect(try messages(schema, value) == [message])
    }

    @Test(arguments: [
        (#"{"type":"integer"}"#, "1.0"), (#"{"type":"number"}"#, "1"),
        (#"{"type":"string","nullable":true,"enum":["a"]}"#, "null"),
        (#"{"x-kubernetes-int-or-string":true}"#, #""25%""#), (#"{"x-kubernetes-int-or-string":true}"#, "3"),
        (#"{"type":"integer","maximum":2,"minimum":2,"multipleOf":2}"#, "2"),
        (#"{"type":"number","multipleOf":0.5}"#, "2.5"), (#"{"type":"number","multipleOf":0.1}"#, "0.3"),
        (#"{"type":"number","multipleOf":0.01}"#, "19.99"), (#"{"type":"number","multipleOf":0.1}"#, "7"),
        (#"{"type":"integer","maximum":9007199254740993}"#, "9007199254740993"),
        (#"{"type":"string","maxLength":2}"#, #""éé""#), (#"{"type":"number","enum":[1.5]}"#, "15e-1"),
        (#"{"type":"string","pattern":"^a$"}"#, #""a""#), (#"{"type":"string","format":"unheard-of"}"#, #""b""#),
        (#"{"type":"object","anyOf":[{"required":["a"]},{"required":["b"]}]}"#, #"{"b":1}"#), ("{}", "[1]"),
        (#"{"type":"array","x-kubernetes-list-type":"atomic"}"#, "[1,1]"),
    ])
    func accepts(schema: String, value: String) throws {
        #expect(try messages(schema, value) == [])
    }

    @Test func aFailedChoiceNamesTheNearestBranch() throws {
        let schema = #"{"type":"object","anyOf":[{"required":["a","b"]},{"required":["c"]}]}"#
        #expect(
            try messages(schema, "{}", at: "") == [
                #"<nil>: Invalid value: "": "" must validate at least one schema (anyOf)"#, "c: Required value",
            ])
        let all = #"{"type":"string","allOf":[{"minLength":2},{"enum":["abc"]}]}"#
        #expect(try messages(all, #""a""#).count == 3)
    }

    @Test func errorsAreBounded() throws {
        let value = JSONValue.array(Array(repeating: 1, count: 10_000))
        let errors = try schema(#"{"type":"array","items":{"type":"string"}}"#).validate(value)
        #expect(errors.count == StructuralSchema.maximumErrors)
    }

    @Test(arguments: [
        ("date-time", "2026-01-31T12:00:00Z", true), ("date-time", "2026-01-31t12:00:00.123z", true),
        ("date-time", "0001-01-01T00:00:00+14:00", true), ("date-time", "2026-02-29T12:00:00Z", false),
        ("date-time", "2026-01-31T24:00:00Z", false), ("date-time", "2026-01-31 12:00:00Z", false),
        ("date-time", "2026-01-31T12:00:00", false), ("date-time", "2026-01-31T12:00:00.Z", false),
        ("date-time", "2026-01-31T12:00:00Zx", false), ("date-time", "2026-01-31T12:00:00+1:00", false),
        ("date", "2024-02-29", true), ("date", "2026-2-1", false), ("date", "2026-13-01", false),
        ("date", "2026-00-01", false),
        ("duration", "1h30m", true), ("duration", "10", false), ("byte", "AP8=", true), ("byte", "A", false),
        ("uuid", "123e4567-e89b-12d3-a456-426614174000", true), ("uuid", "123e4567e89b12d3a456426614174000", true),
        ("uuid", "123e4567-e89b-12d3-a456-42661417400g", false),
        ("uuid4", "123e4567-e89b-12d3-a456-426614174000", false),
        ("uuid4", "123e4567-e89b-42d3-a456-426614174000", true), ("ipv4", "10.0.0.1", true),
        ("ipv4", "10.0.0.01", true), ("ipv4", "::ffff:10.0.0.1", true), ("ipv4", "10.0.0", false),
        ("ipv4", "10.0.0.256", false), ("ipv4", "::1", false), ("ipv6", "::1", true), ("ipv6", "10.0.0.1", false),
        ("ipv6", "2001:db8::", true), ("ipv6", "::ffff:10.0.0.1", true), ("ipv6", "1:2:3:4:5:6:7:8", true),
        ("ipv6", "1:2:3:4:5:6:7", false), ("ipv6", "1::2::3", false), ("ipv6", ":1", false), ("ipv6", "12345::", false),
        ("ipv6", "::", true), ("ipv6", "fe80::1%eth0", false), ("ipv6", "1:2:3:4:5:6:7::", true),
        ("cidr", "10.0.0.0/8", true), ("cidr", "10.0.0.0/33", false), ("cidr", "fd00::/64", true),
        ("cidr", "10.0.0.0", false),
        ("cidr", "10.0.0.0/08", true), ("cidr", "010.0.0.0/8", true), ("mac", "00:00:5e:00:53:01", true),
        ("mac", "0000.5e00.5301", true),
        ("mac", "00:00:5e:00:53", false), ("mac", "00:00:5e:00:53:0g", false),
        ("uuid", "123e4567e89b-12d3-a456426614174000", true), ("uuid", "123e4567--e89b12d3a456426614174000", false),
        ("duration", "3 days", true), ("duration", "22 ns", true), ("duration", "days", false),
        ("bsonobjectid", "507f1f77bcf86cd799439011", true), ("bsonobjectid", "507f1f77bcf86cd79943901", false),
        ("uri", "https://a.b/c?d=e", true), ("uri", "/a", true), ("uri", "a/b", false), ("uri", "http://a b/", false),
        ("uri", "mailto:a@b", true), ("uri", "https://a:b/", false), ("uri", "/%zz", false), ("uri", "", false),
        ("email", "a@b.c", true), ("email", "A B <a.b@c>", true), ("email", "a", false), ("email", "a@", false),
        ("email", "a..b@c", false), ("email", #""a b"@c"#, true), ("email", "<a@b", false),
        ("hostname", "a.example.com", true), ("hostname", "a", true), ("hostname", "a.b.", false),
        ("hostname", "a-b", true), ("hostname", "a--b", false), ("hostname", "a.c0", false), ("hostname", "", false),
        ("hostname", "bücher.example", true), ("isbn", "0321751043", true), ("isbn", "978-0321751041", true),
        ("isbn10", "0321751044", false), ("isbn13", "978-0321751042", false), ("isbn10", "080442957X", true),
        ("creditcard", "4111-1111-1111-1111", true), ("creditcard", "4111111111111112", false),
        ("creditcard", "378282246310005", true), ("ssn", "123-45-6789", true), ("ssn", "12-345-6789", false),
        ("ssn", "123 456789", true), ("hexcolor", "#FFF", true), ("hexcolor", "#FFFF", false),
        ("rgbcolor", "rgb(255, 0,12)", true), ("rgbcolor", "rgb(256,0,1)", false), ("rgbcolor", "rgb(01,0,1)", false),
        ("k8s-short-name", "a-b", true), ("k8s-short-name", "a.b", false), ("k8s-long-name", "a.b-c", true),
        ("k8s-long-name", "a..b", false), ("password", "anything", true),
    ])
    func formats(format: String, text: String, isValid: Bool) throws {
        let schema = try StructuralSchema(openAPI: ["type": "string", "format": .string(format)])
        #expect(schema.validate(.string(text)).isEmpty == isValid)
    }
}

@Suite struct CIDRBlockTests {
    @Test(arguments: [
        ("10.0.0.0/8", "10.1.0.0/16", true), ("10.1.0.0/16", "10.0.0.0/8", true), ("10.0.0.0/16", "10.1.0.0/16", false),
        ("0.0.0.0/0", "192.168.0.0/24", true), ("10.0.0.0/8", "fd00::/8", false), ("fd00::/12", "fd0f::/64", true),
        ("10.0.0.128/25", "10.0.0.0/25", false),
    ])
    func overlaps(left: String, right: String, expected: Bool) throws {
        let (left, right) = (try #require(CIDRBlock(parsing: left)), try #require(CIDRBlock(parsing: right)))
        #expect(left.overlaps(right) == expected && right.overlaps(left) == expected)
    }

    @Test func contains() throws {
        let block = try #require(CIDRBlock(parsing: "10.96.0.0/12"))
        #expect(block.contains("10.111.255.255") && !block.contains("10.112.0.0") && !block.contains("::1"))
        #expect(block.isVersion4 && block.prefixLength == 12)
    }
}
