import Testing

@testable import CEL

@Suite("Parser") struct ParserTests {
    @Test(arguments: [
        (
            "1 +",
            "ERROR: <input>:1:4: Syntax error: mismatched input '<EOF>' expecting {'[', '{', '(', '.', '-', '!', 'true', 'false', 'null', NUM_FLOAT, NUM_INT, NUM_UINT, STRING, BYTES, IDENTIFIER}\n | 1 +\n | ...^"
        ),
        ("1 # 2", "ERROR: <input>:1:3: Syntax error: token recognition error at: '#'\n | 1 # 2\n | ..^"),
        ("while", "ERROR: <input>:1:1: Syntax error: reserved identifier: while\n | while\n | ^"),
        ("has(a)", "ERROR: <input>:1:5: invalid argument to has() macro\n | has(a)\n | ....^"),
        ("a\n b", "ERROR: <input>:2:2: Syntax error: extraneous input 'b' expecting <EOF>\n |  b\n | .^"),
        (
            "99999999999999999999",
            "ERROR: <input>:1:1: Syntax error: invalid int literal\n | 99999999999999999999\n | ^"
        ),
    ])
    func errorsShowTheirPlace(text: String, expected: String) {
        #expect(throws: (any Error).self) { try Parser.parse(text) }
        do { _ = try Parser.parse(text) } catch { #expect("\(error)" == expected) }
    }

    @Test(arguments: [
        "a.?b[?0].orValue('x')", "[?a, 1]", "{?'a': b}", "a.`b-c`", "r'\\d' + b'\\xff' == b\"\"\"x\"\"\"",
        "-0x8000000000000000",
        "A.B{c: 1, ?d: 2}", "x.all(i, v, i > 0)", "x.sortBy(y, -y)", "x.optMap(y, y + 1)", "1u + 0xFFu",
        "// c\n1",
    ])
    func acceptsAllForms(text: String) throws {
        _ = try Parser.parse(text)
    }
}
