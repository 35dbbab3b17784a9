import Crypto
import GoTemplate
import PKI

/// Hashes, and passwords that follow from others: functions of nothing but their arguments.
enum DigestFunctions {
    static let all: [String: TemplateFunction] = [
        "sha1sum": .ofString { Array(Array(Insecure.SHA1.hash(data: $0)).hexadecimal.utf8) },
        "sha256sum": .ofString { Array(Array(SHA256.hash(data: $0)).hexadecimal.utf8) },
        "sha512sum": .ofString { Array(Array(SHA512.hash(data: $0)).hexadecimal.utf8) },
        "adler32sum": .ofString { Array(String(adler32($0)).utf8) },
        "derivePassword": TemplateFunction(.int, .string, .string, .string, .string) {
            (arguments, call) throws(FunctionFailure) in
            let counter = try arguments.int(at: 0)
            guard let counter = UInt32(exactly: counter) else {
                throw FunctionFailure("reflect: Call using int as type uint32")
            }
            try call.chargeSlowWork()
            return try call.made(
                DerivedPassword.password(
                    counter: counter, kind: arguments.text(at: 1), master: arguments.bytes(at: 2),
                    user: arguments.bytes(at: 3), site: arguments.bytes(at: 4)))
        },
    ]

    /// In base 64.
    static func sha1(_ bytes: [UInt8]) -> String {
        String(decoding: Base64.encode(Array(Insecure.SHA1.hash(data: bytes))), as: UTF8.self)
    }

    private static func adler32(_ bytes: [UInt8]) -> UInt32 {
        var (low, high): (UInt32, UInt32) = (1, 0)
        for byte in bytes {
            low = (low + UInt32(byte)) % 65_521
            high = (high + low) % 65_521
        }
        return high << 16 | low
    }
}

/// Passwords of the Master Password algorithm (version 0 of its kind that Sprig has): one a site, from one master
/// password.
enum DerivedPassword {
    private static let scope = Array("com.lyndir.masterpassword".utf8)

    static func password(
        counter: UInt32, kind: String, master: [UInt8], user: [UInt8], site: [UInt8]
    ) throws(FunctionFailure) -> String {
        guard let templates = templates[kind] else { return "cannot find password template \(kind)" }
        let salt = scope + bytes(UInt32(truncatingIfNeeded: user.count)) + user
        let key: [UInt8]
        do throws(PKIError) {
            key = try PasswordCryptography.scrypt(
                master, salt: salt, count: 64, rounds: 32_768, blockSize: 8, parallelism: 2)
        } catch {
            return "failed to derive password: \(error)"
        }
        let message = scope + bytes(UInt32(truncatingIfNeeded: site.count)) + site + bytes(counter)
        let seed = Array(HMAC<SHA256>.authenticationCode(for: message, using: SymmetricKey(data: key)))
        let template = templates[Int(seed[0]) % templates.count]
        let password = zip(template.utf8, seed.dropFirst()).compactMap { kind, byte -> UInt8? in
            guard let characters = characters[kind] else { return nil }
            return characters[Int(byte) % characters.count]
        }
        return String(decoding: password, as: UTF8.self)
    }

    private static func bytes(_ number: UInt32) -> [UInt8] {
        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) }
    }

    /// What passwords of a kind look like; each letter stands for a class of characters.
    private static let templates: [String: [String]] = [
        "maximum": ["anoxxxxxxxxxxxxxxxxx", "axxxxxxxxxxxxxxxxxno"],
        "long": [
            "CvcvnoCvcvCvcv", "CvcvCvcvnoCvcv", "CvcvCvcvCvcvno", "CvccnoCvcvCvcv", "CvccCvcvnoCvcv",
            "CvccCvcvCvcvno", "CvcvnoCvccCvcv", "CvcvCvccnoCvcv", "CvcvCvccCvcvno", "CvcvnoCvcvCvcc",
            "CvcvCvcvnoCvcc", "CvcvCvcvCvccno", "CvccnoCvccCvcv", "CvccCvccnoCvcv", "CvccCvccCvcvno",
            "CvcvnoCvccCvcc", "CvcvCvccnoCvcc", "CvcvCvccCvccno", "CvccnoCvcvCvcc", "CvccCvcvnoCvcc",
            "CvccCvcvCvccno",
        ],
        "medium": ["CvcnoCvc", "CvcCvcno"],
        "short": ["Cvcn"],
        "basic": ["aaanaaan", "aannaaan", "aaannaaa"],
        "pin": ["nnnn"],
    ]

    private static let upperConsonants = "BCDFGHJKLMNPQRSTVWXYZ"
    private static let letters = "AEIOUaeiou" + upperConsonants + upperConsonants.lowercased()
    private static let digits = "0123456789"

    private static let characters: [UInt8: [UInt8]] = [
        UInt8(ascii: "V"): Array("AEIOU".utf8),
        UInt8(ascii: "C"): Array(upperConsonants.utf8),
        UInt8(ascii: "v"): Array("aeiou".utf8),
        UInt8(ascii: "c"): Array(upperConsonants.lowercased().utf8),
        UInt8(ascii: "A"): Array(("AEIOU" + upperConsonants).utf8),
        UInt8(ascii: "a"): Array(letters.utf8),
        UInt8(ascii: "n"): Array(digits.utf8),
        UInt8(ascii: "o"): Array("@&%?,=[]_:-+*$#!'^~;()/.".utf8),
        UInt8(ascii: "x"): Array((letters + digits + "!@#$%^&*()").utf8),
    ]
}
