import JSON
import Machinery
import Testing

@Suite struct JSONPatchTests {
    @Test(arguments: [
        (#"{"a":1}"#, #"[{"op":"add","path":"/b","value":2}]"#, #"{"a":1,"b":2}"#),
        (#"{"a":1}"#, #"[{"op":"add","path":"/a","value":null}]"#, #"{"a":null}"#),
        (#"{"a":[1,3]}"#, #"[{"op":"add","path":"/a/1","value":2}]"#, #"{"a":[1,2,3]}"#),
        (
            #"{"a":[1]}"#, #"[{"op":"add","path":"/a/1","value":2},{"op":"add","path":"/a/-","value":3}]"#,
            #"{"a":[1,2,3]}"#
        ),
        (
            #"{"a":[]}"#, #"[{"op":"add","path":"/a/-","value":{"b":1}},{"op":"replace","path":"/a/0/b","value":2}]"#,
            #"{"a":[{"b":2}]}"#
        ),
        (#"{"a":1}"#, #"[{"op":"replace","path":"","value":[1]}]"#, "[1]"),
        (#"{"a":1}"#, #"[{"op":"add","path":"","value":null}]"#, "null"),
        (#"{"a":1,"b":2}"#, #"[{"op":"remove","path":"/a"}]"#, #"{"b":2}"#),
        (#"{"a":[1,2,3]}"#, #"[{"op":"remove","path":"/a/1"}]"#, #"{"a":[1,3]}"#),
        (#"{"a":{"b":1},"c":{}}"#, #"[{"op":"move","from":"/a/b","path":"/c/d"}]"#, #"{"a":{},"c":{"d":1}}"#),
        (#"{"a":[1,2,3]}"#, #"[{"op":"move","from":"/a/0","path":"/a/2"}]"#, #"{"a":[2,3,1]}"#),
        (#"{"a":[1,2,3]}"#, #"[{"op":"move","from":"/a/0","path":"/a/-"}]"#, #"{"a":[2,3,1]}"#),
        (#"{"a":1}"#, #"[{"op":"move","from":"/a","path":"/a"}]"#, #"{"a":1}"#),
        (
            #"{"a":{"b":[1]}}"#, #"[{"op":"copy","from":"/a","path":"/c"},{"op":"add","path":"/c/b/-","value":2}]"#,
            #"{"a":{"b":[1]},"c":{"b":[1,2]}}"#
        ),
        (#"{"a/b":{"c~d":1}}"#, #"[{"op":"replace","path":"/a~1b/c~0d","value":2}]"#, #"{"a/b":{"c~d":2}}"#),
        (#"{"":1}"#, #"[{"op":"replace","path":"/","value":2}]"#, #"{"":2}"#),
        (
            #"{"a":1.0}"#, #"[{"op":"test","path":"/a","value":1},{"op":"test","path":"/a","value":10e-1}]"#,
            #"{"a":1.0}"#
        ),
        (
            #"{"a":{"x":1,"y":[2]}}"#, #"[{"op":"test","path":"/a","value":{"y":[2.0],"x":1}}]"#,
            #"{"a":{"x":1,"y":[2]}}"#
        ),
        (#"{"a":1}"#, "[]", #"{"a":1}"#),
    ])
    func applies(target: String, patch: String, result: String) throws {
        let patch = try JSONPatch(json: JSONValue(parsing: patch))
        #expect(try patch.applied(to: JSONValue(parsing: target)) == JSONValue(parsing: result))
        #expect(try JSONPatch(json: patch.json) == patch)
    }

    @Test(arguments: [
        (#"[{"op":"replace","path":"/x","value":1}]"#, #"operation 0 (replace /x): "x" does not exist"#),
        (#"[{"op":"remove","path":"/a/b"}]"#, "operation 0 (remove /a/b): its parent is neither an object nor a list"),
        (#"[{"op":"remove","path":"/l/2"}]"#, "operation 0 (remove /l/2): the index 2 is out of bounds"),
        (#"[{"op":"remove","path":"/l/-"}]"#, #"operation 0 (remove /l/-): "-" is no index of a list"#),
        (#"[{"op":"move","from":"/l/-","path":"/x"}]"#, #"operation 0 (move /l/- to /x): "-" is no index of a list"#),
        (#"[{"op":"add","path":"/l/01","value":1}]"#, #"operation 0 (add /l/01): "01" is no index of a list"#),
        (#"[{"op":"add","path":"/l/3","value":1}]"#, "operation 0 (add /l/3): the index 3 is out of bounds"),
        (#"[{"op":"add","path":"/x/y","value":1}]"#, #"operation 0 (add /x/y): "x" does not exist"#),
        (#"[{"op":"remove","path":""}]"#, "operation 0 (remove ): the whole value cannot be removed"),
        (
            #"[{"op":"move","from":"/o","path":"/o/p"}]"#,
            "operation 0 (move /o to /o/p): a value cannot be moved into itself"
        ),
        (#"[{"op":"copy","from":"/x","path":"/y"}]"#, #"operation 0 (copy /x to /y): "/x" does not exist"#),
        (#"[{"op":"test","path":"/x","value":null}]"#, #"operation 0 (test /x): "/x" does not exist"#),
    ])
    func whatDoesNotApplyChangesNothing(patch: String, message: String) throws {
        let before = try JSONValue(parsing: #"{"a":1,"l":[1,2],"o":{}}"#)
        var value = before
        let good = #"[{"op":"add","path":"/new","value":1},"# + patch.dropFirst()
        let broken = try JSONPatch(json: JSONValue(parsing: patch))
        #expect(throws: MachineryError(.patchDoesNotApply, message)) { try broken.apply(to: &value) }
        let later = try JSONPatch(json: JSONValue(parsing: good))
        #expect(throws: MachineryError.self) { try later.apply(to: &value) }
        #expect(value == before)
    }

    @Test func aTestThatFailsSaysSo() throws {
        let patch = try JSONPatch(json: JSONValue(parsing: #"[{"op":"test","path":"/a","value":2}]"#))
        #expect(throws: MachineryError(.patchTestFailed, "operation 0 (test /a): the value is another")) {
            try patch.applied(to: ["a": 1])
        }
    }

    @Test(arguments: [
        (#"{"op":"add"}"#, "a JSON patch is a list of operations"), ("[1]", "operation 0: an operation is an object"),
        (#"[{"path":"/a"}]"#, "operation 0: op is required"),
        (#"[{"op":"add","value":1}]"#, "operation 0: path is required"),
        (#"[{"op":"add","path":"/a"}]"#, "operation 0: value is required"),
        (#"[{"op":"test","path":"","value":1},{"op":"move","path":"/a"}]"#, "operation 1: from is required"),
        (#"[{"op":"jump","path":"/a"}]"#, #"operation 0: unknown op "jump""#),
        (#"[{"op":"remove","path":"a"}]"#, #"operation 0: path "a" is not a JSON pointer"#),
        (#"[{"op":"remove","path":"/~2"}]"#, #"operation 0: path "/~2" is not a JSON pointer"#),
    ])
    func malformed(text: String, message: String) throws {
        let json = try JSONValue(parsing: text)
        #expect(throws: MachineryError(.malformedPatch, message)) { try JSONPatch(json: json) }
    }

    @Test func limits() throws {
        let operation: JSONValue = ["op": "test", "path": "", "value": 1]
        let most = JSONValue.array(Array(repeating: operation, count: JSONPatch.maximumOperations))
        #expect(throws: Never.self) { try JSONPatch(json: most) }
        let tooMany = JSONValue.array(Array(repeating: operation, count: JSONPatch.maximumOperations + 1))
        #expect(
            throws: MachineryError(
                .patchTooLarge, "The allowed maximum operations in a JSON patch is 10000, got 10001")
        ) { try JSONPatch(json: tooMany) }

        // Each copy doubles the value: without a limit, 64 of them fill any memory.
        let doubling = JSONPatch((0..<64).map { .copy(from: JSONPointer([]), to: JSONPointer(["\($0)"])) })
        #expect {
            try doubling.applied(to: ["a": 1])
        } throws: { ($0 as? MachineryError)?.code == .patchTooLarge }
    }

    @Test func depthIsBounded() throws {
        func nested(_ levels: Int) -> JSONValue { (0..<levels).reduce(1) { inner, _ in ["a": inner] } }
        func path(_ levels: Int) -> JSONPointer { JSONPointer(Array(repeating: "a", count: levels)) }
        let half = JSONPatch.maximumDepth / 2
        let fits = JSONPatch([.copy(from: JSONPointer([]), to: path(half))])
        #expect(try fits.applied(to: nested(half)) == nested(2 * half))
        let isTooDeep = JSONPatch([.copy(from: JSONPointer([]), to: path(half)), .add(nested(1), at: path(2 * half))])
        #expect {
            try isTooDeep.applied(to: nested(half))
        } throws: { ($0 as? MachineryError)?.code == .patchTooLarge }
    }

    @Test(arguments: 1...10)
    func replacingEveryMemberRebuildsAValue(seed: UInt64) throws {
        let source = RandomJSON(random: SeededRandom(seed: seed))
        for _ in 0..<100 {
            guard case .object(let old) = source.object(), case .object(let new) = source.object() else { continue }
            let removals = old.map { JSONPatch.Operation.remove(JSONPointer([$0.key])) }
            let additions = new.map { JSONPatch.Operation.add($0.value, at: JSONPointer([$0.key])) }
            #expect(try JSONPatch(removals + additions).applied(to: .object(old)) == .object(new))
        }
    }
}
