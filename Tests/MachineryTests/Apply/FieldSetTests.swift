import Effects
import JSON
import Machinery
import Testing

private func set(_ text: String) throws -> FieldSet {
    try FieldSet(fieldsV1: JSONValue(parsing: text))
}

@Suite("Sets of fields") struct FieldSetTests {
    @Test(
        "FieldsV1 is written to the byte as Kubernetes writes it",
        arguments: [
            #"{}"#,
            #"{"f:a":{}}"#,
            #"{"f:a":{".":{},"f:b":{}}}"#,
            #"{"f:B":{},"f:a":{},"f:b.c":{},"f:ä":{}}"#,
            #"{"f:a":{},"k:{\"name\":\"a\"}":{},"v:1":{},"v:\"a\"":{},"i:0":{},"i:10":{}}"#,
            #"{"f:ports":{"k:{\"containerPort\":80,\"protocol\":\"TCP\"}":{".":{},"f:containerPort":{}}}}"#,
            #"{"f:s":{"v:-1":{},"v:2":{},"v:2.5":{},"v:\"\"":{},"v:\"10\"":{},"v:\"2\"":{},"v:false":{},"v:true":{},"v:null":{}}}"#,
            #"{"f:s":{"v:\"a\\u003cb\\u0026\\\"\"":{}}}"#,
            #"{"f:":{},"f:f:x":{}}"#,
        ])
    func roundTrip(text: String) throws {
        #expect(try set(text).fieldsV1.text == text)
    }

    @Test(
        "FieldsV1 that others wrote is read",
        arguments: [
            (#"{"f:b":{},"f:a":{}}"#, #"{"f:a":{},"f:b":{}}"#),
            // A child that only later versions know of leaves its parent a member.
            (#"{"f:a":{"x:later":{}},"z:1":{}}"#, #"{"f:a":{}}"#),
            (#"{"f:a":null}"#, #"{"f:a":{}}"#),
            (#"{".":{},"f:a":{".":5}}"#, #"{"f:a":{}}"#),
            (#"{"k:{\"b\":1,\"a\":\"x\"}":{}}"#, #"{"k:{\"a\":\"x\",\"b\":1}":{}}"#),
            (#"{"k:{}":{},"k:null":{}}"#, #"{"k:{}":{}}"#),
            (#"{"v:1.0":{},"v: 1 ":{},"v:1e3":{}}"#, #"{"v:1":{},"v:1000":{}}"#),
        ])
    func readsWhatOthersWrote(text: String, expected: String) throws {
        #expect(try set(text).fieldsV1.text == expected)
    }

    @Test(
        "what is no set is refused",
        arguments: [
            (#"[]"#, "expected an object, found a list"), (#"{"f:a":1}"#, "expected an object, found a number"),
            (#"{"f":{}}"#, "key must be 2 characters long: f"), (#"{"fa":{}}"#, "missing colon: fa"),
            (#"{"i:x":{}}"#, "no index: i:x"), (#"{"k:[1]":{}}"#, "no object: k:[1]"),
        ])
    func refuses(text: String, message: String) throws {
        #expect {
            try set(text)
        } throws: { ($0 as? DecodingFailure)?.message == message }
        #expect(throws: DecodingFailure.self) { try set(#"{"v:{":{}}"#) }
        #expect(throws: DecodingFailure.self) { try set(#"{"v:1 1":{}}"#) }
    }

    @Test("hostile sets are bounded") func bounds() {
        func nested(_ levels: Int) -> JSONValue { (0..<levels).reduce([:]) { inner, _ in ["f:a": inner] } }
        #expect(throws: Never.self) { try FieldSet(fieldsV1: nested(FieldSet.maximumDepth - 1)) }
        #expect(throws: DecodingFailure.self) { try FieldSet(fieldsV1: nested(FieldSet.maximumDepth)) }
        let many = (0...FieldSet.maximumElements).map { ("f:\($0)", JSONValue.object([:])) }
        #expect(throws: DecodingFailure.self) {
            try FieldSet(fieldsV1: .object(JSONObject(uniqueKeysWithValues: many)))
        }
        let deepValue = String(repeating: "[", count: 100) + String(repeating: "]", count: 100)
        #expect(throws: DecodingFailure.self) { try FieldSet(fieldsV1: [("v:" + deepValue): [:]]) }
    }

    static let left = #"{"f:a":{".":{},"f:x":{},"f:y":{}},"f:b":{},"f:c":{"f:z":{}}}"#
    static let right = #"{"f:a":{},"f:b":{"f:x":{}},"f:c":{"f:w":{},"f:z":{}}}"#

    @Test func algebra() throws {
        let (left, right) = (try set(Self.left), try set(Self.right))
        #expect(
            left.union(right).fieldsV1.text
                == #"{"f:a":{".":{},"f:x":{},"f:y":{}},"f:b":{".":{},"f:x":{}},"f:c":{"f:w":{},"f:z":{}}}"#)
        #expect(left.intersection(right).fieldsV1.text == #"{"f:a":{},"f:c":{"f:z":{}}}"#)
        #expect(left.difference(right).fieldsV1.text == #"{"f:a":{"f:x":{},"f:y":{}},"f:b":{}}"#)
        #expect(left.recursiveDifference(right).fieldsV1.text == #"{"f:b":{}}"#)
        #expect(right.recursiveDifference(left).fieldsV1.text == #"{"f:c":{"f:w":{}}}"#)
        #expect(left.leaves.fieldsV1.text == #"{"f:a":{"f:x":{},"f:y":{}},"f:b":{},"f:c":{"f:z":{}}}"#)
        #expect(left.count == 5)
        #expect(left.difference(left).isEmpty)
    }

    @Test func membership() throws {
        let set = try set(Self.left)
        #expect(set.contains([.field("a")]))
        #expect(set.contains([.field("a"), .field("x")]))
        #expect(!set.contains([.field("c")]))
        #expect(!set.contains([.field("a"), .field("x"), .field("y")]))
        #expect(!set.contains([]))
        var grown = set
        grown.insert([.field("c")])
        grown.insert([])
        #expect(grown.fieldsV1.text == #"{"f:a":{".":{},"f:x":{},"f:y":{}},"f:b":{},"f:c":{".":{},"f:z":{}}}"#)
        #expect(FieldSet(set.paths) == set)
        #expect(FieldSet(fields: "a.b", "a", "c").fieldsV1.text == #"{"f:a":{".":{},"f:b":{}},"f:c":{}}"#)
    }

    @Test("paths are named as Kubernetes names them") func names() {
        let set = FieldSet([
            [.field("spec"), .field("ports"), .key(["protocol": "TCP", "port": 80])],
            [.field("spec"), .field("set"), .value("a\"")], [.field("spec"), .field("set"), .value(true)],
            [.field("list"), .index(3)],
        ])
        #expect(
            set.description == """
                .list[3]
                .spec.ports[port=80,protocol="TCP"]
                .spec.set[="a\\""]
                .spec.set[=true]
                """)
    }

    @Test("random sets obey the laws of sets", arguments: 0..<40)
    func laws(seed: UInt64) throws {
        let random = SeededRandom(seed: seed)
        func element() -> PathElement {
            switch random.next(in: 0..<6) {
            case 0: .value(.integer(Int64(random.next(in: 0..<3))))
            case 1: .key(["name": .string(["a", "b", "c"][random.next(in: 0..<3)])])
            case 2: .index(random.next(in: 0..<2))
            default: .field(["a", "b", "c", "é"][random.next(in: 0..<4)])
            }
        }
        func paths() -> Set<FieldSet.Path> {
            Set((0..<random.next(in: 0..<14)).map { _ in (0..<random.next(in: 1..<4)).map { _ in element() } })
        }
        for _ in 0..<20 {
            let (a, b) = (paths(), paths())
            let (left, right) = (FieldSet(a), FieldSet(b))
            #expect(Set(left.paths) == a, "seed \(seed)")
            #expect(left.count == a.count, "seed \(seed)")
            #expect(Set(left.union(right).paths) == a.union(b), "seed \(seed)")
            #expect(Set(left.intersection(right).paths) == a.intersection(b), "seed \(seed)")
            #expect(Set(left.difference(right).paths) == a.subtracting(b), "seed \(seed)")
            let apart = a.filter { path in !path.indices.contains { b.contains(Array(path[...$0])) } }
            #expect(Set(left.recursiveDifference(right).paths) == apart, "seed \(seed)")
            let leaves = a.filter { path in !a.contains { $0.count > path.count && $0.starts(with: path) } }
            #expect(Set(left.leaves.paths) == leaves, "seed \(seed)")
            #expect(try FieldSet(fieldsV1: left.fieldsV1) == left, "seed \(seed)")
            #expect(left.union(right) == right.union(left), "seed \(seed)")
        }
    }
}
