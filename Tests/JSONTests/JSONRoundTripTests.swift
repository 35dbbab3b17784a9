import Foundation
import JSON
import SeededRandomness
import Testing

struct JSONRoundTripTests {
    @Test(arguments: 0..<300)
    func readsWhatItWrote(seed: Int) throws {
        var generator = JSONGenerator(seed: UInt64(seed))
        let value = generator.value(depth: 4)
        let compact = value.serialized()
        #expect(try JSONValue(parsing: compact) == value)
        #expect(try JSONValue(parsing: compact).serialized() == compact)
        #expect(try JSONValue(parsing: value.prettyPrinted()).serialized() == compact)
    }

    /// Long strings that a text repeats share storage; those that compete for one place must not be mistaken.
    @Test func keepsRepeatedStringsApart() throws {
        let strings = (0..<3000).map { "a string with its number \($0 % 700) in the middle, of some length" }
        let value = JSONValue.array(strings.map { .object(JSONObject(uniqueKeysWithValues: [($0, .string($0))])) })
        #expect(try JSONValue(parsing: value.serialized()) == value)
    }

    @Test(arguments: 0..<150)
    func agreesWithFoundation(seed: Int) throws {
        var generator = JSONGenerator(seed: UInt64(seed) + 1_000_000)
        let value = generator.value(depth: 4)
        // Foundation reads what we write…
        let theirs = try JSONSerialization.jsonObject(with: Data(value.serialized()), options: .fragmentsAllowed)
        #expect(Self.agrees(value, theirs), "\(value)")
        // …and we read what Foundation writes. Its dictionaries take canonically equivalent keys for one.
        let text = try JSONSerialization.data(withJSONObject: theirs, options: [.fragmentsAllowed])
        #expect(Self.agrees(try JSONValue(parsing: Array(text)), theirs))
    }

    /// A text with one byte changed is refused by both or read alike by both.
    @Test(arguments: 0..<150)
    func agreesWithFoundationOnDamagedText(seed: Int) throws {
        var generator = JSONGenerator(seed: UInt64(seed) + 2_000_000)
        var text = JSONValue.array([generator.value(depth: 3)]).serialized()
        text[generator.random.next(below: text.count)] = UInt8(generator.random.next(below: 128))
        let ours = try? JSONValue(parsing: text, duplicateKeys: .lastWins)
        let theirs = try? JSONSerialization.jsonObject(with: Data(text), options: .fragmentsAllowed)
        if let ours {
            let theirs = try #require(theirs, "\(String(decoding: text, as: UTF8.self))")
            #expect(Self.agrees(ours, theirs), "\(String(decoding: text, as: UTF8.self))")
        } else {
            #expect(theirs == nil, "\(String(decoding: text, as: UTF8.self))")
        }
    }

    private static func agrees(_ ours: JSONValue, _ theirs: Any) -> Bool {
        switch ours {
        case .null: theirs is NSNull
        case .bool(let value): (theirs as? NSNumber)?.boolValue == value
        case .integer(let value): (theirs as? NSNumber)?.int64Value == value
        case .number(let value):
            (theirs as? NSNumber).map { abs($0.doubleValue - value.doubleValue) <= abs(value.doubleValue) * 1e-12 }
                ?? false
        case .string(let value): (theirs as? String) == value
        case .array(let values):
            (theirs as? [Any]).map { theirs in
                theirs.count == values.count && zip(values, theirs).allSatisfy { agrees($0, $1) }
            } ?? false
        case .object(let members):
            (theirs as? [String: Any]).map { theirs in
                // Of canonically equivalent keys Foundation keeps one.
                Set(members.map(\.key)).count == theirs.count
                    && (theirs.count < members.count
                        || members.allSatisfy { member in theirs[member.key].map { agrees(member.value, $0) } ?? false })
            } ?? false
        }
    }
}
