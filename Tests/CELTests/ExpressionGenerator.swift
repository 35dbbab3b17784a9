/// Writes expressions of a wanted type, most of them well typed, over the variables of the reference tests.
struct ExpressionGenerator {
    indirect enum Kind: Hashable, Sendable {
        case bool, int, uint, double, string, bytes, timestamp, duration, null, type, dyn
        case list(Kind)
        case map(Kind)

        static let scalars: [Kind] = [.bool, .int, .uint, .double, .string, .bytes, .timestamp, .duration]
    }

    static let variables = [
        "b": "bool", "i": "int", "u": "uint", "d": "double", "s": "string", "li": "list(int)", "ls": "list(string)",
        "m": "map(string, int)", "x": "dyn", "none": "dyn",
    ]

    private var random: SeededRandom
    /// What folds have bound around the place that is written.
    private var bound: [(name: String, kind: Kind)] = []
    private var count = 0

    init(seed: UInt64) {
        random = SeededRandom(state: seed &* 0x9e37_79b9_7f4a_7c15 &+ 1)
    }

    mutating func next() -> String {
        bound = []
        count = 0
        return expression(anyKind(), 1 + random.next(4))
    }

    private mutating func anyKind(_ depth: Int = 2) -> Kind {
        switch random.next(16) {
        case 0...9: random.pick(Kind.scalars)
        case 10: .null
        case 11: .type
        case 12: .dyn
        case 13,
            14 where depth > 0:
            .list(anyKind(depth - 1))
        default: depth > 0 ? .map(anyKind(depth - 1)) : .int
        }
    }

    private mutating func scalar() -> Kind { random.pick(Kind.scalars) }

    private mutating func expression(_ kind: Kind, _ depth: Int) -> String {
        count += 1
        // A type that is not wanted, now and then.
        let kind = random.next(60) == 0 ? anyKind() : kind
        if depth <= 0 || count > 60 || random.next(8) == 0 { return leaf(kind) }
        if random.next(12) == 0 {
            let condition = expression(.bool, depth - 1)
            return "(\(condition) ? \(expression(kind, depth - 1)) : \(expression(kind, depth - 1)))"
        }
        if random.next(25) == 0 {
            return "[\(expression(kind, depth - 1))][\(expression(.int, depth - 2))]"
        }
        return compound(kind, depth - 1)
    }

    private mutating func compound(_ kind: Kind, _ depth: Int) -> String {
        switch kind {
        case .bool: bool(depth)
        case .int: int(depth)
        case .uint: binary(.uint, ["+", "-", "*", "/", "%"], depth)
        case .double: double(depth)
        case .string: string(depth)
        case .bytes: random.next(2) == 0 ? "bytes(\(expression(.string, depth)))" : binary(.bytes, ["+"], depth)
        case .timestamp:
            random.next(2) == 0
                ? "timestamp(\(expression(.int, depth)) % 1000000)"
                : "(\(expression(.timestamp, depth)) \(random.pick(["+", "-"])) \(leaf(.duration)))"
        case .duration:
            random.next(2) == 0
                ? binary(.duration, ["+", "-"], depth)
                : "(\(expression(.timestamp, depth)) - \(expression(.timestamp, depth)))"
        case .null: "dyn(\(leaf(.null)))"
        case .type: "type(\(expression(anyKind(), depth)))"
        case .dyn: dynamic(depth)
        case .list(let element): list(element, depth)
        case .map(let value): map(value, depth)
        }
    }

    private mutating func binary(_ kind: Kind, _ operators: [String], _ depth: Int) -> String {
        "(\(expression(kind, depth)) \(random.pick(operators)) \(expression(kind, depth)))"
    }
}

// MARK: - Leaves

extension ExpressionGenerator {
    private mutating func leaf(_ kind: Kind) -> String {
        let names = bound.filter { $0.kind == kind }.map(\.name)
        if !names.isEmpty, random.next(3) > 0 { return random.pick(names) }
        if random.next(60) == 0 { return random.pick(["none", "none.a", "x.q", "unknown"]) }
        switch kind {
        case .bool: return random.pick(["true", "false", "b", "x.b", "has(x.a)", "has(x.q)", "has(m.k)"])
        case .int:
            return random.pick([
                "0", "1", "-1", "2", "7", "100", "i", "i", "9223372036854775807", "-9223372036854775808", "0x1F", "m.k",
                "x.n",
            ])
        case .uint: return random.pick(["0u", "1u", "3u", "u", "18446744073709551615u", "0xFFu"])
        case .double: return random.pick(["0.0", "1.5", "-2.25", "d", "1e10", ".5", "1e-3", "d"])
        case .string:
            return random.pick([
                "''", "'a'", "'abc'", "s", "'né€😀'", "r'\\d'", "'\\n\\t'", "\"it's\"", "'''x\ny'''", "x.s", "'A,b,C'",
                "' pad '",
                "'\\u00e9\\x41'",
            ])
        case .bytes: return random.pick(["b''", "b'abc'", "b'\\xff\\x00'", "b'é'", "br'\\d'"])
        case .timestamp:
            return random.pick([
                "timestamp(0)", "timestamp('2024-02-29T12:34:56Z')", "timestamp('1969-12-31T23:59:59.5Z')",
                "timestamp('2023-03-26T01:30:00+02:00')", "timestamp('0001-01-01T00:00:00Z')",
                "timestamp('9999-12-31T23:59:59Z')",
            ])
        case .duration:
            return random.pick([
                "duration('0s')", "duration('1h30m')", "duration('-1.5s')", "duration('100ms')", "duration('25h')",
                "duration('1us')",
            ])
        case .null: return "null"
        case .type:
            return random.pick(["int", "string", "list", "map", "type", "bool", "double", "bytes", "uint", "null_type"])
        case .dyn: return random.pick(["x", "x.a", "x.n", "x.l", "x.s", "dyn(1)", "dyn('a')", "dyn(2u)", "dyn(1.0)"])
        case .list(.int): return random.pick(["li", "[]", "[1, 2, 3]", "[3, 1, 2, 1]"])
        case .list(.string): return random.pick(["ls", "['b', 'a']", "['x']"])
        case .list(let element): return random.next(4) == 0 ? "[]" : "[\(leaf(element))]"
        case .map(.int): return random.pick(["m", "{'k': 1}", "{}", "{'a': 1, 'b': 2}"])
        case .map(let value): return random.next(4) == 0 ? "{}" : "{'k': \(leaf(value))}"
        }
    }
}

// MARK: - Compounds

extension ExpressionGenerator {
    private mutating func bool(_ depth: Int) -> String {
        switch random.next(12) {
        case 0, 1: return binary(.bool, ["&&", "||"], depth)
        case 2: return "!\(expression(.bool, depth))"
        case 3, 4: return binary(scalar(), ["<", "<=", ">", ">="], depth)
        case 5: return binary(anyKind(1), ["==", "!="], depth)
        case 6:
            let kind = scalar()
            return "(\(expression(kind, depth)) in \(expression(.list(kind), depth)))"
        case 7: return "(\(expression(.string, depth)) in \(expression(.map(scalar()), depth)))"
        case 8:
            let kind = scalar()
            let name = fresh()
            let range = expression(.list(kind), depth)
            let macro = random.pick(["all", "exists", "exists_one"])
            return "\(range).\(macro)(\(name), \(within(name, kind, .bool, depth)))"
        case 9:
            let name = random.pick(["contains", "startsWith", "endsWith"])
            return "\(expression(.string, depth)).\(name)(\(expression(.string, depth)))"
        case 10:
            let pattern = random.pick(["'^a'", "'[a-c]+$'", "'.'", "'\\\\d+'", "'a|b'", "'^$'", "'(?i)A'"])
            return "\(expression(.string, depth)).matches(\(pattern))"
        default: return "bool(\(random.pick(["'true'", "'false'", "'1'", "'x'", "b", "'TRUE'"])))"
        }
    }

    private mutating func int(_ depth: Int) -> String {
        switch random.next(12) {
        case 0...3: return binary(.int, ["+", "-", "*", "/", "%"], depth)
        case 4: return "(-\(expression(.int, depth)))"
        case 5: return "size(\(expression(random.pick([.string, .bytes, .list(.int), .map(.string)]), depth)))"
        case 6: return "\(expression(random.pick([.string, .bytes, .list(.string), .map(.int)]), depth)).size()"
        case 7: return "int(\(expression(random.pick([.uint, .double, .int, .timestamp]), depth)))"
        case 8: return "int(\(random.pick(["'12'", "'-7'", "'x'", "'9223372036854775808'", "''", "'1.5'", "s"])))"
        case 9:
            let parts = [
                "FullYear", "Month", "DayOfYear", "DayOfMonth", "Date", "DayOfWeek", "Hours", "Minutes", "Seconds",
                "Milliseconds",
            ]
            let zone = random.pick(["", "", "'UTC'", "'Europe/Berlin'", "'America/New_York'", "'-08:00'", "'+05:30'"])
            return "\(expression(.timestamp, depth)).get\(random.pick(parts))(\(zone))"
        case 10:
            let part = random.pick(["Hours", "Minutes", "Seconds", "Milliseconds"])
            return "\(expression(.duration, depth)).get\(part)()"
        default:
            let name = random.pick(["indexOf", "lastIndexOf"])
            return "\(expression(.string, depth)).\(name)(\(random.pick(["'a'", "'b'", "'é€'", "','", "s"])))"
        }
    }

    private mutating func double(_ depth: Int) -> String {
        switch random.next(6) {
        case 0: "(-\(expression(.double, depth)))"
        case 1: "double(\(expression(random.pick([.int, .uint, .double]), depth)))"
        case 2: "double(\(random.pick(["'1.5'", "'x'", "'-1e3'", "'NaN'", "''"])))"
        default: binary(.double, ["+", "-", "*", "/"], depth)
        }
    }

    private mutating func string(_ depth: Int) -> String {
        switch random.next(10) {
        case 0, 1: return binary(.string, ["+"], depth)
        case 2: return "string(\(expression(random.pick([.int, .uint, .bool, .string, .bytes]), depth)))"
        case 3: return "\(expression(.string, depth)).\(random.pick(["lowerAscii", "upperAscii", "trim"]))()"
        case 4: return "\(expression(.string, depth)).substring(\(random.next(3)))"
        case 5: return "\(expression(.string, depth)).charAt(\(expression(.int, depth - 1)))"
        case 6: return "\(expression(.string, depth)).replace(\(leaf(.string)), \(leaf(.string)))"
        case 7: return "\(expression(.list(.string), depth)).join(\(random.pick(["','", "", "s"])))"
        case 8: return "strings.quote(\(expression(.string, depth)))"
        default: return "'%s-%d'.format([string(\(expression(.string, depth))), int(\(expression(.int, depth)))])"
        }
    }

    private mutating func dynamic(_ depth: Int) -> String {
        switch random.next(6) {
        case 0, 1: "dyn(\(expression(anyKind(), depth)))"
        case 2: "x[\(random.pick(["'a'", "'n'", "'q'", "'l'", "'b'"]))]"
        case 3: "x.l[\(expression(.int, depth))]"
        case 4: "(\(expression(.dyn, depth)) \(random.pick(["+", "-", "*", "/", "%"])) \(expression(.dyn, depth)))"
        default: "x.?\(random.pick(["a", "q", "n"])).orValue(\(expression(.dyn, depth)))"
        }
    }

    private mutating func list(_ element: Kind, _ depth: Int) -> String {
        switch random.next(9) {
        case 0, 1: return "[\(expression(element, depth)), \(expression(element, depth))]"
        case 2: return binary(.list(element), ["+"], depth)
        case 3:
            let name = fresh()
            let kind = scalar()
            return "\(expression(.list(kind), depth)).map(\(name), \(within(name, kind, element, depth)))"
        case 4:
            let name = fresh()
            return "\(expression(.list(element), depth)).filter(\(name), \(within(name, element, .bool, depth)))"
        case 5 where element == .string:
            return "\(expression(.string, depth)).split(\(random.pick(["','", "'é'", "'b'"])))"
        case 5: return "\(expression(.list(element), depth)).\(random.pick(["reverse", "distinct"]))()"
        case 6: return "\(expression(.list(element), depth)).slice(\(random.next(2)), \(random.next(3)))"
        case 7 where Kind.scalars.contains(element): return "\(expression(.list(element), depth)).sort()"
        case 7: return "[\(expression(.list(element), depth)), \(leaf(.list(element)))].flatten()"
        default:
            let names = (fresh(), fresh())
            let kind = scalar()
            let range = expression(.list(kind), depth)
            return "\(range).transformList(\(names.0), \(names.1), \(within(names.1, kind, element, depth)))"
        }
    }

    private mutating func map(_ value: Kind, _ depth: Int) -> String {
        "{\(expression(.string, depth)): \(expression(value, depth))}"
    }

    private mutating func fresh() -> String { "v\(bound.count)_\(random.next(3))" }

    private mutating func within(_ name: String, _ kind: Kind, _ wanted: Kind, _ depth: Int) -> String {
        bound.append((name, kind))
        defer { bound.removeLast() }
        return expression(wanted, depth)
    }
}
