import Testing

@testable import YAML

/// What go-yaml v2 takes a scalar without quotes for.
struct PlainScalarTests {
    static let table: [(text: String, scalar: PlainScalar)] = [
        ("", .null), ("~", .null), ("null", .null), ("Null", .null), ("NULL", .null), ("nULL", .string),
        ("y", .bool(true)), ("Y", .bool(true)), ("yes", .bool(true)), ("Yes", .bool(true)), ("YES", .bool(true)),
        ("on", .bool(true)), ("On", .bool(true)), ("ON", .bool(true)), ("true", .bool(true)), ("True", .bool(true)),
        ("TRUE", .bool(true)), ("tRUE", .string), ("n", .bool(false)), ("N", .bool(false)), ("no", .bool(false)),
        ("No", .bool(false)), ("NO", .bool(false)), ("off", .bool(false)), ("Off", .bool(false)), ("OFF", .bool(false)),
        ("false", .bool(false)), ("False", .bool(false)), ("FALSE", .bool(false)), ("oN", .string), ("yess", .string),
        // Integers.
        ("0", .integer("0")), ("-0", .integer("0")), ("+12", .integer("12")), ("-12", .integer("-12")),
        ("1_000", .integer("1000")), ("1__0_", .integer("10")), ("_1", .string), ("0123", .integer("83")),
        ("-0123", .integer("-83")), ("00", .integer("0")), ("0o17", .integer("15")), ("0O17", .integer("15")),
        ("0x1F", .integer("31")), ("0X1f", .integer("31")), ("-0x1F", .integer("-31")), ("0b101", .integer("5")),
        ("-0b101", .integer("-5")), ("0b12", .string), ("0o8", .string), ("0xG", .string), ("0x", .string),
        ("0b", .string),
        ("0x-1", .string), ("+-1", .string), ("--1", .string), ("-", .string), ("+", .string), ("1 2", .string),
        ("9223372036854775807", .integer("9223372036854775807")),
        ("-9223372036854775808", .integer("-9223372036854775808")),
        ("18446744073709551615", .integer("18446744073709551615")),
        ("18446744073709551616", .float(18446744073709551616)),
        ("+18446744073709551615", .float(18_446_744_073_709_551_616)),
        ("-9223372036854775809", .float(-9_223_372_036_854_775_808)),
        ("0x10000000000000000", .string), ("0777777777777777777777777", .float(777_777_777_777_777_764_728_832)),
        // Floats.
        ("1.5", .float(1.5)), ("1.10", .float(1.1)), ("08", .float(8)), ("0.5", .float(0.5)), ("-.5", .float(-0.5)),
        (".5", .float(0.5)), ("1.", .float(1)), ("1e3", .float(1000)), ("1E+3", .float(1000)),
        ("1.5e-3", .float(0.0015)),
        ("1_0.5", .float(10.5)), (".5_0", .string), (".", .string), ("..", .string), ("1e", .string), ("e3", .string),
        ("1.2.3", .string), ("10.0.0.1", .string), ("1e400", .string), ("1e-400", .float(0)), (".e3", .string),
        ("0x1p3", .string), ("1f", .string), ("infinity", .string), ("nan", .string), ("inf", .string),
        (".inf", .float(.infinity)),
        ("+.Inf", .float(.infinity)), ("-.INF", .float(-.infinity)), (".iNF", .string), ("-.nan", .string),
        // Never numbers: base 60, times, versions, indicators.
        ("12:30:45", .string), ("190:20:30", .string), ("2001-12-14", .string), ("2001-12-14T21:59:43Z", .string),
        ("v1.2", .string), ("1.2-rc.1", .string), ("=", .string), ("<<", .string), ("é", .string), ("0é7", .string),
        ("1\u{301}", .string), ("１", .string),
    ]

    @Test(arguments: table)
    func resolves(text: String, scalar: PlainScalar) {
        #expect(PlainScalar(text) == scalar)
    }

    @Test func resolvesNotANumber() {
        for text in [".nan", ".NaN", ".NAN"] {
            guard case .float(let value) = PlainScalar(text) else {
                Issue.record("\(text) is no float")
                continue
            }
            #expect(value.isNaN)
        }
    }
}
