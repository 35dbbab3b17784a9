import Effects
import GoTemplate

/// Functions that need randomness and nothing else.
enum RandomFunctions {
    static func all(_ random: any RandomSource) -> [String: TemplateFunction] {
        [
            "randAlphaNum": texts(of: digits + letters, random),
            "randAlpha": texts(of: letters, random),
            "randNumeric": texts(of: digits, random),
            "randAscii": texts(of: Array(0x20...0x7e), random),
            "randBytes": TemplateFunction(.int) { (arguments, call) throws(FunctionFailure) in
                let count = try arguments.int(at: 0)
                guard count >= 0 else { throw FunctionFailure("runtime error: makeslice: len out of range") }
                try call.charge(product: count, 2)
                return .bytes(Base64.encode(random.bytes(count: count)))
            },
            "randInt": TemplateFunction(.int, .int) { (arguments, _) throws(FunctionFailure) in
                let (low, high) = (try arguments.int(at: 0), try arguments.int(at: 1))
                guard low < high, high.subtractingReportingOverflow(low).overflow == false else {
                    throw FunctionFailure("invalid argument to Intn")
                }
                return .int(random.next(in: low..<high))
            },
            "uuidv4": TemplateFunction { _, _ in .text(random.uid()) },
            "shuffle": .ofCharacters { scalars in
                var scalars = scalars
                for index in scalars.indices.dropFirst().reversed() {
                    scalars.swapAt(index, random.next(in: 0..<(index + 1)))
                }
                return scalars
            },
            "bcrypt": TemplateFunction(.string) { (arguments, call) throws(FunctionFailure) in
                try call.chargeSlowWork()
                return .text(bcrypt(try arguments.bytes(at: 0), random))
            },
            "htpasswd": TemplateFunction(.string, .string, .string) { (arguments, call) throws(FunctionFailure) in
                let (name, password) = (try arguments.text(at: 0), try arguments.bytes(at: 1))
                if name.utf8.contains(UInt8(ascii: ":")) { return .text("invalid username: \(name)") }
                if try arguments.text(at: 2) == "sha" { return .text(name + ":{SHA}" + DigestFunctions.sha1(password)) }
                try call.chargeSlowWork()
                return .text("\(name):\(bcrypt(password, random))")
            },
        ]
    }

    private static let digits = Array(UInt8(ascii: "0")...UInt8(ascii: "9"))
    private static let letters =
        Array(UInt8(ascii: "A")...UInt8(ascii: "Z")) + Array(UInt8(ascii: "a")...UInt8(ascii: "z"))

    /// A text of as many characters as are asked for, none for less than one.
    private static func texts(of alphabet: [UInt8], _ random: any RandomSource) -> TemplateFunction {
        TemplateFunction(.int) { (arguments, call) throws(FunctionFailure) in
            let count = max(0, try arguments.int(at: 0))
            try call.charge(bytes: count)
            return .bytes((0..<count).map { _ in alphabet[random.next(in: 0..<alphabet.count)] })
        }
    }

    private static func bcrypt(_ password: [UInt8], _ random: any RandomSource) -> String {
        guard password.count <= Bcrypt.maximumLength else {
            return "failed to encrypt string with bcrypt: bcrypt: password length exceeds 72 bytes"
        }
        return Bcrypt.hash(password, salt: random.bytes(count: 16))
    }
}
