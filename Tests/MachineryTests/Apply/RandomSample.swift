import Effects
import JSON
import Machinery

/// Random specifications of `Sample`, small enough that those of several managers often meet.
struct RandomSample {
    let random: SeededRandom
    /// Whether members may be null.
    var hasNulls = false
    /// Whether lists may have elements twice, as only stored objects may.
    var hasDuplicates = false

    private func pick<Element>(_ elements: [Element]) -> Element { elements[random.next(in: 0..<elements.count)] }
    private func chance(_ one: Int, of all: Int) -> Bool { random.next(in: 0..<all) < one }
    private func word() -> JSONValue { .string(pick(["a", "b", "c", "d"])) }

    func spec() -> JSONValue {
        object(
            [
                ("numeric", number), ("string", word), ("bool", { .bool(self.chance(1, of: 2)) }),
                ("set", { self.elements(self.word) { $0 } }), ("numbers", { self.elements(self.number) { $0 } }),
                ("atomicList", { self.array(self.word) }), ("list", { self.elements(self.item) { $0["name"] } }),
                ("ports", { self.elements(self.port) { self.portKey($0) } }), ("map", map), ("atomicMap", map),
                ("struct", structure), ("mapOfMaps", { self.members(self.map) }),
                ("mapOfStructs", { self.members(self.pair) }), ("any", { self.any(depth: 2) }),
                ("intOrString", { self.chance(1, of: 2) ? self.number() : self.word() }),
            ], share: 3)
    }

    private func object(_ members: [(String, () -> JSONValue)], share: Int) -> JSONValue {
        var object = JSONObject()
        for (name, value) in members where chance(1, of: share) {
            object[name] = hasNulls && chance(1, of: 12) ? .some(.null) : .some(value())
        }
        return .object(object)
    }

    private func number() -> JSONValue { .integer(Int64(random.next(in: 0..<3))) }

    private func array(_ element: () -> JSONValue) -> JSONValue {
        .array((0..<random.next(in: 0..<4)).map { _ in element() })
    }

    /// The elements of an associative list.
    private func elements(_ element: () -> JSONValue, key: (JSONValue) -> JSONValue?) -> JSONValue {
        var keys: Set<JSONValue?> = []
        let all = array(element).arrayValue ?? []
        return .array(all.filter { keys.insert(key($0)).inserted || hasDuplicates && chance(1, of: 2) })
    }

    private func members(_ value: @escaping () -> JSONValue) -> JSONValue {
        object(["a", "b", "c"].map { ($0, value) }, share: 2)
    }

    private func map() -> JSONValue { members(word) }

    private func structure() -> JSONValue {
        object(
            [("a", word), ("b", word), ("deep", { self.object([("c", self.word), ("d", self.word)], share: 2) })],
            share: 2)
    }

    private func pair() -> JSONValue { object([("a", word), ("b", word)], share: 2) }

    private func item() -> JSONValue {
        let rest = object(
            [
                ("value", number), ("tags", { self.elements(self.word) { $0 } }), ("map", map),
                ("inner", { self.elements(self.inner) { $0["name"] } }),
            ], share: 3)
        return adding("name", word(), to: rest)
    }

    private func inner() -> JSONValue { adding("name", word(), to: object([("value", number)], share: 2)) }

    private func port() -> JSONValue {
        adding(
            "port", number(),
            to: object([("protocol", { .string(self.pick(["TCP", "UDP"])) }), ("name", word)], share: 2))
    }

    private func portKey(_ port: JSONValue) -> JSONValue {
        let written = port["protocol"] ?? "TCP"
        return [port["port"] ?? .null, written]
    }

    private func adding(_ name: String, _ value: JSONValue, to object: JSONValue) -> JSONValue {
        var object = object
        object.set(value, at: [name])
        return object
    }

    private func any(depth: Int) -> JSONValue {
        members {
            switch random.next(in: 0..<(depth > 0 ? 4 : 2)) {
            case 0: number()
            case 1: word()
            case 2: array(word)
            default: any(depth: depth - 1)
            }
        }
    }
}

/// Random requests of two appliers and two updaters for one object.
struct RandomRequest {
    var isApply: Bool
    var manager: String
    var force: Bool
    var spec: JSONValue

    init(_ samples: RandomSample, live: JSONValue?) {
        let random = samples.random
        isApply = random.next(in: 0..<5) > 1
        manager = isApply ? ["a", "b", "c"][random.next(in: 0..<3)] : ["u", "v"][random.next(in: 0..<2)]
        force = random.next(in: 0..<2) == 0
        var samples = samples
        samples.hasDuplicates = !isApply && samples.hasDuplicates
        spec = samples.spec()
        // An update usually changes a little of what there is.
        if !isApply, case .object(let changes) = spec, case .object(var members)? = live {
            for (name, value) in changes { members[name] = value }
            if random.next(in: 0..<3) == 0, let name = members.keys.first { members[name] = .none }
            spec = .object(members)
        }
    }
}
