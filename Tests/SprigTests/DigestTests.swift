import JSON
import Testing

@testable import Sprig

@Suite("Hashes and derived passwords") struct DigestTests {
    @Test(
        arguments: [
            FunctionCase("sha1sum", "hello", gives: #"string "aaf4c61ddcc5e8a2dabede0f3b482cd9aea9434d""#),
            FunctionCase(
                "sha256sum", "hello",
                gives: #"string "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824""#),
            FunctionCase(
                "sha512sum", "hello",
                gives:
                    #"string "9b71d224bd62f3785d96d46ad3ea3d73319bfbc2890caadae2dff72519673ca72323c3d99ba5c11d7c7acc6e14b8c5da0c4663475c2e5c3adef46f73bcdec043""#
            ),
            FunctionCase("adler32sum", "hello", gives: #"string "103547413""#),
            FunctionCase("adler32sum", "", gives: #"string "1""#),
            FunctionCase(
                "sha256sum", "", gives: #"string "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855""#),
        ])
    func hashes(_ function: FunctionCase) { function.check() }

    @Test(
        arguments: [
            FunctionCase(
                "derivePassword", 1, "long", "password", "user", "example.com", gives: #"string "ZedaFaxcZaso9*""#),
            FunctionCase(
                "derivePassword", 1, "maximum", "password", "user", "example.com",
                gives: #"string "pf4zS1LjCg&LjhsZ7T2~""#),
            FunctionCase(
                "derivePassword", 1, "medium", "password", "user", "example.com", gives: #"string "ZedJuz8$""#),
            FunctionCase("derivePassword", 1, "short", "password", "user", "example.com", gives: #"string "Zed5""#),
            FunctionCase("derivePassword", 1, "basic", "password", "user", "example.com", gives: #"string "pIS54PLs""#),
            FunctionCase("derivePassword", 1, "pin", "password", "user", "example.com", gives: #"string "6685""#),
            FunctionCase(
                "derivePassword", 1, "nope", "password", "user", "example.com",
                gives: #"string "cannot find password template nope""#),
        ])
    func passwords(_ function: FunctionCase) { function.check() }
}
