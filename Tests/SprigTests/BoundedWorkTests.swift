import Effects
import GoTemplate
import JSON
import Testing

@testable import Sprig

/// What templates ask for costs no more memory and time than their render may take.
@Suite("Bounds") struct BoundedWorkTests {
    private static let much: JSONValue = 1_000_000_000_000

    @Test(
        arguments: [
            FunctionCase("repeat", much, "ab", gives: "error: too much output"),
            FunctionCase("repeat", .integer(.max), "ab", gives: "error: too much output"),
            FunctionCase("indent", much, "a", gives: "error: too much output"),
            FunctionCase(
                "nindent", 1_000_000, .string(String(repeating: "\n", count: 100)), gives: "error: too much output"),
            FunctionCase("until", much, gives: "error: too much output"),
            FunctionCase("untilStep", .integer(.min), .integer(.max), 1, gives: "error: too much output"),
            FunctionCase("seq", 1, much, gives: "error: too much output"),
            FunctionCase("randAlphaNum", much, gives: "error: too much output"),
            FunctionCase("randBytes", much, gives: "error: too much output"),
            FunctionCase("replace", "", long, long, gives: "error: too much output"),
            FunctionCase("wrapWith", 1, long, long, gives: "error: too much output"),
            FunctionCase("join", long, .array(Array(repeating: "a", count: 1000)), gives: "error: too much output"),
            FunctionCase("regexReplaceAll", "a", long, long, gives: "error: too much output"),
            FunctionCase("regexReplaceAll", ".+", long, manyGroups, gives: "error: too much output"),
            FunctionCase("regexReplaceAllLiteral", "", long, long, gives: "error: too much output"),
        ])
    func growth(_ function: FunctionCase) { function.check() }

    private static let long = JSONValue.string(String(repeating: "a", count: 20_000))
    private static let manyGroups = JSONValue.string(String(repeating: "$0", count: 1000))

    /// A list that holds another twice, and so on, has exponentially many elements.
    private static func doubled(_ depth: Int) -> GoValue {
        (0..<depth).reduce(GoValue.text("x")) { value, _ in .list([value, value]) }
    }

    /// A map that contains itself.
    private static func cycle() -> GoValue {
        let map = GoMap(["a": .int(1)])
        map.values["self"] = .map(map)
        return .map(map)
    }

    @Test(arguments: ["toJson", "toPrettyJson", "toString", "deepCopy", "quote", "toStrings"])
    func sharedValues(name: String) throws {
        let function = try #require(FunctionSet.everything[name])
        #expect(throws: FunctionFailure.self) { try function.body([Self.doubled(60)], TestCall(budget: 1 << 18)) }
        #expect(throws: Never.self) { try function.body([Self.doubled(4)], TestCall(budget: 1 << 18)) }
    }

    @Test(arguments: ["toJson", "toPrettyJson", "toString", "deepCopy", "quote", "squote", "cat"])
    func valuesThatContainThemselves(name: String) throws {
        let function = try #require(FunctionSet.everything[name])
        #expect(throws: FunctionFailure.self) { try function.body([Self.cycle()], TestCall(budget: 1 << 18)) }
    }

    @Test func comparisons() throws {
        let equal = try #require(FunctionSet.everything["deepEqual"])
        #expect(throws: FunctionFailure.self) {
            try equal.body([Self.doubled(60), Self.doubled(60)], TestCall(budget: 1 << 18))
        }
        #expect(throws: FunctionFailure.self) {
            try equal.body([Self.cycle(), Self.cycle()], TestCall(budget: 1 << 18))
        }
    }

    @Test func merges() throws {
        let merge = try #require(FunctionSet.everything["merge"])
        #expect(throws: FunctionFailure.self) {
            try merge.body([Self.cycle(), Self.cycle()], TestCall(budget: 1 << 18))
        }
    }

    @Test func deepJSON() throws {
        let text = String(repeating: "[", count: 100_000)
        FunctionCase("mustFromJson", .string(text), gives: "error: " + tooDeep).check()
    }

    private var tooDeep: String { "the value is nested deeper than 500 levels or contains itself" }

    /// A naive search would take as many steps as the product of both lengths.
    @Test(.timeLimit(.minutes(1))) func searchesAreLinear() {
        let haystack = [UInt8](repeating: 0x61, count: 400_000)
        let needle = [UInt8](repeating: 0x61, count: 200_000) + [0x62]
        #expect(!haystack.contains(needle))
        #expect(ByteSearch(needle).places(in: haystack).isEmpty)
    }

    /// Against a search that looks everywhere.
    @Test(arguments: 0..<200) func findsEveryPlace(seed: UInt64) {
        let random = SeededRandom(seed: seed)
        let text = (0..<random.next(in: 0..<30)).map { _ in UInt8(random.next(in: 0x61..<0x63)) }
        let needle = (0..<random.next(in: 1..<5)).map { _ in UInt8(random.next(in: 0x61..<0x63)) }
        var places: [Int] = []
        for index in text.indices
        where text[index...].starts(with: needle) && index >= (places.last ?? -9) + needle.count {
            places.append(index)
        }
        #expect(ByteSearch(needle).places(in: text) == places)
    }
}
