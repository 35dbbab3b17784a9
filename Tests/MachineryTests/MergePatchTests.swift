import JSON
import Machinery
import Testing

@Suite struct MergePatchTests {
    /// The examples of RFC 7386, appendix A.
    @Test(
        arguments: [
            (["a": "b"], ["a": "c"], ["a": "c"]), (["a": "b"], ["b": "c"], ["a": "b", "b": "c"]),
            (["a": "b"], ["a": nil], [:]), (["a": "b", "b": "c"], ["a": nil], ["b": "c"]),
            (["a": ["b"]], ["a": "c"], ["a": "c"]), (["a": "c"], ["a": ["b"]], ["a": ["b"]]),
            (["a": ["b": "c"]], ["a": ["b": "d", "c": nil]], ["a": ["b": "d"]]),
            (["a": [["b": "c"]]], ["a": [1]], ["a": [1]]), (["a", "b"], ["c", "d"], ["c", "d"]),
            (["a": "b"], ["c"], ["c"]), (["a": "foo"], nil, nil), (["a": "foo"], "bar", "bar"),
            (["e": nil], ["a": 1], ["e": nil, "a": 1]), ([1, 2], ["a": "b", "c": nil], ["a": "b"]),
            ([:], ["a": ["bb": ["ccc": nil]]], ["a": ["bb": [:]]]),
        ] as [(JSONValue, JSONValue, JSONValue)])
    func rfc7386(target: JSONValue, patch: JSONValue, result: JSONValue) {
        #expect(MergePatch.applying(patch, to: target) == result)
    }

    @Test(
        arguments: [
            (["a": 1], ["a": 1], [:]), (["a": 1], ["a": 2], ["a": 2]), (["a": 1, "b": 2], ["b": 2], ["a": nil]),
            (["a": ["b": 1, "c": 2]], ["a": ["b": 1, "c": 3]], ["a": ["c": 3]]),
            (["a": [1, 2]], ["a": [1, 3]], ["a": [1, 3]]), (["a": [:]], ["a": 1], ["a": 1]), ([1], [1], [:]), (1, 2, 2),
            (["a": 1], ["a": [:]], ["a": [:]]),
        ] as [(JSONValue, JSONValue, JSONValue)])
    func diffs(old: JSONValue, new: JSONValue, patch: JSONValue) {
        #expect(MergePatch.diff(from: old, to: new) == patch)
    }

    @Test(arguments: 1...20)
    func applyingADiffGivesTheNewValue(seed: UInt64) {
        let source = RandomJSON(random: SeededRandom(seed: seed), hasNulls: false)
        for _ in 0..<200 {
            let (old, new) = (source.object(), source.object())
            let patch = MergePatch.diff(from: old, to: new)
            #expect(MergePatch.applying(patch, to: old) == new)
            #expect(MergePatch.diff(from: new, to: new) == [:])
        }
    }

    @Test func aValueIsChangedInPlace() {
        var value: JSONValue = ["metadata": ["labels": ["a": "b"], "name": "x"], "spec": 1]
        MergePatch.apply(["metadata": ["labels": ["a": nil, "c": "d"]]], to: &value)
        #expect(value.description == #"{"metadata":{"labels":{"c":"d"},"name":"x"},"spec":1}"#)
    }
}
