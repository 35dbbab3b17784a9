import Testing

@testable import CEL

@Suite("Fuzz") struct FuzzTests {
    private struct Random {
        var state: UInt64

        mutating func next(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int((state >> 33) % UInt64(bound))
        }

        mutating func pick(_ choices: [String]) -> String { choices[next(choices.count)] }
    }

    private static let tokens = [
        "a", "self", "1", "0", "-1", "1u", "2.5", "'x'", "b'y'", "true", "null", "[", "]", "{", "}", "(", ")", ".", ",",
        "?",
        ":", "+", "-", "*", "/", "%", "&&", "||", "!", "==", "<", " in ", ".?", "[?", "has(", ".map(x, ", ".all(x, ",
        "'", "\"\"\"",
        "\\", "#", "`", "r'\\", "0x", "1e", "é", "\n", "//", "in", "while", ".optMap(x, ",
    ]

    /// Whatever the text, there is a value, an error, or issues that can be shown.
    @Test(arguments: 0..<60)
    func anyTextHasAnOutcome(seed: Int) {
        var random = Random(state: UInt64(seed) &* 77 &+ 5)
        for _ in 0..<100 {
            let text = (0..<random.next(24)).map { _ in random.pick(Self.tokens) }.joined()
            do throws(CompileError) {
                let tree = try Parser.parse(text)
                #expect(tree.nodes.count == tree.offsets.count)
            } catch {
                #expect(error.description.hasPrefix("ERROR: <input>:"), "\(text)")
            }
        }
    }

    private static func expression(_ random: inout Random, depth: Int) -> String {
        guard depth > 0 else {
            return random.pick([
                "1", "0", "-7", "9223372036854775807", "3u", "0.5", "'ab'", "''", "b'q'", "true", "false", "null", "[]",
                "{}",
                "[1, 2]", "{'k': 1}", "int", "duration('1h')", "timestamp(0)", "optional.none()", "quantity('1k')", "x",
            ])
        }
        let one = expression(&random, depth: depth - 1)
        let other = expression(&random, depth: depth - 1)
        switch random.next(12) {
        case 0...3:
            return "(dyn(\(one)) \(random.pick(["+", "-", "*", "/", "%", "==", "!=", "<", ">=", "in"])) dyn(\(other)))"
        case 4: return "(dyn(\(one)) \(random.pick(["&&", "||"])) dyn(\(other)))"
        case 5: return "(dyn(\(one)) ? dyn(\(other)) : dyn(x))"
        case 6:
            return "dyn(\(one)).\(random.pick(["map", "filter", "all", "exists", "exists_one"]))(x, dyn(\(other)) == x)"
        case 7: return "[dyn(\(one)), dyn(\(other))]"
        case 8: return "{'a': dyn(\(one)), 'b': dyn(\(other))}"
        case 9: return "dyn(\(one))[dyn(\(other))]"
        case 10:
            return
                "\(random.pick(["size", "string", "int", "uint", "double", "bytes", "type", "duration", "timestamp"]))(dyn(\(one)))"
        default:
            return
                "dyn(\(one)).\(random.pick(["size()", "split('a')", "sum()", "max()", "substring(1)", "indexOf('b')", "trim()", "a", "hasValue()"]))"
        }
    }

    /// What compiles evaluates within its limit, and twice the same.
    @Test(arguments: 0..<60)
    func evaluationsEnd(seed: Int) {
        var random = Random(state: UInt64(seed) &* 1_013 &+ 3)
        for _ in 0..<40 {
            let text = Self.expression(&random, depth: 4)
            let environment = CheckingEnvironment(variables: ["x": .dyn])
            do throws(CompileError) {
                let expression = try Expression(text, in: environment)
                let first = expression.evaluate(["x": .int(3)], limit: 10_000)
                let second = expression.evaluate(["x": .int(3)], limit: 10_000)
                #expect(first.cost == second.cost, "\(text)")
                #expect(first.result.shown == second.result.shown, "\(text)")
            } catch {
                #expect(!error.issues.isEmpty, "\(text)")
            }
        }
    }

    @Test(arguments: [
        String(repeating: "(", count: 5000), String(repeating: "[", count: 5000),
        String(repeating: "!", count: 5000) + "true",
        String(repeating: "-", count: 5000) + "a", "a" + String(repeating: ".b", count: 5000),
        "1" + String(repeating: " + 1", count: 5000),
        "a" + String(repeating: "[0]", count: 5000), String(repeating: "true ? ", count: 5000),
        String(repeating: "{1:", count: 5000),
        String(repeating: "a.map(x, ", count: 300) + "x" + String(repeating: ")", count: 300),
    ])
    func depthIsBounded(text: String) {
        do throws(CompileError) {
            let tree = try Parser.parse(text)
            #expect((tree.depths.max() ?? 0) <= 250)
        } catch {
            #expect(error.issues.count == 1)
        }
    }

    @Test func whatIsDeepIsEvaluated() throws {
        let sum = try Expression("1" + String(repeating: " + 1", count: 200))
        let list = try Expression(
            "size(" + String(repeating: "[", count: 200) + String(repeating: "]", count: 200) + " + [])")
        let folds = try Expression(
            String(repeating: "[1].map(x, ", count: 50) + "1" + String(repeating: ")", count: 50))
        let shown = [sum, list, folds].map { $0.evaluate().result.shown }
        #expect(
            shown == ["201", "1", String(repeating: "[", count: 50) + "1" + String(repeating: "]", count: 50)])
    }

    @Test func longChainsOfLogicAreShallow() throws {
        let text = (0..<2000).map { "x != \($0)" }.joined(separator: " && ")
        let expression = try Expression(text, in: CheckingEnvironment(variables: ["x": .int]))
        #expect(try expression.evaluate(["x": .int(-1)]).result.get().shown == "true")
        #expect(throws: CompileError.self) { try Parser.parse(String(repeating: "a", count: 100_001)) }
    }
}

extension Result where Success == CELValue, Failure == EvaluationError {
    fileprivate var shown: String {
        switch self {
        case .success(let value): value.shown
        case .failure(let error): error.message
        }
    }
}

@Suite("Bounds") struct BoundsTests {
    /// Values that share their parts: few steps, and much to look at.
    @Test(arguments: [
        ("[v, v]", "v == v"), ("v + v", "size(v) == 0"), ("[v, v]", "'%s'.format([v]) == ''"), ("[v, v]", "v in [v]"),
        ("[v, v]", "v.flatten(100).size() == 0"), ("{'a': v, 'b': v}", "v != v"), ("[v, v]", "dyn(v).indexOf(3) == 2"),
    ])
    func sharedPartsAreNotUnfolded(step: String, last: String) throws {
        let text = "[dyn([1])].map(v, " + String(repeating: "[dyn(\(step))].map(v, ", count: 30) + last
        let expression = try Expression(text + String(repeating: ")[0]", count: 31))
        switch expression.evaluate(limit: 1_000_000).result {
        case .success(let value): #expect(value.shown == "false")
        case .failure(let error): #expect(error.isCancellation)
        }
    }

    @Test func textsDoNotExplode() throws {
        let text =
            "['abcdefghij'].map(v, " + String(repeating: "[v.replace('', v)].map(v, ", count: 6) + "size(v) > 0"
        let (result, _) = try Expression(text + String(repeating: ")[0]", count: 7)).evaluate()
        guard case .failure(let error) = result else {
            Issue.record("evaluated")
            return
        }
        #expect(error.isCancellation)
    }
}
