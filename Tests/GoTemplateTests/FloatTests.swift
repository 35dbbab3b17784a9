import GoTemplate
import SeededRandomness
import Testing

@Suite("Floats") struct FloatTests {
    /// Numbers with all bits random, and such as people write.
    private func numbers(seed: UInt64) -> [Double] {
        var random = SplitMix(seed: seed)
        return (0..<500).map { index in
            if index % 2 == 0 {
                return Double(bitPattern: UInt64.random(in: 0..<0x7ff0_0000_0000_0000, using: &random))
            }
            let scale = [1, 2, 8, 10, 100, 1000, 1e7][Int.random(in: 0..<7, using: &random)]
            return Double(Int.random(in: -1_000_000_000...1_000_000_000, using: &random)) / scale
        }
    }

    @Test(arguments: 0..<10) func shortestDigitsReadAsTheNumber(seed: UInt64) {
        for number in numbers(seed: seed) {
            for format: Character in ["e", "E", "f", "g", "G"] {
                #expect(Double(GoFloatText.text(number, format: format)) == number, "\(number) \(format)")
            }
            #expect(Double(GoFloatText.text(number, format: "x")) == number, "\(number)")
        }
    }

    /// With 17 digits, every number reads as itself; with fewer, as the nearest of so many digits.
    @Test(arguments: 0..<10) func roundedDigits(seed: UInt64) throws {
        for number in numbers(seed: seed) {
            #expect(Double(GoFloatText.text(number, format: "e", precision: 16)) == number)
            #expect(Double(GoFloatText.text(number, format: "g", precision: 17)) == number)
            let rounded = try #require(Double(GoFloatText.text(number, format: "e", precision: 3)))
            let step = try #require(Double("1e\(exponent(of: number) - 3)"))
            #expect((rounded - number).magnitude <= step * 0.5000001 || number == 0, "\(number) \(rounded)")
        }
    }

    private func exponent(of number: Double) -> Int {
        Int(GoFloatText.text(number, format: "e", precision: 20).split(separator: "e")[1]) ?? 0
    }

    @Test(
        arguments: [
            (0.5, "f", 0, "0"), (1.5, "f", 0, "2"), (2.5, "f", 0, "2"), (0.125, "f", 2, "0.12"),
            (0.375, "f", 2, "0.38"),
            (9.995, "f", 2, "9.99"), (0.05, "f", 1, "0.1"), (0.0001, "f", 2, "0.00"), (99.5, "e", 1, "1.0e+02"),
            (123456, "g", 3, "1.23e+05"), (100000, "g", 6, "100000"), (0.00001234, "g", 2, "1.2e-05"),
            (0, "e", 2, "0.00e+00"),
            (1e23, "f", 0, "99999999999999991611392"), (.leastNonzeroMagnitude, "e", 3, "4.941e-324"),
            (1.7976931348623157e308, "e", 2, "1.80e+308"),
            (3, "x", 0, "0x1p+02"), (1, "x", 3, "0x1.000p+00"), (-0.0, "f", 1, "-0.0"),
            (0.1, "f", 60, "0.100000000000000005551115123125782702118158340454101562500000"),
        ] as [(Double, Character, Int, String)])
    func precisions(number: Double, format: Character, precision: Int, expected: String) {
        #expect(GoFloatText.text(number, format: format, precision: precision) == expected)
    }

    @Test(
        arguments: [
            (1e6, "1e+06"), (123456, "123456"), (1e-4, "0.0001"), (1e-5, "1e-05"), (1e20, "1e+20"), (0, "0"),
            (-0.0, "-0"),
            (.infinity, "+Inf"), (-.infinity, "-Inf"), (.nan, "NaN"), (1.5, "1.5"), (.leastNonzeroMagnitude, "5e-324"),
            (100, "100"),
        ] as [(Double, String)])
    func general(number: Double, expected: String) { #expect(GoFloatText.text(number, format: "g") == expected) }

    @Test func binary() {
        #expect(GoFloatText.text(1.5, format: "b") == "6755399441055744p-52")
        #expect(GoFloatText.text(.leastNonzeroMagnitude, format: "b") == "1p-1074")
        #expect(GoFloatText.text(0, format: "b") == "0p-1074")
    }
}
