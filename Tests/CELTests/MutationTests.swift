import JSON
import Testing

@testable import CEL

/// Whatever the bytes, an expression ends with a value or an error, within its bounds.
@Suite("Mutations") struct MutationTests {
    private static let data: JSONObject = [
        "x": ["a": 1, "s": "text", "l": [1, 2, 3], "m": ["k": "v"]], "i": 7, "s": "né€😀", "l": [3, 1, 2], "b": true,
    ]

    private static let seeds = [
        "x.l.all(i, i > 0) && s.matches('^[a-z]+$')", "l.map(v, v * 2).filter(v, v > 2).exists_one(v, v == 4)",
        "l.sortBy(e, -e).slice(0, 2) + [1].flatten()", "'%s has %d %.2f'.format([s, i, 1.5])",
        "x.?a.optMap(v, v + 1).orValue(2)",
        "{'a': i, ?'b': x.?q}.transformMap(k, v, v > 1, v).size()",
        "timestamp('2024-01-01T00:00:00Z').getHours('Europe/Berlin')",
        "duration('1h30m') + duration('1s') > duration('5m') ? b'\\xff' : bytes(s)",
        "cidr('10.0.0.0/8').containsIP(ip('10.1.2.3'))",
        "quantity('1.5Gi').add(1).isGreaterThan(quantity('1G'))", "semver('v1.2', true).major() == 1 || isURL(s)",
        "s.replace('', s, 5).split('é', -1).join('-').charAt(3)", "sets.equivalent(l, [1, 2u, 3.0].map(v, dyn(v)))",
        "type(x) == map && has(x.a) && !has(x.q) && i in l", "url('https://[::1]:80/a?b=c').getQuery()['b'][0]",
        "format.named('dns1123Label').value().validate(s).hasValue()",
        "lists.range(20).map(a, lists.range(a)).flatten().distinct()",
        "r'\\d' + \"\"\"a\nb\"\"\" + '\\u00e9' // comment", "-9223372036854775808 / -1 + int(1e300) % 0x7F",
    ]

    /// Evaluates by any means, and holds what comes of it to its bounds.
    private static func run(_ text: String) {
        do throws(CELFailure) {
            let result = try CELProgram.evaluate(text, with: data, costLimit: 20_000)
            // What stops an evaluation has been charged before.
            #expect(result.cost <= 20_000, "\(text)")
        } catch {
            #expect(!error.problems.isEmpty, "\(text)")
            for problem in error.problems {
                #expect(problem.line >= 1 && problem.column >= 1, "\(text)")
                #expect(problem.rendered(in: text).utf8.count < 100_000, "\(text)")
            }
        }
        // The rules of Kubernetes take another way: they validate literals, and tell no places.
        var environment = CheckingEnvironment()
        for name in data.map(\.key) { environment.variables[name] = .dyn }
        if let expression = try? Expression(text, in: environment) {
            _ = CostEstimator.estimate(expression.checked)
            let values = Dictionary(uniqueKeysWithValues: data.map { ($0.key, CELValue($0.value, nil)) })
            _ = expression.evaluate(values, limit: 20_000)
        }
    }

    @Test(arguments: 0..<20)
    func mutatedExpressionsHaveAnOutcome(seed: Int) {
        var random = SeededRandom(state: UInt64(seed) &* 7919 &+ 3)
        let seeds = Self.seeds.map { Array($0.utf8) }
        for _ in 0..<150 {
            var bytes = random.pick(seeds)
            for _ in 0...random.next(4) {
                let place = random.next(bytes.count)
                switch random.next(5) {
                case 0: bytes[place] = UInt8(random.next(256))
                case 1: bytes.remove(at: place)
                case 2: bytes.insert(UInt8(32 + random.next(95)), at: place)
                case 3:
                    let other = random.pick(seeds)
                    let start = random.next(other.count)
                    bytes.replaceSubrange(place..., with: other[start...])
                default: bytes.insert(contentsOf: bytes[..<place], at: place)
                }
                if bytes.isEmpty { bytes = [UInt8(ascii: "a")] }
            }
            Self.run(String(decoding: bytes, as: UTF8.self))
        }
    }

    @Test(arguments: 0..<10)
    func anyBytesHaveAnOutcome(seed: Int) {
        var random = SeededRandom(state: UInt64(seed) &* 104_729 &+ 11)
        for _ in 0..<300 {
            let bytes = (0..<random.next(40)).map { _ in UInt8(random.next(256)) }
            Self.run(String(decoding: bytes, as: UTF8.self))
        }
    }

    /// A text with a part that is written many times over.
    struct Repetition: CustomTestStringConvertible, Sendable {
        let before: String
        let part: String
        let count: Int
        let after: String
        /// Whether what stands after it is repeated as often.
        let closes: Bool

        init(_ before: String, _ part: String, _ count: Int, _ after: String = "", closes: Bool = false) {
            self.before = before
            self.part = part
            self.count = count
            self.after = after
            self.closes = closes
        }

        var text: String {
            before + String(repeating: part, count: count)
                + (closes ? "v" + String(repeating: after, count: count) : after)
        }

        var testDescription: String { "\(before) \(count) x \(part) \(after)" }
    }

    private static let repetitions: [Repetition] = [
        // Every level of optMap takes its target twice.
        Repetition("optional.of(i)", ".optMap(v, v)", 80),
        Repetition("optional.of(i)", ".optFlatMap(v, optional.of(v))", 80),
        Repetition("", "optional.of(i).optMap(v, ", 60, ")", closes: true), Repetition("l", ".sortBy(e, e)", 80),
        Repetition("l", ".map(v, v)", 80), Repetition("", "l.sortBy(v, ", 60, ")", closes: true),
        Repetition("[i].map(v, ", "l.map(v, ", 60, ")", closes: true),
        Repetition("'abcdefgh'", ".replace('', 'bbbbbbbb')", 60),
        Repetition("lists.range(9223372036854775807)", "", 0),
        Repetition("", "lists.range(1000000).map(v, ", 3, ")", closes: true),
        Repetition("[[]].flatten(9223372036854775807)", "", 0), Repetition("", "9", 50_000),
        Repetition("1", "0", 400, ".0"),
        Repetition("0x", "F", 5000), Repetition("'", "x", 99_000, "'"), Repetition("'", "\\x41", 20_000, "'"),
        Repetition("'%", ".9", 20_000, "f'.format([1.0])"), Repetition("'%.99f'.format([5e-324])", "", 0),
        Repetition("'%.100e'.format([1.7e308])", "", 0), Repetition("'%.101f'.format([1.0])", "", 0),
        Repetition("s.matches('", "(a*)*", 500, "')"), Repetition("s.matches('", "a{1000}", 3, "')"),
        Repetition("[", "1,", 40_000, "1].distinct().size()"), Repetition("{", "'a': 1,", 10_000, "}.size()"),
        Repetition("", "{'a': ", 200, "}", closes: true), Repetition("", "(", 240, ")", closes: true),
        Repetition("", "type(", 200, ")", closes: true), Repetition("x", ".a", 40_000),
        Repetition("", "!", 90_000, "b"),
        Repetition("", "-", 90_000, "i"), Repetition("", "b ? ", 20_000), Repetition("i", " in l in [i]", 5000),
        Repetition("", "x\n", 40_000), Repetition("", "`", 50_000), Repetition("has(x", ".a", 20_000, ")"),
        Repetition("", "A{b: ", 20_000), Repetition("//", "x", 99_000), Repetition("b", " && b", 15_000),
        Repetition("", "b ? b : ", 9000, "b"), Repetition("b", " || (b && b)", 5000),
        Repetition("", "'é' + ", 240, "s"),
        Repetition("'x'", ".split('')[0]", 120), Repetition("[i]", ".first().value()", 120),
    ]

    @Test(arguments: repetitions)
    func muchHasAnOutcome(repetition: Repetition) {
        Self.run(repetition.text)
    }

    /// Copies of targets count as nodes, of which there is a limit.
    @Test func copiesAreBounded() {
        let text = "optional.of(i)" + String(repeating: ".optMap(v, v)", count: 40)
        let error = #expect(throws: CompileError.self) { try Parser.parse(text) }
        #expect(error?.issues.map(\.message) == ["expression exceeds the limit of 100000 nodes"])
    }

    /// Deep data cannot exhaust the stack of what walks it.
    @Test func deepDataIsWalked() throws {
        var deep: JSONValue = 1
        for level in 0..<400 { deep = level % 2 == 0 ? [deep] : ["a": deep] }
        let data: JSONObject = ["d": deep, "e": deep]
        #expect(try CELProgram.evaluate("d == e && d in [d]", with: data).value == true)
        #expect(try CELProgram.evaluate("d", with: data).value == deep)
        #expect(try CELProgram.evaluate("'%s'.format([d]).size() > 400", with: data).value == true)
        #expect(try CELProgram.evaluate("[d].flatten(1000).size()", with: data).value == 1)
    }
}
