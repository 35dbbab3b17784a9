import Effects
import JSON
import Machinery
import Testing

@Suite("Random strategic merge patches") struct StrategicMergePropertyTests {
    private static let rules = StrategicMergeRules([
        "a": .set, "b": .map(key: "name"), "b.a": .set, "b.b": .map(key: "name"), "c.a": .map(key: "name"), "c.b": .set,
    ])
    private static let keys = [
        "a", "b", "c", "name", "$patch", "$retainKeys", "$deleteFromPrimitiveList/a", "$setElementOrder/a",
        "$setElementOrder/b", "$setElementOrder/", "$unknown", "$",
    ]

    private static func value(_ random: SeededRandom, depth: Int) -> JSONValue {
        switch random.next(in: 0..<(depth > 0 ? 10 : 4)) {
        case 0: return .null
        case 1: return .string(["delete", "replace", "x", "a"][random.next(in: 0..<4)])
        case 2: return .integer(Int64(random.next(in: 0..<3)))
        case 3: return .bool(true)
        case 4, 5, 6: return .array((0..<random.next(in: 0..<4)).map { _ in value(random, depth: depth - 1) })
        default: return .object(object(random, depth: depth))
        }
    }

    private static func object(_ random: SeededRandom, depth: Int) -> JSONObject {
        var object = JSONObject()
        for _ in 0..<random.next(in: 0..<5) {
            // Directives are rarer than members.
            let key = keys[random.next(in: 0..<(random.next(in: 0..<3) == 0 ? keys.count : 4))]
            object[key] = value(random, depth: depth - 1)
        }
        return object
    }

    @Test("any patch of any object is applied or refused", arguments: UInt64(1)...40)
    func anything(seed: UInt64) {
        let random = SeededRandom(seed: seed)
        let patch = StrategicMergePatch(rules: Self.rules)
        for _ in 0..<250 {
            let (change, target) = (Self.object(random, depth: 5), Self.object(random, depth: 5))
            do {
                _ = try patch.applying(change, to: target)
            } catch {
                #expect(error.code == .malformedPatch)
            }
        }
    }

    @Test("where no rule says otherwise, it is a merge patch", arguments: UInt64(1)...40)
    func withoutRules(seed: UInt64) throws {
        let source = RandomJSON(random: SeededRandom(seed: seed), hasNulls: false)
        let patch = StrategicMergePatch(rules: StrategicMergeRules([:]))
        for _ in 0..<50 {
            let (change, target) = (source.object(), source.object())
            let merged = try patch.applying(change.objectValue ?? [:], to: target.objectValue ?? [:])
            #expect(
                JSONValue.object(merged) == MergePatch.applying(change, to: target), "\(change.text) to \(target.text)")
        }
    }

    /// Elements by their names, what each has besides as members.
    private typealias Elements = [String: [String: Int64]]

    private static func elements(_ random: SeededRandom) -> Elements {
        (0..<random.next(in: 0..<5)).reduce(into: [:]) { elements, _ in
            let name = ["k", "l", "m", "n"][random.next(in: 0..<4)]
            for _ in 0..<random.next(in: 0..<3) {
                elements[name, default: [:]][["x", "y"][random.next(in: 0..<2)]] = Int64(random.next(in: 0..<5))
            }
        }
    }

    private static func json(_ elements: Elements, deleted: Set<String> = [], _ random: SeededRandom) -> JSONValue {
        var list = elements.map { name, members -> JSONValue in
            var object: JSONObject = ["name": .string(name)]
            for (key, value) in members.sorted(by: { $0.key < $1.key }) { object[key] = .integer(value) }
            return .object(object)
        }
        list += deleted.map { ["$patch": "delete", "name": .string($0)] }
        return .array(list.sorted { $0.text < $1.text }.shuffled(by: random))
    }

    private static func read(_ value: JSONValue?) -> Elements {
        (value?.arrayValue ?? []).reduce(into: [:]) { elements, element in
            let members = element.objectValue ?? [:]
            elements[members["name"]?.stringValue ?? ""] = members.reduce(into: [:]) { members, member in
                if let number = member.value.integerValue { members[member.key] = number }
            }
        }
    }

    @Test("lists with a key merge as dictionaries, and sets unite", arguments: UInt64(1)...60)
    func lists(seed: UInt64) throws {
        let random = SeededRandom(seed: seed)
        let patch = StrategicMergePatch(rules: Self.rules)
        for _ in 0..<50 {
            let (old, changed) = (Self.elements(random), Self.elements(random))
            let deleted = Set(["k", "l", "m", "n"].filter { changed[$0] == nil && random.next(in: 0..<4) == 0 })
            let words = { ["p", "q", "r", "s"].filter { _ in random.next(in: 0..<2) == 0 } }
            let (oldSet, newSet) = (words(), words())
            let target: JSONObject = [
                "a": .array(oldSet.map(JSONValue.string)), "b": Self.json(old, random), "kept": 1,
            ]
            let change: JSONObject = [
                "a": .array(newSet.map(JSONValue.string)), "b": Self.json(changed, deleted: deleted, random),
            ]
            var expected = old.merging(changed) { $0.merging($1) { $1 } }
            for name in deleted { expected[name] = nil }
            let merged = try patch.applying(change, to: target)
            #expect(Self.read(merged["b"]) == expected, "\(JSONValue.object(change).text)")
            #expect(merged["b"]?.arrayValue?.count == expected.count)
            let set = merged["a"]?.arrayValue?.compactMap(\.stringValue) ?? []
            #expect(set.count == Set(set).count && Set(set) == Set(oldSet).union(newSet))
            #expect(merged["kept"] == 1)
            // Whoever applies it again changes nothing, the order included.
            #expect(try JSONValue.object(patch.applying(change, to: merged)).text == JSONValue.object(merged).text)
        }
    }
}

extension Array {
    fileprivate func shuffled(by random: SeededRandom) -> [Element] {
        var copy = self
        for index in copy.indices.dropFirst().reversed() { copy.swapAt(index, random.next(in: 0..<(index + 1))) }
        return copy
    }
}
