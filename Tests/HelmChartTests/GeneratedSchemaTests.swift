import JSON
import SeededRandomness
import Testing

@testable import HelmChart

/// Random schemas and values, held against Helm.
@Suite("Generated schemas") struct GeneratedSchemaTests {
    private struct Generator {
        var random: SplitMix

        mutating func below(_ bound: Int) -> Int { Int(random.next() % UInt64(bound)) }

        mutating func any<Element>(_ choices: [Element]) -> Element { choices[below(choices.count)] }

        private static let keys = ["a", "b", "c", "x-1"]

        mutating func scalar() -> JSONValue {
            any([
                nil, true, false, 0, 1, 2, 5, -1, .number(JSONNumber(1.5)), .number(JSONNumber(0.3)), "", "a", "ab",
                "abc", "1", "äö", "<&>",
            ])
        }

        mutating func value(_ depth: Int) -> JSONValue {
            switch below(depth > 0 ? 6 : 3) {
            case 0, 1, 2: return scalar()
            case 3: return .array((0..<below(4)).map { _ in value(depth - 1) })
            default:
                var object = JSONObject()
                for _ in 0..<below(4) { object[any(Self.keys)] = value(depth - 1) }
                return .object(object)
            }
        }

        mutating func schema(_ depth: Int) -> JSONValue {
            if below(12) == 0 { return .bool(below(2) == 0) }
            var schema = JSONObject()
            for _ in 0...below(4) { add(to: &schema, depth) }
            return .object(schema)
        }

        private mutating func list(_ depth: Int) -> JSONValue { .array((0...below(3)).map { _ in schema(depth - 1) }) }

        private mutating func map(_ keys: [String], _ depth: Int) -> JSONValue {
            var object = JSONObject()
            for _ in 0...below(3) { object[any(keys)] = schema(depth - 1) }
            return .object(object)
        }

        private mutating func add(to schema: inout JSONObject, _ depth: Int) {
            switch below(depth > 0 ? 28 : 14) {
            case 0:
                schema["type"] = .string(any(["string", "integer", "number", "boolean", "null", "array", "object"]))
            case 1:
                schema["type"] = any([["string", "integer"], ["object", "array"], ["null", "number", "boolean"]])
            case 2: schema["minimum"] = .integer(Int64(below(4)))
            case 3: schema[any(["exclusiveMinimum", "exclusiveMaximum"])] = .integer(Int64(below(4)))
            case 4: schema["maximum"] = .integer(Int64(below(4)))
            case 5: schema["multipleOf"] = any([2, .number(JSONNumber(0.1)), .number(JSONNumber(0.5))])
            case 6: schema["minLength"] = .integer(Int64(below(2)))
            case 7: schema["maxLength"] = .integer(Int64(below(2) + 1))
            case 8: schema["pattern"] = .string(any(["^a", "b$", "[0-9]", ".."]))
            case 9: schema["const"] = value(1)
            case 10: schema["enum"] = .array([scalar(), ["k": scalar()]])
            case 11: schema["required"] = any([["a"], ["b", "c"]])
            case 12: schema[any(["minItems", "minProperties"])] = .integer(Int64(below(3)))
            case 13: schema[any(["maxItems", "maxProperties"])] = .integer(Int64(below(3) + 2))
            case 14, 15, 16: schema["properties"] = map(Self.keys, depth)
            case 17: schema["additionalProperties"] = self.schema(depth - 1)
            case 18: schema["patternProperties"] = map(["^x", "a|b"], depth)
            case 19: schema["propertyNames"] = self.schema(0)
            case 20: schema["items"] = below(2) == 0 ? self.schema(depth - 1) : list(depth)
            case 21: schema["additionalItems"] = self.schema(depth - 1)
            case 22: schema["contains"] = self.schema(depth - 1)
            case 23: schema[any(["anyOf", "oneOf", "allOf"])] = list(depth)
            case 24: schema["not"] = self.schema(depth - 1)
            case 25:
                schema["if"] = self.schema(depth - 1)
                schema[any(["then", "else"])] = self.schema(depth - 1)
            case 26: schema["dependencies"] = ["a": below(2) == 0 ? ["b"] : self.schema(depth - 1)]
            default: schema["uniqueItems"] = true
            }
        }
    }

    /// 600 schemas, and a value for each.
    @Test func agreeWithHelm() throws {
        var generator = Generator(random: SplitMix(seed: 29))
        for _ in 0..<4 {
            var files = ["chart/Chart.yaml": "apiVersion: v2\nname: all\nversion: 1.0.0"]
            var described: [String: String] = [:]
            for index in 0..<150 {
                var values: JSONObject = ["global": [:]]
                for (key, value) in generator.value(3).objectValue ?? ["a": generator.value(3)] { values[key] = value }
                let schema = generator.schema(3)
                let directory = "chart/charts/c\(index)"
                files["\(directory)/Chart.yaml"] = "apiVersion: v2\nname: c\(index)\nversion: 1.0.0"
                files["\(directory)/values.yaml"] = JSONValue.object(values).text
                files["\(directory)/values.schema.json"] = schema.text
                described["c\(index):"] = "\(schema.text) \(JSONValue.object(values).text)"
            }
            let helm = SchemaTests.complaints(try Helm.run("template", "chart", beside: files).errors)
            let chart = try MemoryFiles(files, below: "chart/").chart()
            let values = try chart.coalescedValues([:]).values
            let error = #expect(throws: ChartError.self) { try chart.validate(values: values) }
            let ours = SchemaTests.complaints(error?.description ?? "")
            try #require(helm.count > 50)
            for (name, description) in described { #expect(ours[name] == helm[name], "\(description)") }
        }
    }
}
