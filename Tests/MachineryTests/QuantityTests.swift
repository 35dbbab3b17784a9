import JSON
import Testing

@testable import Machinery

@Suite struct QuantityTests {
    @Test(arguments: [
        ("0", "0"), ("-0", "0"), ("1", "1"), ("+1", "1"), ("-1", "-1"), ("1.5", "1500m"), (".5", "500m"), ("1.", "1"),
        ("100m", "100m"), ("1000m", "1"), ("1500m", "1500m"), ("1000", "1k"), ("1500", "1500"), ("1000000", "1M"),
        ("2.5M", "2500k"), ("1G", "1G"), ("1T", "1T"), ("1P", "1P"), ("1E", "1E"), ("1u", "1u"), ("1n", "1n"),
        ("0.1n", "1n"), ("-0.1n", "-1n"), ("1.0000000001", "1000000001n"), ("0.001", "1m"),
        ("1Ki", "1Ki"), ("1024", "1024"), ("1.5Ki", "1536"), ("1.5Gi", "1536Mi"), ("1024Ki", "1Mi"), ("0.5Ki", "512"),
        ("0.1Ki", "102400m"), ("1Ei", "1Ei"), ("1023", "1023"), ("-2Ki", "-2Ki"),
        ("1e3", "1e3"), ("1E3", "1e3"), ("12e2", "1200"), ("1e-3", "1e-3"), ("1e+6", "1e6"), ("1.5e3", "1500"),
        ("9223372036854775807", "9223372036854775807"), ("9223372036854775808", "9223372036854775807"),
        ("8Ei", "9223372036854775807"), ("10E", "9223372036854775807"), ("1e2000000000", "9223372036854775807"),
        ("-1e99", "-9223372036854775807"), ("1e-2000000000", "1e-9"), ("0e99", "0"),
        ("0.00000000000000000000000000000000000000000000000000000000000000001Ei", "1n"),
        ("1.00000000000000000000000000000000000000000001", "1000000001n"),
        ("100000000000000000000000000000000000000000000000000n", "9223372036854775807"),
        ("1000000000000000000n", "1G"),
    ])
    func canonicalForm(text: String, canonical: String) throws {
        let quantity = try Quantity(parsing: text)
        #expect(quantity.description == canonical)
        #expect(try Quantity(parsing: canonical) == quantity)
    }

    @Test(arguments: [
        "", "+", "-", ".", "m", "Ki", " 1", "1 ", "1K", "1ki", "1Kib", "1e", "1e3m", "1..2", "1,5", "0x10", "١",
    ])
    func refuses(text: String) {
        #expect { try Quantity(parsing: text) } throws: { ($0 as? MachineryError)?.code == .invalidQuantity }
    }

    @Test(
        arguments: [
            ("0.1Ki", 103, 102_400), ("1n", 1, 1), ("-1n", -1, -1), ("2500m", 3, 2500), ("-2500m", -3, -2500),
            ("2Gi", 2_147_483_648, 2_147_483_648_000),
            ("9E", 9_000_000_000_000_000_000, .max),
        ] as [(String, Int64, Int64)])
    func wholeNumbers(text: String, value: Int64, milli: Int64) throws {
        let quantity = try Quantity(parsing: text)
        #expect(quantity.value == value)
        #expect(quantity.milliValue == milli)
    }

    @Test func amountsCompareHoweverTheyAreWritten() throws {
        #expect(try Quantity(parsing: "1024") == Quantity(parsing: "1Ki"))
        #expect(try Quantity(parsing: "999m") < Quantity(parsing: "1"))
        #expect(try Quantity(parsing: "-1") < Quantity(parsing: "1n"))
        #expect(try Set([Quantity(parsing: "1000m"), Quantity(1)]).count == 1)
    }

    @Test func sums() throws {
        #expect(try (Quantity(parsing: "1Gi") + Quantity(parsing: "512Mi")).description == "1536Mi")
        #expect(try (Quantity(parsing: "1") - Quantity(milli: 1)).description == "999m")
        #expect(Quantity(.max) + Quantity(.max) == Quantity(.max))
    }

    @Test func json() throws {
        #expect(try Quantity(json: "2Gi").json == "2Gi")
        #expect(try Quantity(json: 2).json == "2")
        #expect(try Quantity(json: 1.5).json == "1500m")
        #expect(throws: DecodingFailure.self) { try Quantity(json: "much") }
        #expect(throws: DecodingFailure.self) { try Quantity(json: true) }
    }
}
