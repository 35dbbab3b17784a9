import Effects
import JSON
import Machinery
import Testing

@Suite("Random JSONPaths") struct JSONPathPropertyTests {
    private static let pieces = [
        ".", "..", "[", "]", "*", "?(", ")", "@", "$", "'a'", "\"b\"", "a", "b", "0", "-1", ":", "::", ",", "==", "!=",
        "<",
        ">=", "9223372036854775807", "-9223372036854775808", "99999999999999999999", "\\", "ü", " ", "1.5", "true",
        "null",
        "{", "}", "['c/d']", "[*]", "[?(@.a==1)]", "[?(@.a<\"b\")]", "[0,1]", "[-1:]", "[::0]", "[::-1]", "..a", ".*",
    ]

    @Test("any text is a path or is refused, and no path has results without end", arguments: UInt64(1)...40)
    func anyText(seed: UInt64) {
        let random = SeededRandom(seed: seed)
        let source = RandomJSON(random: random)
        for _ in 0..<200 {
            let text = (0..<random.next(in: 0..<14)).map { _ in Self.pieces[random.next(in: 0..<Self.pieces.count)] }
                .joined()
            do {
                let path = try JSONPath(parsing: text)
                #expect(path.description == text)
                let value = source.value()
                let results = path.evaluate(on: value)
                #expect(results.count <= JSONPath.maximumResults, "\(text)")
                #expect(path.first(in: value) == results.first, "\(text)")
            } catch {
                #expect(error.code == .invalidJSONPath, "\(text)")
            }
        }
    }

    /// One step, as a text and as what it leads to.
    private enum Step {
        case member(String), index(Int), wildcard, descendants

        var text: String {
            switch self {
            case .member(let name): "['\(name)']"
            case .index(let index): "[\(index)]"
            case .wildcard: "[*]"
            case .descendants: "..[*]"
            }
        }

        func results(_ value: JSONValue) -> [JSONValue] {
            switch self {
            case .member(let name): return value.objectValue?[name].map { [$0] } ?? []
            case .index(let index):
                let array = value.arrayValue ?? []
                let place = index < 0 ? index + array.count : index
                return place >= 0 && place < array.count ? [array[place]] : []
            case .wildcard: return value.arrayValue ?? value.objectValue?.map(\.value) ?? []
            case .descendants: return Step.all(value).flatMap { Step.wildcard.results($0) }
            }
        }

        private static func all(_ value: JSONValue) -> [JSONValue] {
            [value] + Step.wildcard.results(value).flatMap { all($0) }
        }
    }

    @Test("a path leads where its steps lead one after the other", arguments: UInt64(1)...40)
    func steps(seed: UInt64) throws {
        let random = SeededRandom(seed: seed)
        let source = RandomJSON(random: random)
        for _ in 0..<100 {
            let value = source.value(depth: 5)
            let steps = (0..<random.next(in: 1..<5)).map { _ -> Step in
                switch random.next(in: 0..<6) {
                case 0, 1: .member(["a", "b", "c/d", "e~f"][random.next(in: 0..<4)])
                case 2: .index(random.next(in: -3..<4))
                case 3: .descendants
                default: .wildcard
                }
            }
            let text = steps.map(\.text).joined()
            let expected = steps.reduce([value]) { values, step in values.flatMap { step.results($0) } }
            guard expected.count < JSONPath.maximumResults else { continue }
            #expect(try JSONPath(parsing: text).evaluate(on: value) == expected, "\(text) of \(value.text)")
        }
    }
}
