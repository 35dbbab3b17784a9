import JSON
import SeededRandomness
import Testing

struct JSONObjectTests {
    @Test func keepsTheOrderOfMembers() {
        var object: JSONObject = ["b": 1, "a": 2]
        object["c"] = 3
        object["b"] = 4
        #expect(object.keys == ["b", "a", "c"])
        object["b"] = nil
        object["b"] = 5
        #expect(object.keys == ["a", "c", "b"])
        #expect(object.sortedByKey().keys == ["a", "b", "c"])
    }

    /// Both representations against an array of pairs, under a seeded sequence of changes.
    @Test(arguments: [8, 400])
    func behavesLikeAListOfPairs(keyCount: Int) {
        var random = SplitMix(seed: UInt64(keyCount))
        var object = JSONObject()
        var model: [(key: String, value: Int64)] = []
        for step in 0..<5000 {
            let key = "key-\(random.next(below: keyCount))"
            let modelIndex = model.firstIndex { $0.key == key }
            switch random.next(below: 5) {
            case 0, 1:
                object[key] = .integer(Int64(step))
                if let modelIndex { model[modelIndex].value = Int64(step) } else { model.append((key, Int64(step))) }
            case 2:
                let removed = object.removeValue(forKey: key)
                #expect(removed?.integerValue == modelIndex.map { model[$0].value })
                if let modelIndex { model.remove(at: modelIndex) }
            case 3:
                object[key] = nil
                if let modelIndex { model.remove(at: modelIndex) }
            default:
                #expect(object[key]?.integerValue == modelIndex.map { model[$0].value })
            }
            #expect(object.count == model.count)
            #expect(object.isEmpty == model.isEmpty)
        }
        #expect(object.keys == model.map(\.key))
        #expect(object.map(\.value.integerValue) == model.map(\.value))
        let reversed = JSONObject(uniqueKeysWithValues: model.reversed().map { ($0.key, .integer($0.value)) })
        #expect(object == reversed)
        #expect(object.hashValue == reversed.hashValue)
    }

    @Test func removesMembersOfALargeObjectInLinearTime() {
        var object = JSONObject(uniqueKeysWithValues: (0..<50_000).map { ("k\($0)", .integer(Int64($0))) })
        for index in 0..<49_999 { object["k\(index)"] = nil }
        #expect(object == ["k49999": 49_999])
    }

    @Test func differs() throws {
        let object: JSONObject = ["a": 1, "b": [1, 2]]
        #expect(object == ["b": [1, 2], "a": 1])
        #expect(object != ["a": 1])
        #expect(object != ["a": 1, "b": [2, 1]])
        #expect(object != ["a": 1, "c": [1, 2]])
        #expect(JSONValue.string("\u{e9}") != JSONValue.string("e\u{301}"))
        #expect(try JSONValue(parsing: "1.0") != JSONValue(parsing: "1"))
    }

    /// A comparison that looked at a value twice would take 2^300 steps.
    @Test func comparesDeepObjectsOnce() {
        func nested(_ innermost: JSONValue) -> JSONValue {
            (0..<300).reduce(innermost) { value, _ in ["first": 0, "nested": value] }
        }
        #expect(nested(1) != nested(2))
        #expect(nested(1) == nested(1))
        #expect(nested(["a": 1, "b": 2]) == nested(["b": 2, "a": 1]))
    }

    @Test func changesInPlace() {
        var object: JSONObject = ["a": ["b": 1]]
        object["a"]?.set(2, at: ["b"])
        object["a"]?.set(3, at: ["c"])
        #expect(object == ["a": ["b": 2, "c": 3]])
        object["d"]?.set(1, at: ["e"])
        #expect(object.keys == ["a"])
    }
}

struct JSONPathTests {
    @Test(
        arguments: [
            (3, ["spec", "replicas"], ["spec": ["replicas": 3, "template": nil]]),
            ("x", ["spec", "template", "name"], ["spec": ["replicas": 1, "template": ["name": "x"]]]),
            ("x", ["status", "a", "b"], ["spec": ["replicas": 1, "template": nil], "status": ["a": ["b": "x"]]]),
            (.some(.null), ["spec", "replicas"], ["spec": ["replicas": nil, "template": nil]]),
            (.none, ["spec", "replicas"], ["spec": ["template": nil]]),
            (.none, ["spec", "template", "name"], ["spec": ["replicas": 1, "template": nil]]),
            (.none, ["status", "phase"], ["spec": ["replicas": 1, "template": nil]]),
            (true, [], true), (.none, [], .some(.null)), (1, ["spec", "replicas", "x"], .none),
        ] as [(JSONValue?, [String], JSONValue?)])
    func setsAtAPath(value: JSONValue?, path: [String], expected: JSONValue?) {
        let before: JSONValue = ["spec": ["replicas": 1, "template": nil]]
        var changed = before
        let isSet = changed.set(value, at: path)
        #expect(isSet == (expected != .none))
        #expect(changed == expected ?? before)
    }

    /// The examples of RFC 6901, section 5.
    @Test(
        arguments: [
            ("", nil), ("/foo", ["bar", "baz"]), ("/foo/0", "bar"), ("/", 0), ("/a~1b", 1), ("/c%d", 2), ("/e^f", 3),
            ("/g|h", 4), ("/i\\j", 5), ("/k\"l", 6), ("/ ", 7), ("/m~0n", 8), ("/~01", 9), ("/o/~1/x~0~1", 10),
        ] as [(String, JSONValue?)])
    func followsAPointer(text: String, expected: JSONValue?) throws {
        let value: JSONValue = [
            "foo": ["bar", "baz"], "": 0, "a/b": 1, "c%d": 2, "e^f": 3, "g|h": 4, "i\\j": 5, "k\"l": 6, " ": 7,
            "m~n": 8, "~1": 9, "o": ["/": ["x~/": 10]],
        ]
        let pointer = try #require(JSONPointer(parsing: text))
        #expect(value[pointer] == expected ?? value)
        #expect(pointer.description == text)
    }

    @Test(arguments: ["foo", "a/b", "/~", "/~2", "/a~", "#/a"])
    func refusesAPointer(text: String) {
        #expect(JSONPointer(parsing: text) == nil)
    }

    @Test(arguments: [
        "/a/2", "/a/-", "/a/00", "/a/01", "/a/+1", "/a/x", "/a/", "/b", "/a/0/x", "/a/99999999999999999999",
    ])
    func findsNothing(text: String) throws {
        let value: JSONValue = ["a": [1, 2]]
        #expect(value[try #require(JSONPointer(parsing: text))] == nil)
    }
}
