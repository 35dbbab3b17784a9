import Effects
import JSON
import Machinery
import Testing

@Suite("What was invalid may stay")
struct SchemaRatchetingTests {
    private static let schema = #"""
        {"type":"object","properties":{
        "a":{"type":"string","maxLength":1},
        "o":{"type":"object","required":["r"],"properties":{"s":{"type":"integer","minimum":5},"t":{"type":"string"}}},
        "list":{"type":"array","items":{"type":"string","maxLength":1}},
        "map":{"type":"array","x-kubernetes-list-type":"map","x-kubernetes-list-map-keys":["n"],
            "items":{"type":"object","required":["n"],"properties":{"n":{"type":"string"},"v":{"type":"string","maxLength":1}}}},
        "set":{"type":"array","x-kubernetes-list-type":"set","items":{"type":"string"}},
        "atomic":{"type":"object","x-kubernetes-map-type":"atomic","properties":{"v":{"type":"string","maxLength":1},"w":{"type":"string"}}},
        "one":{"type":"object","oneOf":[{"required":["x"]},{"required":["y"]}],"properties":{"x":{"type":"string"},"y":{"type":"string"}}}
        }}
        """#

    @Test(
        arguments: [
            (#"{"a":"long"}"#, #"{"a":"long"}"#, nil),
            (#"{"a":"long"}"#, #"{"a":"long","list":["b"]}"#, nil),
            (#"{"a":"long"}"#, #"{"a":"longer"}"#, "a: Too long: may not be more than 1 byte"),
            (#"{"o":{"s":1}}"#, #"{"o":{"s":1},"a":"b"}"#, nil),
            // What an object lacks is the object's own fault, which has changed.
            (#"{"o":{"s":1}}"#, #"{"o":{"s":1,"t":"x"}}"#, "o.r: Required value"),
            (#"{"o":{"r":1,"s":1}}"#, #"{"o":{"r":1,"s":1,"t":"x"}}"#, nil),
            // Elements of lists without keys have no counterparts.
            (#"{"list":["long"]}"#, #"{"list":["long","b"]}"#, "list[0]: Too long: may not be more than 1 byte"),
            (#"{"map":[{"n":"1","v":"long"}]}"#, #"{"map":[{"n":"0"},{"n":"1","v":"long"}]}"#, nil),
            (
                #"{"map":[{"n":"1","v":"long"}]}"#, #"{"map":[{"n":"2","v":"long"}]}"#,
                "map[0].v: Too long: may not be more than 1 byte"
            ),
            (#"{"map":[{"n":"1","v":"long"},{"n":"2"}]}"#, #"{"map":[{"n":"2"},{"n":"1","v":"long"}]}"#, nil),
            (#"{"set":["a","a"]}"#, #"{"set":["a","a","b","b"]}"#, nil),
            (#"{"set":["a"]}"#, #"{"set":["a","a"]}"#, #"set[1]: Duplicate value: "a""#),
            (#"{"atomic":{"v":"long"}}"#, #"{"atomic":{"v":"long"},"a":"b"}"#, nil),
            (
                #"{"atomic":{"v":"long"}}"#, #"{"atomic":{"v":"long","w":""}}"#,
                "atomic.v: Too long: may not be more than 1 byte"
            ),
            (#"{"one":{}}"#, #"{"one":{},"a":"b"}"#, nil),
            (
                #"{"one":{"x":"","y":""}}"#, #"{"one":{"x":"1","y":""}}"#,
                #"<nil>: Invalid value: "": "one" must validate one and only one schema (oneOf). Found 2 valid alternatives"#
            ),
        ] as [(String, String, String?)])
    func update(old: String, new: String, message: String?) throws {
        let schema = try StructuralSchema(openAPI: JSONValue(parsing: Self.schema))
        let errors = try schema.validate(JSONValue(parsing: new), replacing: JSONValue(parsing: old))
        #expect(errors.map(\.description) == (message.map { [$0] } ?? []))
    }

    /// An update forgives nothing that a create would not report, and everything where nothing changes.
    @Test(arguments: 1...200 as ClosedRange<UInt64>)
    func forgivesOnly(seed: UInt64) throws {
        let values = RandomSchema(random: SeededRandom(seed: seed))
        let schema = try StructuralSchema(openAPI: values.schema())
        let (old, new) = (values.value(), values.value())
        let onCreate = Set(schema.validate(new))
        #expect(Set(schema.validate(new, replacing: old)).isSubset(of: onCreate), "seed \(seed)")
        #expect(schema.validate(new, replacing: new).isEmpty, "seed \(seed)")
    }
}

@Suite("Pruning, defaulting and validation")
struct SchemaPropertyTests {
    @Test(arguments: 1...300 as ClosedRange<UInt64>)
    func areIdempotent(seed: UInt64) throws {
        let values = RandomSchema(random: SeededRandom(seed: seed))
        let schema = try StructuralSchema(openAPI: values.schema())
        var value = values.value()
        schema.prune(&value)
        var once = value
        #expect(schema.prune(&once) == [], "seed \(seed)")
        #expect(once == value, "seed \(seed)")
        schema.applyDefaults(to: &value)
        once = value
        schema.applyDefaults(to: &once)
        #expect(once == value, "seed \(seed)")
        schema.removeNulls(from: &once)
        #expect(once == value, "nulls are gone after defaulting, seed \(seed)")
        // Defaults of a valid schema bring nothing that pruning would take away.
        if schema.violations(at: "schema").isEmpty {
            #expect(schema.prune(&once) == [], "seed \(seed)")
        }
    }
}

/// Schemas and values over the same few names, so that they have something to do with each other.
private struct RandomSchema {
    let random: SeededRandom

    func schema(depth: Int = 3) -> JSONValue {
        var properties = JSONObject()
        for name in ["a", "b", "c"] where random.next(in: 0..<4) > 0 { properties[name] = property(depth: depth) }
        return ["type": "object", "properties": .object(properties)]
    }

    private func property(depth: Int) -> JSONValue {
        var schema: JSONObject
        switch random.next(in: 0..<(depth > 0 ? 7 : 3)) {
        case 0: schema = ["type": "string", "maxLength": 1]
        case 1: schema = ["type": "integer", "minimum": 0]
        case 2: schema = ["type": "boolean"]
        case 3: schema = ["type": "array", "items": property(depth: depth - 1)]
        case 4: schema = ["type": "object", "additionalProperties": property(depth: depth - 1)]
        case 5:
            schema = self.schema(depth: depth - 1).objectValue ?? [:]
            schema["x-kubernetes-preserve-unknown-fields"] = true
        default: schema = self.schema(depth: depth - 1).objectValue ?? [:]
        }
        if random.next(in: 0..<4) == 0 { schema["nullable"] = true }
        if random.next(in: 0..<3) == 0 {
            switch schema["type"]?.stringValue {
            case "string"?: schema["default"] = "d"
            case "integer"?: schema["default"] = 3
            case "object"?: schema["default"] = [:]
            case "array"?: schema["default"] = []
            default: schema["default"] = true
            }
        }
        return .object(schema)
    }

    func value(depth: Int = 4) -> JSONValue {
        switch random.next(in: 0..<(depth > 0 ? 8 : 4)) {
        case 0: .null
        case 1: .string(["", "x", "long"][random.next(in: 0..<3)])
        case 2: .integer(Int64(random.next(in: -1..<3)))
        case 3: .bool(true)
        case 4: .array((0..<random.next(in: 0..<3)).map { _ in value(depth: depth - 1) })
        default:
            .object(
                JSONObject(
                    uniqueKeysWithValues: ["a", "b", "c", "z"].filter { _ in random.next(in: 0..<2) == 0 }
                        .map { ($0, value(depth: depth - 1)) }))
        }
    }
}
