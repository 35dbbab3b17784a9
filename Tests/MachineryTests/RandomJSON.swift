import Effects
import JSON

/// Random values, small enough that two of them often have something in common.
struct RandomJSON {
    let random: SeededRandom
    var hasNulls = true

    func value(depth: Int = 4) -> JSONValue {
        switch random.next(in: 0..<(depth > 0 ? 9 : 5)) {
        case 0: hasNulls ? .null : .string("none")
        case 1: .bool(random.next(in: 0..<2) == 0)
        case 2: .integer(Int64(random.next(in: -2..<3)))
        case 3: .number(JSONNumber(Double(random.next(in: 0..<4)) + 0.5))
        case 4: .string(["", "a", "b~/", "ü\"\\"][random.next(in: 0..<4)])
        case 5: .array((0..<random.next(in: 0..<4)).map { _ in value(depth: depth - 1) })
        default: object(depth: depth)
        }
    }

    func object(depth: Int = 4) -> JSONValue {
        var object = JSONObject()
        for _ in 0..<random.next(in: 0..<5) {
            object[["a", "b", "c/d", "e~f", ""][random.next(in: 0..<5)]] = value(depth: depth - 1)
        }
        return .object(object)
    }
}
