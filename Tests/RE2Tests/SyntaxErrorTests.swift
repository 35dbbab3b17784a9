import Testing

@testable import RE2

@Suite("Patterns that are refused") struct SyntaxErrorTests {
    @Test(
        arguments: [
            (#"[a"#, "missing closing ]: `[a`"),
            (#"[]a"#, "missing closing ]: `[]a`"),
            (#"[^]"#, "missing closing ]: `[^]`"),
            (#"x[a-"#, "missing closing ]: `[a-`"),
            (#"[[:alpha:"#, "missing closing ]: `[[:alpha:`"),
            (#"("#, "missing closing ): `(`"),
            (#"a(b(c)"#, "missing closing ): `a(b(c)`"),
            (#"(?i:"#, "missing closing ): `(?i:`"),
            (#"a)"#, "unexpected ): `a)`"),
            (#"a|b)c"#, "unexpected ): `a|b)c`"),
            (#"*"#, "missing argument to repetition operator: `*`"),
            (#"a|+?"#, "missing argument to repetition operator: `+?`"),
            (#"(*)"#, "missing argument to repetition operator: `*`"),
            (#"(?i){2,3}"#, "missing argument to repetition operator: `{2,3}`"),
            (#"a**"#, "invalid nested repetition operator: `**`"),
            (#"a???"#, "invalid nested repetition operator: `???`"),
            (#"a{2}{3}"#, "invalid nested repetition operator: `{2}{3}`"),
            (#"\pN*+b"#, "invalid nested repetition operator: `*+`"),
            (#"a{1001}"#, "invalid repeat count: `{1001}`"),
            (#"a{0,1001}?"#, "invalid repeat count: `{0,1001}`"),
            (#"a{2,1}"#, "invalid repeat count: `{2,1}`"),
            (#"a{99999999999999999999999}"#, "invalid repeat count: `{99999999999999999999999}`"),
            (#"(a{100}){11}"#, "invalid repeat count: `{11}`"),
            (#"((a{0}){1000}b{2}){501}"#, "invalid repeat count: `{501}`"),
            (#"(((a{10}){10}){10}){10}"#, "invalid repeat count: `{10}`"),
            (#"(?=a)"#, "invalid or unsupported Perl syntax: `(?=`"),
            (#"(?!a)"#, "invalid or unsupported Perl syntax: `(?!`"),
            (#"(?#a)"#, "invalid or unsupported Perl syntax: `(?#`"),
            (#"(?>a)"#, "invalid or unsupported Perl syntax: `(?>`"),
            (#"(?P=n)"#, "invalid or unsupported Perl syntax: `(?P`"),
            (#"(?i"#, "invalid or unsupported Perl syntax: `(?i`"),
            (#"(?i-)"#, "invalid or unsupported Perl syntax: `(?i-)`"),
            (#"(?--i)"#, "invalid or unsupported Perl syntax: `(?--`"),
            (#"(?<=a)"#, "invalid named capture: `(?<=a)`"),
            (#"(?<!a)b>"#, "invalid named capture: `(?<!a)b>`"),
            (#"(?P<n"#, "invalid named capture: `(?P<n`"),
            (#"(?P<>a)"#, "invalid named capture: `(?P<>`"),
            (#"(?P<a b>c)"#, "invalid named capture: `(?P<a b>`"),
            (#"(?<é>a)"#, "invalid named capture: `(?<é>`"),
            (#"\1"#, "invalid escape sequence: `\\1`"),
            (#"\8"#, "invalid escape sequence: `\\8`"),
            (#"\C"#, "invalid escape sequence: `\\C`"),
            (#"\Z"#, "invalid escape sequence: `\\Z`"),
            (#"\é"#, "invalid escape sequence: `\\é`"),
            (#"[\b]"#, "invalid escape sequence: `\\b`"),
            (#"[a-\d]"#, "invalid escape sequence: `\\d`"),
            (#"\xg1"#, "invalid escape sequence: `\\xg1`"),
            (#"\x{110000}"#, "invalid escape sequence: `\\x{110000`"),
            (#"\x{}"#, "invalid escape sequence: `\\x{}`"),
            (#"\"#, "trailing backslash at end of expression: ``"),
            (#"[\"#, "trailing backslash at end of expression: ``"),
            (#"[z-a]"#, "invalid character class range: `z-a`"),
            (#"[[:foo:]]"#, "invalid character class range: `[:foo:]`"),
            (#"\pX"#, "invalid character class range: `\\pX`"),
            (#"\p{Foo}"#, "invalid character class range: `\\p{Foo}`"),
            (#"\p{greek}"#, "invalid character class range: `\\p{greek}`"),
            ("\\p{\u{212a}annada}", "invalid character class range: `\\p{\u{212a}annada}`"),
            (#"\p{Greek"#, "invalid character class range: `\\p{Greek`"),
            (#"\p"#, "invalid character class range: `\\p`"),
        ])
    func wording(pattern: String, message: String) {
        #expect(throws: RegularExpressionError.self) { try RegularExpression(pattern) }
        do throws(RegularExpressionError) {
            _ = try RegularExpression(pattern)
        } catch {
            #expect(error.description == "error parsing regexp: \(message)")
        }
    }

    @Test func heightIsLimited() throws {
        func nested(_ depth: Int, _ open: String, _ close: String) -> String {
            String(repeating: open, count: depth) + "a" + String(repeating: close, count: depth)
        }
        _ = try RegularExpression(nested(999, "(", ")"))
        #expect(code(of: nested(1000, "(", ")")) == .nestingDepth)
        _ = try RegularExpression(nested(999, "(?:", ")*"))
        #expect(code(of: nested(1000, "(?:", ")*")) == .nestingDepth)
        #expect(code(of: nested(100_000, "(", ")")) == .nestingDepth)
        #expect(try RegularExpression(nested(100_000, "(?:", ")")).matches("a"))
        #expect(code(of: String(repeating: "(", count: 100_000)) == .missingParenthesis)
        #expect(code(of: String(repeating: "(x", count: 100_000)) == .missingParenthesis)
        #expect(code(of: String(repeating: "[[:", count: 100_000)) == .missingBracket)
    }

    @Test func sizeIsLimited() throws {
        let long = String(repeating: "ab|", count: 2000)
        #expect(code(of: "(?:\(long)){1000}") == .tooLarge)
        #expect(code(of: String(repeating: "a{1000}", count: 3400)) == .tooLarge)
        #expect(code(of: String(repeating: #"\pL"#, count: 27_000)) == .tooLarge)
        #expect(throws: RegularExpressionError.self) { try RegularExpression("a{100}", sizeLimit: 99) }
        #expect(try RegularExpression("a{100}", sizeLimit: 100).matches(String(repeating: "a", count: 100)))
    }

    /// Many groups in many threads would note positions without end.
    @Test func slotsAreLimited() throws {
        #expect(code(of: String(repeating: "(a)|", count: 10_000)) == .tooLarge)
        #expect(try RegularExpression(String(repeating: "(a)|", count: 500)).firstMatch(in: "a")?[1] == "a")
    }

    private func code(of pattern: String) -> RegularExpressionError.Code? {
        do throws(RegularExpressionError) {
            _ = try RegularExpression(pattern)
            return nil
        } catch {
            return error.code
        }
    }
}
