import JSON
import Testing
import YAML

@Suite("YAML that is rendered as a Jinja template first")
struct YAMLTemplateTests {
    @Test(arguments: [
        ("{{ ds['x'] }}", "|-\n  {{ ds['x'] }}"), ("a: {{ ds[\"x\"] }} # b", "|-\n  a: {{ ds[\"x\"] }} # b"),
        ("echo {{ x }}", "|-\n  echo {{ x }}"), (" {{ x }} ", "|2-\n   {{ x }} "), ("a\t{{ x }}", "|-\n  a\t{{ x }}"),
        ("2001-01-01{{ d[\"x\"] }}", "|-\n  2001-01-01{{ d[\"x\"] }}"),
        // Jinja takes away the line break after these.
        ("{% if x %}a{% endif %}", "'{% if x %}a{% endif %}'"), ("a {# b #}", "'a {# b #}'"),
        ("{% if x %}a{% endif %}.", "|-\n  {% if x %}a{% endif %}."),
        ("{{ x }}\nb", "|-\n  {{ x }}\n  b"), ("{ x }", "'{ x }'"), ("${x}", "${x}"), ("it's", "it's"),
        ("{{ x }}\u{1}", "\"{{ x }}\\x01\""),
    ])
    func expressionsStandWithoutEscapes(string: String, text: String) throws {
        let value: JSONValue = ["k": .string(string), "l": 1]
        #expect(value.yaml(templated: true) == "k: \(text)\nl: 1\n")
        #expect(try YAMLDocument.parse(value.yaml(templated: true)).map(\.value) == [value])
        #expect(YAMLDocument.text(of: [value], templated: true) == value.yaml(templated: true))
    }
}
