import JSON
import Machinery
import Testing

@Suite struct MetaDurationTests {
    @Test(arguments: [
        ("0", 0), ("0s", 0), ("10s", 10_000_000_000), ("1h30m", 5_400_000_000_000), ("1.5s", 1_500_000_000),
        (".5s", 500_000_000), ("1.s", 1_000_000_000), ("-2m", -120_000_000_000), ("+3ms", 3_000_000), ("100ns", 100),
        ("2us", 2_000), ("2µs", 2_000), ("2μs", 2_000), ("1h1m1s1ms1us1ns", 3_661_001_001_001),
        ("0.3333333333333333333h", 1_199_999_999_999), ("1ns2h", 7_200_000_000_001),
        ("9223372036854775807ns", Int64.max), ("-9223372036854775808ns", Int64.min),
    ])
    func reads(text: String, nanoseconds: Int64) throws {
        #expect(try #require(MetaDuration(parsing: text)).nanoseconds == nanoseconds)
    }

    @Test(arguments: [
        "", "-", "+", "3", ".", "s", ".s", "1", "1 s", "10S", "1h30", "1x", "--1s", "1s ", "9223372036854775808ns",
        "-9223372036854775809ns", "2562048h", "99999999999999999999h", "1e3s", "٣s",
    ])
    func refuses(text: String) {
        #expect(MetaDuration(parsing: text) == nil)
    }

    @Test(arguments: [
        (0, "0s"), (1, "1ns"), (1_100, "1.1µs"), (2_200_000, "2.2ms"), (3_300_000_000, "3.3s"),
        (60_000_000_000, "1m0s"),
        (245_000_000_000, "4m5s"), (18_367_001_000_000, "5h6m7.001s"), (480_000_000_001, "8m0.000000001s"),
        (-90_000_000_000, "-1m30s"), (Int64.min, "-2562047h47m16.854775808s"), (Int64.max, "2562047h47m16.854775807s"),
    ])
    func writesAsGoDoes(nanoseconds: Int64, text: String) {
        #expect(MetaDuration(nanoseconds: nanoseconds).description == text)
        #expect(MetaDuration(parsing: text)?.nanoseconds == nanoseconds)
    }

    @Test(arguments: ["60s", "1h30m", "0.5h", "90m", "-0s"])
    func keepsTheNotation(text: String) throws {
        let value = try MetaDuration(json: .string(text))
        #expect(value.json == .string(text))
        #expect(value == MetaDuration(nanoseconds: value.nanoseconds))
    }

    @Test func saysWhatIsWrong() {
        #expect(throws: DecodingFailure("expected a duration such as \"10s\" or \"1h30m\", found \"ten\"")) {
            try MetaDuration(json: "ten")
        }
    }
}
