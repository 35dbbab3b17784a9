import JSON
import Testing
import YAML

@Suite("YAML values as they are written")
struct YAMLNodeTests {
    private func scalar(_ text: String) throws -> YAMLScalar {
        let node = try #require(try YAMLNode.parse(text).first)
        guard case .scalar(let scalar) = node else {
            Issue.record("\(text) is no scalar")
            throw YAMLNodeTestsError()
        }
        return scalar
    }

    private struct YAMLNodeTestsError: Error {}

    @Test(
        arguments: [
            ("0644", "0644", true, nil, 420), ("\"0644\"", "0644", false, nil, "0644"), ("yes", "yes", true, nil, true),
            ("~", "~", true, nil, .null), ("!!str 1", "1", true, "tag:yaml.org,2002:str", "1"),
            ("!!binary aGk=", "aGk=", true, "tag:yaml.org,2002:binary", nil), (".inf", ".inf", true, nil, nil),
            ("|\n  a\n", "a\n", false, nil, "a\n"),
        ] as [(String, String, Bool, String?, JSONValue?)])
    func scalarsKeepTheirForm(text: String, written: String, isPlain: Bool, tag: String?, value: JSONValue?) throws {
        let scalar = try scalar(text)
        #expect(scalar.text == written && scalar.isPlain == isPlain && scalar.tag == tag)
        #expect(scalar.value == value)
    }

    @Test func aliasesAndMergeKeysAreFollowed() throws {
        let node = try #require(
            try YAMLNode.parse("base: &b {x: 1, y: 2}\nlist: [*b]\nmore: {<<: [*b, {z: 4}], x: 3}\n").first)
        let number = { (text: String) in YAMLNode.scalar(try scalar(text)) }
        guard case .mapping(let members) = node, members.count == 3 else {
            Issue.record("\(node)")
            return
        }
        #expect(members[1].value == .sequence([members[0].value]))
        guard case .mapping(let merged) = members[2].value else {
            Issue.record("\(members[2])")
            return
        }
        #expect(merged.map(\.key) == ["x", "y", "z"])
        #expect(try merged.map(\.value) == [number("3"), number("2"), number("4")])
    }

    @Test func documentsAreSeparate() throws {
        #expect(try YAMLNode.parse("").isEmpty)
        #expect(try YAMLNode.parse("a\n---\nb\n").count == 2)
    }

    @Test(
        arguments: [
            ("a: 1\na: 2", .duplicateKey), ("[", .syntax), ("? [a]\n: b", .unsupported), ("<<: 1", .unsupported),
            ("[[[[a]]]]", .limit), ("a: &a [x, x, x]\nb: [*a, *a]", .limit),
            ("0123456789012345678901234567890123456789", .limit),
        ] as [(String, YAMLError.Code)])
    func whatCannotBeReadIsRefused(text: String, code: YAMLError.Code) {
        let limits = YAMLLimits(byteCount: 39, depth: 3, aliasedValues: 6, aliasedBytes: 100)
        let error = #expect(throws: YAMLError.self) { try YAMLNode.parse(text, limits: limits) }
        #expect(error?.code == code)
    }
}
