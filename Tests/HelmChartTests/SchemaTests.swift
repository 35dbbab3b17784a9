import JSON
import Testing

@testable import HelmChart

@Suite("Schemas") struct SchemaTests {
    /// Schemas and the values that are held against each of them.
    private static let cases: [(schema: String, values: [String])] =
        [
            (
                ##"{"type":"object","required":["a","b"],"properties":{"a":{"type":"string"},"b":{"type":["integer","null"]}}}"##,
                [
                    "{a: x, b: 1}", "{a: 1, b: x}", "{}", "{a: null, b: null}", "{a: true, b: 1.5}", "{a: [1], b: 1.0}",
                    "{a: {}, b: 1e3}",
                ]
            ),
            (
                ##"{"properties":{"a":{"type":"number"},"b":{"type":"boolean"},"c":{"type":"array"},"d":{"type":"object"}}}"##,
                ["{a: 1, b: true, c: [], d: {}}", "{a: x, b: x, c: x, d: x}", "{a: 1.5, b: 0, c: {}, d: []}"]
            ),
            (
                ##"{"additionalProperties":false,"properties":{"a":{}},"patternProperties":{"^x-":{"type":"integer"}}}"##,
                ["{a: 1, x-b: 2}", "{a: 1, b: 2, c: 3}", "{x-b: text, x-c: 1.5}"]
            ),
            (##"{"additionalProperties":{"type":"string","minLength":2}}"##, ["{a: xx}", "{a: x, b: 1}"]),
            (
                ##"{"properties":{"a":{"enum":["x",1,null,{"b":[1]}]},"b":{"const":{"c":1.0}},"c":{"const":"<&>"}}}"##,
                [
                    "{a: x, b: {c: 1}, c: <&>}", "{a: y, b: 1, c: x}", "{a: 1.0}", "{a: null}", "{a: {b: [1]}}",
                    "{a: {b: [2]}}",
                ]
            ),
            (
                ##"{"properties":{"a":{"minimum":1,"maximum":5},"b":{"exclusiveMinimum":1,"exclusiveMaximum":1000000},"c":{"multipleOf":0.1},"d":{"multipleOf":3}}}"##,
                [
                    "{a: 1, b: 2, c: 0.3, d: 9}", "{a: 0, b: 1, c: 0.35, d: 10}", "{a: 6, b: 1000000, c: 1e-7, d: 0}",
                    "{a: x, b: x, c: x}",
                ]
            ),
            (
                ##"{"properties":{"a":{"minLength":2,"maxLength":3},"b":{"pattern":"^a+$"},"c":{"pattern":"\\d{2}"}}}"##,
                ["{a: äö, b: aaa, c: x12y}", "{a: ä, b: ab, c: '1'}", "{a: abcd, b: 5, c: 12}"]
            ),
            (
                ##"{"properties":{"a":{"items":{"type":"string"},"minItems":1,"maxItems":2,"uniqueItems":true}}}"##,
                ["{a: [x, y]}", "{a: []}", "{a: [x, x, 1]}", "{a: [1, 1.0]}", "{a: x}"]
            ),
            (
                ##"{"properties":{"a":{"items":[{"type":"string"},{"type":"integer"}],"additionalItems":false},"b":{"items":[{}],"additionalItems":{"type":"integer"}},"c":{"items":[{"type":"string"}]},"d":{"additionalItems":false}}}"##,
                ["{a: [x, 1], b: [x, 1, 2], c: [x, y], d: [1]}", "{a: [1, x, 2], b: [x, y], c: [1]}", "{a: [x]}"]
            ),
            (
                ##"{"properties":{"a":{"contains":{"type":"string"}},"b":{"contains":{"minimum":5}}}}"##,
                ["{a: [1, x], b: [5]}", "{a: [1, 2], b: [1, 2]}", "{a: [], b: x}"]
            ),
            (
                ##"{"minProperties":1,"maxProperties":2,"propertyNames":{"pattern":"^[a-z]+$","maxLength":3}}"##,
                ["{a: 1}", "{}", "{a: 1, b: 2, c: 3}", "{A: 1, abcd: 2}"]
            ),
            (
                ##"{"properties":{"a":{"anyOf":[{"type":"string"},{"type":"integer","minimum":5},{"type":"object","required":["x"]}]}}}"##,
                ["{a: x}", "{a: 5}", "{a: 4}", "{a: {}}", "{a: []}", "{a: {x: 1}}"]
            ),
            (
                ##"{"properties":{"a":{"oneOf":[{"type":"integer"},{"minimum":2},{"type":"object","required":["x"],"properties":{"y":{"type":"string"}}}]}}}"##,
                ["{a: 1}", "{a: 3}", "{a: 1.5}", "{a: {y: 1}}", "{a: {x: 1, y: 1}}", "{a: x}"]
            ),
            (
                ##"{"properties":{"a":{"allOf":[{"minLength":2},{"pattern":"^a"},{"not":{"const":"ab"}}]}}}"##,
                ["{a: aa}", "{a: b}", "{a: ab}", "{a: 5}"]
            ),
            (##"{"not":{"required":["a"]}}"##, ["{}", "{a: 1}"]),
            (
                ##"{"if":{"properties":{"a":{"const":1}},"required":["a"]},"then":{"required":["b"]},"else":{"required":["c"],"properties":{"c":{"type":"string"}}}}"##,
                ["{a: 1, b: 1}", "{a: 1}", "{a: 2}", "{c: 1}", "{c: x}"]
            ),
            (##"{"if":{"required":["a"]},"then":false}"##, ["{a: 1}", "{}"]),
            (
                ##"{"dependencies":{"a":["b","c"],"d":{"required":["e"]}}}"##,
                ["{a: 1}", "{a: 1, b: 1, c: 1}", "{d: 1}", "{d: 1, e: 1}"]
            ),
            (
                ##"{"definitions":{"n":{"type":"integer"},"a/b":{"type":"string"}},"properties":{"a":{"$ref":"#/definitions/n"},"b":{"$ref":"#/definitions/a~1b"},"c":{"$ref":"#/properties/a"},"d":{"$ref":"#/definitions/n","minimum":5}}}"##,
                ["{a: 1, b: x, c: 1, d: 1}", "{a: x, b: 1, c: x, d: x}"]
            ),
            (
                ##"{"$defs":{"tree":{"type":"object","properties":{"next":{"$ref":"#/$defs/tree"},"v":{"type":"integer"}}}},"properties":{"t":{"$ref":"#/$defs/tree"}}}"##,
                ["{t: {v: 1, next: {v: 2, next: {v: x}}}}", "{t: {next: []}}"]
            ),
            (##"{"properties":{"a":{"$ref":"#"},"b":{"type":"string"}}}"##, ["{a: {a: {b: 1}}}"]),
            (
                ##"{"$id":"http://example.com/s.json","definitions":{"n":{"$id":"#name","type":"integer"}},"properties":{"a":{"$ref":"#name"},"b":{"$ref":"#/definitions/n"},"c":{"$ref":"http://example.com/s.json#/definitions/n"}}}"##,
                ["{a: x, b: x, c: x}", "{a: 1, b: 1, c: 1}"]
            ),
            (
                ##"{"$schema":"http://json-schema.org/draft-04/schema#","properties":{"a":{"minimum":1,"exclusiveMinimum":true},"b":{"const":1},"c":{"if":{},"then":{"type":"string"}},"d":{"contains":{"type":"string"}},"e":{"propertyNames":{"maxLength":1}}}}"##,
                ["{a: 2}", "{a: 1, b: 2, c: 1, d: [1], e: {ab: 1}}"]
            ),
            (
                ##"{"$schema":"http://json-schema.org/draft-06/schema","properties":{"a":true,"b":false,"c":{"if":{},"then":{"type":"string"}}}}"##,
                ["{a: 1, c: 1}", "{b: 1}"]
            ),
            (
                ##"{"$schema":"http://json-schema.org/draft-07/schema#","properties":{"a":{"exclusiveMaximum":5}}}"##,
                ["{a: 5}", "{a: 4}"]
            ),
            (
                ##"{"$schema":"https://json-schema.org/draft-07/schema#","properties":{"a":{"maximum":5,"exclusiveMaximum":true}}}"##,
                ["{a: 5}", "{a: 4}"]
            ),
            (
                ##"{"properties":{"a":{"type":"string","description":"d","title":"t","default":5,"examples":[1],"unknown":{}}}}"##,
                ["{a: 1}"]
            ),
            (
                ##"{"properties":{"a":{"properties":{"b":{"items":{"properties":{"c":{"type":"string"}},"required":["d"]}}}}}}"##,
                ["{a: {b: [{c: x, d: 1}, {c: 1}, x]}}"]
            ),
            ("true", ["{a: 1}"]), ("false", ["{a: 1}", "{}"]), ("{}", ["{a: 1}"]),
        ] + formats

    private static let formats: [(schema: String, values: [String])] = [
        ("email", ["a@b.c", "Name <a@b.c>", "a", "a@", "@b", "a@b@c", "5"]),
        ("ipv4", ["1.2.3.4", "1.2.3", "256.1.1.1", "::1", "::ffff:1.2.3.4", "01.2.3.4"]),
        ("ipv6", ["::1", "1.2.3.4", "2001:db8::1", "::g", "fe80::1%eth0"]),
        ("date", ["2020-01-02", "2020-02-30", "2020-1-2", "x"]),
        ("time", ["01:02:03", "01:02:03Z", "01:02:03+01:00", "25:00:00", "1:02:03", "01:02"]),
        (
            "date-time",
            ["2020-01-02T03:04:05Z", "2020-01-02T03:04:05.678+01:00", "2020-01-02", "01:02:03", "2020-01-02 03:04:05"]
        ),
        ("hostname", ["a.b", "a_b", "-a", "a-", "A1", "a..b", ""]),
        ("uri", ["http://a/b?c#d", "a/b", "mailto:x", "http://a b", "http://a/%zz", "http://a\\\\b", "a:b"]),
        ("uri-reference", ["a/b", "#x", "%", "a\\\\b", ""]), ("uri-template", ["/a/{b}", "/a/{b", "/a/b}"]),
        ("uuid", ["123e4567-e89b-12d3-a456-426614174000", "123E4567-E89B-12D3-A456-426614174000", "x"]),
        ("regex", ["a+", "(", ""]), ("json-pointer", ["/a/~0", "a", "/~2", ""]),
        ("relative-json-pointer", ["0/a", "1#", "/a", "01"]), ("iri", ["http://ä/", "ä"]), ("unknown", ["x"]),
    ].map { format, texts in
        (##"{"properties":{"a":{"format":"\##(format)"}}}"##, texts.map { ##"{a: "\##($0)"}"## } + ["{a: 5}"])
    }

    private static func chart(_ name: String, _ schema: String, _ values: String) -> [String: String] {
        [
            "Chart.yaml": "apiVersion: v2\nname: \(name)\nversion: 1.0.0", "values.yaml": values,
            "values.schema.json": schema,
        ]
    }

    /// The lines of complaints by the names of charts.
    static func complaints(_ message: String) -> [String: [String]] {
        var complaints: [String: [String]] = [:]
        var name = ""
        for line in message.split(separator: "\n").dropFirst() {
            if line.hasPrefix("- ") { complaints[name, default: []].append(String(line)) } else { name = String(line) }
        }
        return complaints.mapValues { $0.sorted() }
    }

    /// One chart with a chart for each case in it.
    @Test func agreesWithHelm() throws {
        var files = ["chart/Chart.yaml": "apiVersion: v2\nname: all\nversion: 1.0.0"]
        var described: [String: String] = [:]
        for (schema, values) in Self.cases {
            for value in values {
                let name = "c\(described.count)"
                described["\(name):"] = "\(schema) \(value)"
                // Helm adds the table to what has none.
                let inner = value == "{}" ? "{global: {}}" : "{global: {}, \(value.dropFirst())"
                for (file, text) in Self.chart(name, schema, inner) { files["chart/charts/\(name)/\(file)"] = text }
            }
        }
        let helm = Self.complaints(try Helm.run("template", "chart", beside: files).errors)
        let chart = try MemoryFiles(files, below: "chart/").chart()
        let values = try chart.coalescedValues([:]).values
        let error = #expect(throws: ChartError.self) { try chart.validate(values: values) }
        let ours = Self.complaints(error?.description ?? "")
        #expect(helm.count > 100)
        for (name, description) in described { #expect(ours[name] == helm[name], "\(description)") }
    }

    @Test(arguments: [
        ##"{"type":"strin"}"##, ##"{"type":5}"##, ##"{"type":["string",5]}"##, ##"{"type":["string","string"]}"##, "[]",
        ##""x""##,
        ##"{"properties":[]}"##, ##"{"properties":{"a":5}}"##, ##"{"additionalProperties":5}"##,
        ##"{"patternProperties":5}"##,
        ##"{"patternProperties":{"(":{}}}"##, ##"{"propertyNames":5}"##, ##"{"dependencies":5}"##,
        ##"{"dependencies":{"a":5}}"##,
        ##"{"dependencies":{"a":[5]}}"##, ##"{"items":5}"##, ##"{"items":[5]}"##, ##"{"additionalItems":5}"##,
        ##"{"multipleOf":"x"}"##, ##"{"multipleOf":0}"##, ##"{"minimum":"x"}"##, ##"{"maximum":"x"}"##,
        ##"{"exclusiveMinimum":true}"##, ##"{"exclusiveMinimum":"x"}"##, ##"{"minLength":-1}"##,
        ##"{"minLength":"x"}"##,
        ##"{"minLength":5,"maxLength":4}"##, ##"{"pattern":5}"##, ##"{"pattern":"("}"##, ##"{"format":5}"##,
        ##"{"minProperties":-1}"##, ##"{"minProperties":5,"maxProperties":4}"##, ##"{"required":5}"##,
        ##"{"required":[5]}"##,
        ##"{"required":["a","a"]}"##, ##"{"minItems":1.5}"##, ##"{"uniqueItems":5}"##, ##"{"enum":5}"##,
        ##"{"enum":[1,1.0]}"##,
        ##"{"oneOf":5}"##, ##"{"anyOf":5}"##, ##"{"not":5}"##, ##"{"if":5}"##, ##"{"then":5}"##, ##"{"title":5}"##,
        ##"{"description":5}"##, ##"{"$ref":5}"##, ##"{"definitions":5.5}"##, ##"{"definitions":{"a":5}}"##,
        ##"{"$schema":5}"##,
        ##"{"oneOf":[5]}"##, ##"{"contains":5}"##,
    ])
    func refusesSchemasAsHelmDoes(schema: String) throws {
        var files: [String: String] = [:]
        for (name, text) in Self.chart("x", schema, "{a: 1}") { files["chart/\(name)"] = text }
        let helm = try Helm.run("template", "chart", beside: files)
        let chart = try MemoryFiles(files, below: "chart/").chart()
        let error = #expect(throws: ChartError.self) { try chart.validate(values: chart.values) }
        guard !helm.errors.contains("unable to validate schema:") else { return }
        #expect(helm.errors == "Error: \(error?.description ?? "")\n")
    }

    private func complaints(_ schema: String, _ values: JSONObject) throws(ChartError) -> [String] {
        try SchemaValidator.violations(of: SchemaCompiler.compile(Array(schema.utf8)), by: .object(values))
    }

    @Test func knowsLaterDrafts() throws {
        let schema = #"""
            {"$schema":"https://json-schema.org/draft/2020-12/schema","$defs":{"n":{"$anchor":"num","type":"integer"}},
             "properties":{"a":{"prefixItems":[{"type":"string"}],"items":{"type":"integer"}},"b":{"$ref":"#num","minimum":5},
              "c":{"format":"email"}},"dependentRequired":{"d":["e"]},"dependentSchemas":{"f":{"required":["g"]}}}
            """#
        #expect(try complaints(schema, ["a": ["x", 1], "b": 5, "c": "x", "d": 1, "e": 1]).isEmpty)
        #expect(
            try complaints(schema, ["a": [1, "x"], "b": 4, "d": 1, "f": 1]) == [
                "(root): Has a dependency on e", "(root): g is required",
                "a.0: Invalid type. Expected: string, given: integer",
                "a.1: Invalid type. Expected: integer, given: string", "b: Must be greater than or equal to 5",
            ])
    }

    @Test func refusesReferencesToElsewhere() {
        for reference in ["http://example.com/schema.json", "other.json#/a", "file:///etc/passwd"] {
            let error = #expect(throws: ChartError.self) { try complaints("{\"$ref\":\"\(reference)\"}", [:]) }
            #expect(error?.description.contains("\"\(reference)\" leads out of the schema") == true)
        }
    }

    @Test func boundsItsWork() {
        for schema in [
            ##"{"$ref":"#"}"##, ##"{"allOf":[{"$ref":"#"}]}"##,
            ##"{"definitions":{"a":{"anyOf":[{"allOf":[{"$ref":"#/definitions/a"},{"$ref":"#/definitions/a"}]}]}},"$ref":"#/definitions/a"}"##,
        ] {
            let error = #expect(throws: ChartError.self) { try complaints(schema, ["a": 1]) }
            #expect(error?.code == .limit)
        }
        var schema = "{}"
        for _ in 0..<30 { schema = ##"{"anyOf":[{"not":\##(schema)},{"not":{}}]}"## }
        #expect(throws: Never.self) { try complaints(schema, [:]) }
        var twice = ##"{"definitions":{"d0":{"type":"string"}"##
        for level in 1..<40 {
            twice +=
                ##","d\##(level)":{"anyOf":[{"$ref":"#/definitions/d\##(level - 1)"},{"$ref":"#/definitions/d\##(level - 1)"}]}"##
        }
        let error = #expect(throws: ChartError.self) {
            try complaints(twice + ##"},"$ref":"#/definitions/d39"}"##, [:])
        }
        #expect(error?.code == .limit)
    }
}
