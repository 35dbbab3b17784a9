import GoTemplate
import JSON
import Testing

@testable import Sprig

@Suite("Password hashes and ciphers") struct PasswordTests {
    /// The first and the last of the numbers that Blowfish begins with (Schneier, 1993).
    @Test func piHasTheDigitsThatBlowfishBeginsWith() {
        let words = PiFraction.words(1042)
        #expect(words.prefix(4) == [0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344])
        #expect(words.suffix(2) == [0x578f_dfe3, 0x3ac3_72e6])
    }

    /// Hashes that other implementations made.
    @Test(
        arguments: [
            (
                "", [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15], 4,
                "$2a$04$..CA.uOD/eaGAOmJB.yMBuq1wbVgYezarXi1FgOYk1qMNtxVndjJm"
            ),
            (
                "secret", [255, 248, 241, 234, 227, 220, 213, 206, 199, 192, 185, 178, 171, 164, 157, 150], 5,
                "$2a$05$99hv4sNaza5FuJkwo4Qbjehu8dihFspXHhERKJMhOGAZKkF/CXQ/2"
            ),
            (
                "pässwörd", [200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200], 4,
                "$2a$04$wKhGwKhGwKhGwKhGwKhGw.rDYhNtflRFa7Gtcq7x.ipRBuA2.rINW"
            ),
            (
                "U*U*U", [16, 65, 4, 16, 65, 4, 16, 65, 4, 16, 65, 4, 16, 65, 4, 9], 6,
                "$2a$06$CCCCCCCCCCCCCCCCCCCCAOudIsLjQYoAOuZeJeAlz898c/tLgyfjq"
            ),
            (
                String(repeating: "x", count: 72), [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], 4,
                "$2a$04$......................SZFhVdUK5wGKY4lx/QrgUMHG0XsWjbi"
            ),
        ])
    func bcryptAgreesWithOthers(password: String, salt: [UInt8], cost: Int, expected: String) {
        #expect(Bcrypt.hash(Array(password.utf8), salt: salt, cost: cost) == expected)
    }

    @Test func bcryptRefusesLongPasswords() throws {
        let text = try text("bcrypt", [.text(String(repeating: "x", count: 73))])
        #expect(text == "failed to encrypt string with bcrypt: bcrypt: password length exceeds 72 bytes")
    }

    @Test func htpasswdHashesInTwoWays() throws {
        #expect(
            try text("htpasswd", [.text("me"), .text("secret"), .text("sha")]) == "me:{SHA}5en6G6MezRroT3XKqkdPOmY/BfQ="
        )
        #expect(try text("htpasswd", [.text("a:b"), .text("x"), .text("")]) == "invalid username: a:b")
        let hashed = try text("htpasswd", [.text("me"), .text("secret"), .text("bcrypt")])
        #expect(hashed.hasPrefix("me:$2a$10$"))
        #expect(hashed.utf8.count == 63)
    }

    @Test(arguments: ["a", "exactly sixteen!", "héllo wörld, which is longer than a block"])
    func decryptsWhatItEncrypted(plain: String) throws {
        let encrypted = try text("encryptAES", [.text("secret"), .text(plain)])
        #expect(try text("decryptAES", [.text("secret"), .text(encrypted)]) == plain)
        #expect(try Base64.decode(Array(encrypted.utf8)).count % 16 == 0)
    }

    /// What Helm encrypted.
    @Test func decryptsWhatOthersEncrypted() throws {
        #expect(
            try text("decryptAES", [.text("secret"), .text("bX+e71TK8ql7yoHUd9lEDgLQYuIsR4rKMSH384/2Y28=")])
                == "hello world")
    }

    @Test(
        arguments: [
            FunctionCase("encryptAES", "k", "", gives: #"string """#),
            FunctionCase("decryptAES", "k", "", gives: #"string """#),
            FunctionCase("decryptAES", "k", "YQ=", gives: "error: illegal base64 data at input byte 3"),
            FunctionCase(
                "decryptAES", "k", "YQ==",
                gives: "error: runtime error: slice bounds out of range [:16] with capacity 1"),
            FunctionCase(
                "decryptAES", "k", "MDEyMzQ1Njc4OWFiY2RlZg==", gives: "error: runtime error: index out of range [-1]"),
            FunctionCase(
                "decryptAES", "k", "MDEyMzQ1Njc4OWFiY2RlZmc=", gives: "error: crypto/cipher: input not full blocks"),
        ])
    func badCiphertexts(_ function: FunctionCase) { function.check() }

    private func text(_ name: String, _ arguments: [GoValue]) throws -> String {
        let function = try #require(FunctionSet.everything[name])
        guard case .string(let string) = try function.body(arguments, TestCall()) else { return "" }
        return string.text
    }
}
