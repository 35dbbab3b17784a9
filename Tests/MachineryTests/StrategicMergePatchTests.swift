import JSON
import Machinery
import Testing

@Suite struct StrategicMergePatchTests {
    private static let rules = StrategicMergeRules([
        "set": .set, "map": .map(key: "name"), "map.inner": .map(key: "id"), "deep.map": .map(key: "name"),
    ])

    private func patched(_ target: String, _ patch: String) throws -> JSONValue {
        let target = try #require(try JSONValue(parsing: target).objectValue)
        let patch = try #require(try JSONValue(parsing: patch).objectValue)
        return .object(try StrategicMergePatch(rules: Self.rules).applying(patch, to: target))
    }

    @Test(arguments: [
        // Like a merge patch where no rule says otherwise.
        (#"{"a":1,"b":{"c":2}}"#, #"{"a":null,"b":{"d":3},"e":4}"#, #"{"b":{"c":2,"d":3},"e":4}"#),
        (#"{"list":[1,2]}"#, #"{"list":[3]}"#, #"{"list":[3]}"#),
        (#"{"a":1}"#, #"{"a":{"b":null,"c":{"d":null}}}"#, #"{"a":{"b":null,"c":{"d":null}}}"#),
        (#"{}"#, #"{"a":{"b":null,"c":1},"gone":null}"#, #"{"a":{"c":1}}"#),
        // Sets.
        (#"{"set":["a","b"]}"#, #"{"set":["c","a"]}"#, #"{"set":["c","a","b"]}"#),
        (#"{}"#, #"{"set":["a"]}"#, #"{"set":["a"]}"#),
        (#"{"set":["a","b","c"]}"#, #"{"$deleteFromPrimitiveList/set":["b"]}"#, #"{"set":["a","c"]}"#),
        (
            #"{"set":["a","b"]}"#, #"{"$setElementOrder/set":["b","c","a"],"set":["c"]}"#, #"{"set":["b","c","a"]}"#
        ),
        // Lists by a key.
        (
            #"{"map":[{"name":"a","x":1},{"name":"b","x":2}]}"#, #"{"map":[{"name":"b","y":3}]}"#,
            #"{"map":[{"name":"a","x":1},{"name":"b","x":2,"y":3}]}"#
        ),
        (#"{"map":[{"name":"a"}]}"#, #"{"map":[{"name":"b","x":null}]}"#, #"{"map":[{"name":"b"},{"name":"a"}]}"#),
        (
            #"{"map":[{"name":"a"},{"name":"b"}]}"#, #"{"map":[{"$patch":"delete","name":"a"}]}"#,
            #"{"map":[{"name":"b"}]}"#
        ),
        (
            #"{"map":[{"name":"a"}]}"#, #"{"map":[{"$patch":"replace"},{"name":"b"},{"name":"c"}]}"#,
            #"{"map":[{"name":"b"},{"name":"c"}]}"#
        ),
        (
            #"{"map":[{"name":"a","inner":[{"id":1},{"id":2}]}]}"#,
            #"{"map":[{"name":"a","inner":[{"id":2,"x":true},{"$patch":"delete","id":1}]}]}"#,
            #"{"map":[{"name":"a","inner":[{"id":2,"x":true}]}]}"#
        ),
        (#"{"deep":{"map":[{"name":"a"}]}}"#, #"{"deep":{"map":[]}}"#, #"{"deep":{"map":[{"name":"a"}]}}"#),
        (#"{}"#, #"{"map":[{"$patch":"delete","name":"a"},{"name":"b"}]}"#, #"{"map":[{"name":"b"}]}"#),
        // Order: the named ones as wanted, the others where they stood among their neighbours.
        (
            #"{"map":[{"name":"a"},{"name":"b"},{"name":"c"}]}"#,
            #"{"$setElementOrder/map":[{"name":"c"},{"name":"a"}]}"#,
            #"{"map":[{"name":"b"},{"name":"c"},{"name":"a"}]}"#
        ),
        (
            #"{"map":[{"name":"a"},{"name":"s"},{"name":"b"}]}"#,
            #"{"$setElementOrder/map":[{"name":"a"},{"name":"n"},{"name":"b"}],"map":[{"name":"n"}]}"#,
            #"{"map":[{"name":"a"},{"name":"n"},{"name":"s"},{"name":"b"}]}"#
        ),
        // Directives on objects.
        (#"{"o":{"a":1,"b":2}}"#, #"{"o":{"$patch":"replace","c":3}}"#, #"{"o":{"c":3}}"#),
        (#"{"o":{"a":1}}"#, #"{"o":{"$patch":"delete"}}"#, #"{"o":{}}"#),
        (#"{"o":{"a":1,"b":2}}"#, #"{"o":{"$retainKeys":["b","c"],"c":3}}"#, #"{"o":{"b":2,"c":3}}"#),
    ])
    func changes(target: String, patch: String, expected: String) throws {
        // Compared as text, because order matters.
        #expect(try patched(target, patch).text == JSONValue(parsing: expected).text)
    }

    @Test(arguments: [
        #"{"map":[{"x":1}]}"#, #"{"map":[1]}"#, #"{"$patch":"upsert"}"#, #"{"$retainKeys":"a"}"#, #"{"$unknown":1}"#,
    ])
    func refuses(patch: String) {
        let error = #expect(throws: MachineryError.self) { try patched(#"{"map":[{"name":"a"}]}"#, patch) }
        #expect(error?.code == .malformedPatch)
    }
}
