import JSON
import Machinery
import Testing

@Suite struct JSONPathTests {
    static let text = """
        {"metadata": {"name": "web", "labels": {"example.com/app": "x", "a.b": "y"}},
         "spec": {"replicas": 3, "ports": [{"name": "a", "port": 1}, {"name": "b", "port": 20}, {"name": "c", "port": 3}]},
         "status": {"conditions": [{"type": "Ready", "status": "True"}, {"type": "Paused", "status": "False"}]}}
        """

    @Test(arguments: [
        (".metadata.name", #"["web"]"#), ("$.metadata.name", #"["web"]"#), ("@.metadata.name", #"["web"]"#),
        (".metadata.missing.more", "[]"), (".metadata.name.more", "[]"), (".spec.ports.name", "[]"),
        ("['metadata'][\"name\"]", #"["web"]"#), (".metadata['name']", #"["web"]"#),
        (".['metadata'].name", #"["web"]"#),
        (#".metadata.labels.a\.b"#, #"["y"]"#), (".metadata.labels['example.com/app']", #"["x"]"#),
        (#".metadata.labels.example\.com/app"#, #"["x"]"#),
        (".spec.ports[0].name", #"["a"]"#), (".spec.ports[-1].name", #"["c"]"#), (".spec.ports[3].name", "[]"),
        (".spec.ports[-4].name", "[]"), (".spec.ports[*].port", "[1,20,3]"), (".spec.ports.*.port", "[1,20,3]"),
        (".spec.ports[1:].name", #"["b","c"]"#), (".spec.ports[:2].name", #"["a","b"]"#),
        (".spec.ports[::2].name", #"["a","c"]"#), (".spec.ports[-2:-1].name", #"["b"]"#), (".spec.ports[2:1]", "[]"),
        (".spec.ports[0,2].name", #"["a","c"]"#), (".spec.ports[0]['port','name']", #"[1,"a"]"#),
        (#".status.conditions[?(@.type=="Ready")].status"#, #"["True"]"#),
        (".status.conditions[?(@.type=='Paused')].status", #"["False"]"#),
        (#".status.conditions[?( @.type == "None" )].status"#, "[]"),
        (".spec.ports[?(@.port>1)].name", #"["b","c"]"#), (".spec.ports[?(@.port<=3)].name", #"["a","c"]"#),
        (".spec.ports[?(@.port>=20)].name", #"["b"]"#), (".spec.ports[?(@.port<2.5)].name", #"["a"]"#),
        (".spec.ports[?(@.port!=1)].name", #"["b","c"]"#), (".spec.ports[?(@.none)].name", "[]"),
        (".spec.ports[?(@.name)].port", "[1,20,3]"), (#".spec.ports[?(@.port=="1")].name"#, "[]"),
        (#".spec.ports[?(@.name>"a")].port"#, "[20,3]"), (".spec.ports[?(@.port==1.0)].name", #"["a"]"#),
        ("..type", #"["Ready","Paused"]"#), (".spec..name", #"["a","b","c"]"#), ("..ports[0].name", #"["a"]"#),
        (".spec.replicas", "[3]"), (".metadata.labels", #"[{"example.com/app":"x","a.b":"y"}]"#),
    ])
    func evaluates(path: String, results: String) throws {
        let value = try JSONValue(parsing: Self.text)
        #expect(try JSONValue.array(JSONPath(parsing: path).evaluate(on: value)).description == results)
    }

    @Test func thePathOfNothingIsTheValue() throws {
        #expect(try JSONPath(parsing: "").evaluate(on: 1) == [1])
        #expect(try JSONPath(parsing: ".").first(in: 1) == 1)
    }

    @Test(arguments: [
        "metadata", ".a[", ".a[]", ".a[x]", ".a['b]", ".a[?(@.b==)]", ".a[?(@.b]", ".a[?@.b]", ".a[1", ".a[::0]",
        ".a[::-1]",
        ".a b", "..", ".a..", ".a[?(@.b[?(@.c)])]", ".a[99999999999]", ".a[?(@.b==c)]",
        String(repeating: ".a", count: 65),
    ])
    func refuses(path: String) {
        #expect { try JSONPath(parsing: path) } throws: { ($0 as? MachineryError)?.code == .invalidJSONPath }
    }

    @Test func resultsAreBounded() throws {
        let wide = JSONValue.array((0..<100).map { .integer($0) })
        let value = JSONValue.array(Array(repeating: .array(Array(repeating: wide, count: 100)), count: 100))
        #expect(try JSONPath(parsing: "..*..*").evaluate(on: value).count == JSONPath.maximumResults)
    }
}
