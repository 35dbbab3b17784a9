import SeededRandomness

extension TemplateGenerator {
    mutating func pipeline(_ depth: Int) -> String {
        var text = command(depth)
        while random.chance(22) {
            text += random.pick([" | ", " |", "| "]) + (random.chance(50) ? command(depth) : random.pick(Self.filters))
        }
        return text
    }

    private static let filters = [
        "upper", "printf \"%v\"", "len", "html", "not", "print", "index .l", "eq 3.0", "printf \"%T\"", "and true",
        "or false", "println", "printf \"%q\"", "js", "urlquery", "printf \"%d|%s\" 1", "trunc 2", "list",
    ]

    private static let functions = [
        "and", "or", "not", "len", "index", "index", "html", "js", "urlquery", "print", "printf", "printf",
        "printf", "println", "eq", "eq", "ne", "lt", "le", "gt", "ge", "upper", "trunc", "until", "int", "int64",
        "float64", "list", "splitList", "hasKey", "call", "include", "tpl",
    ]

    private mutating func command(_ depth: Int) -> String {
        guard random.chance(65) else { return term(depth) + (random.chance(4) ? " " + term(0) : "") }
        let name = random.pick(Self.functions)
        var arguments = arguments(of: name, depth)
        if random.chance(5) { arguments.append(term(0)) }
        if random.chance(5) { arguments = Array(arguments.dropFirst()) }
        return ([name] + arguments).joined(separator: " ")
    }

    private mutating func terms(_ count: ClosedRange<Int>, _ depth: Int) -> [String] {
        (0..<Int.random(in: count, using: &random)).map { _ in term(depth) }
    }

    private mutating func arguments(of name: String, _ depth: Int) -> [String] {
        switch name {
        case "printf": return [format()] + terms(0...3, depth)
        case "and", "or": return terms(1...3, depth)
        case "not", "len", "upper", "call": return terms(1...1, depth)
        case "int", "int64", "float64":
            return [random.pick([".i", ".j", ".f", "3", "2.5", "-1", "(int 3)", "(int64 2)"])]
        case "until": return [random.pick(["3", "0", "(int .i)", ".i", "2.0"])]
        case "trunc": return [random.pick(["1", "2", "-1", "(int .i)", ".i", "1.5"])] + terms(1...1, depth)
        case "splitList": return [random.pick(["\"b\"", "\",\"", ".s", "1"])] + terms(1...1, depth)
        case "hasKey":
            return [
                random.pick([".m", ".em", ".m.d", ".l", ".n", "nil"]), random.pick(["\"a\"", "\"zz\"", "1", ".s"]),
            ]
        case "index":
            let item = random.pick([".l", ".m", ".x", ".s", ".ss", ".nn", ".n", ".missing", ".m.d.e", "$.deep"])
            return [item] + (0..<Int.random(in: 0...3, using: &random)).map { _ in key() }
        case "eq": return random.chance(50) ? terms(1...3, depth) : [operand(), operand(), operand()]
        case "ne", "lt", "le", "gt", "ge": return random.chance(30) ? terms(2...2, depth) : [operand(), operand()]
        case "include": return [random.pick(["\"\(prefix)1\"", "\"\(prefix)2\"", "\"none\""])] + terms(1...1, 0)
        case "tpl":
            return [
                random.pick([
                    #""{{.}}""#, "\"{{.s}}-{{include \\\"\(prefix)1\\\" .}}\"", #""{{""#, #""{{bad}}""#, #""{{.a.b}}""#,
                    ".s",
                ]), ".",
            ]
        default: return terms(0...3, depth)
        }
    }

    private mutating func key() -> String {
        random.pick([
            "0", "1", "2", "3", "-1", "\"a\"", "\"name\"", "\"b\"", "\"d\"", ".i", ".s", "nil", "(int64 1)", "1.0",
        ])
    }

    private mutating func operand() -> String {
        random.pick([
            ".i", ".f", ".s", ".j", "1", "2.5", "3.0", "\"abc\"", "(int 3)", "(int64 3)", "(index .s 0)", ".b", "nil",
            ".n",
            ".missing", ".l", ".m", "97", "'a'", "true", "(list)", ".em",
        ])
    }

    mutating func term(_ depth: Int) -> String {
        switch Int.random(in: 0..<100, using: &random) {
        case ..<40: return random.chance(60) ? random.pick(Self.plainFields) : random.pick(Self.fields)
        case ..<55:
            return random.chance(60) ? random.pick(["0", "1", "2", "3", "-1", "2.5"]) : random.pick(Self.numbers)
        case ..<67: return random.pick(Self.strings)
        case ..<73: return random.pick(["true", "false", "true", "nil"])
        case ..<76: return random.pick(["$", "$.i", "$.s", "$v"])
        default:
            guard depth > 0 else { return random.pick(Self.plainFields) }
            return "(" + pipeline(depth - 1) + ")" + random.pick(["", "", "", "", "", ".a", ".b.c", ".name"])
        }
    }

    private static let plainFields = [".i", ".j", ".f", ".s", ".u", ".l", ".m", ".b", ".ss", ".x", "."]

    private static let fields = [
        ".z", ".g", ".h", ".k", ".t", ".c", ".n", ".e", ".em", ".nn", ".deep.a", ".deep.a.b.c", ".m.a", ".m.c",
        ".m.d.e",
        ".missing", ".missing.more", ".m.zz.y", ".n.x", ".s.x", ".l.x", "$.m.b", "$.l",
    ]

    private static let numbers = [
        "-0", "+4", "0x1F", "0o17", "017", "0b101", "1_000", "0x_ff", "1e3", "1.0", "-2.5e-3", "0x1p4", "'a'", "'\\n'",
        "'é'", "9223372036854775807", "9223372036854775808", "1e100", "1_0.5", "08", "1__0", ".5", "0x1e", "'ab'",
    ]

    private static let strings = [
        #""a""#, #""abc""#, #""""#, "`raw\n`", #""%d""#, #""\t\"q\"""#, #""\u00e9""#, #""x y""#, #""\101""#, #""\q""#,
        #"`a\n`"#, #""name""#, #""1""#, #""é""#,
    ]

    /// A format of one to three verbs.
    mutating func format() -> String {
        var text = ""
        for _ in 0..<Int.random(in: 1...3, using: &random) {
            text += random.pick(["", "x", " ", "é"]) + "%"
            while random.chance(40) { text += random.pick(["+", "-", "#", " ", "0"]) }
            if random.chance(8) { text += random.pick(["[1]", "[2]", "[3]", "[0]", "[x]", "["]) }
            if random.chance(30) { text += random.pick(["0", "1", "3", "5", "8", "12", "20", "*"]) }
            if random.chance(25) { text += "." + random.pick(["", "0", "1", "2", "3", "6", "10", "*", "[1]*", "20"]) }
            if random.chance(97) {
                text += random.pick(["v", "v", "s", "d"] + "vTtdboOxXcqUeEfFgGswz%é!".map(String.init))
            }
        }
        return "\"\(text)\""
    }
}
