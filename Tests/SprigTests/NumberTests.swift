import JSON
import Testing

@testable import Sprig

@Suite("Numbers") struct NumberTests {
    @Test(
        arguments: [
            FunctionCase("int", "0x1F", gives: "int 31"),
            FunctionCase("int64", "0x1F", gives: "int64 31"),
            FunctionCase("int", "010", gives: "int 8"),
            FunctionCase("int64", "010", gives: "int64 8"),
            FunctionCase("int", "0b11", gives: "int 3"),
            FunctionCase("int64", "0b11", gives: "int64 3"),
            FunctionCase("int", "1_000", gives: "int 1000"),
            FunctionCase("int64", "1_000", gives: "int64 1000"),
            FunctionCase("int", "12.00", gives: "int 12"),
            FunctionCase("int64", "12.00", gives: "int64 12"),
            FunctionCase("int", "12.5", gives: "int 0"),
            FunctionCase("int64", "12.5", gives: "int64 0"),
            FunctionCase("int", "08", gives: "int 0"),
            FunctionCase("int64", "08", gives: "int64 0"),
            FunctionCase("int", "--1", gives: "int 0"),
            FunctionCase("int64", "--1", gives: "int64 0"),
            FunctionCase("int", "9223372036854775808", gives: "int 0"),
            FunctionCase("int64", "9223372036854775808", gives: "int64 0"),
            FunctionCase("int", 3.7, gives: "int 3"),
            FunctionCase("int64", 3.7, gives: "int64 3"),
            FunctionCase("int", 1e+21, gives: "int -9223372036854775808"),
            FunctionCase("int64", 1e+21, gives: "int64 -9223372036854775808"),
            FunctionCase("int", true, gives: "int 1"),
            FunctionCase("int64", true, gives: "int64 1"),
            FunctionCase("int", nil, gives: "int 0"),
            FunctionCase("int64", nil, gives: "int64 0"),
            FunctionCase("int", [1], gives: "int 0"),
            FunctionCase("int64", [1], gives: "int64 0"),
            FunctionCase("int", "_1", gives: "int 0"),
            FunctionCase("int64", "_1", gives: "int64 0"),
            FunctionCase("int", "0_1", gives: "int 1"),
            FunctionCase("int64", "0_1", gives: "int64 1"),
            FunctionCase("float64", "1_000.5", gives: "float64 1000.5"),
            FunctionCase("float64", "_1", gives: "float64 0"),
            FunctionCase("float64", "5.", gives: "float64 5"),
            FunctionCase("float64", ".5", gives: "float64 0.5"),
            FunctionCase("float64", "0x1p4", gives: "float64 16"),
            FunctionCase("float64", "0x1", gives: "float64 0"),
            FunctionCase("float64", "1e400", gives: "float64 0"),
            FunctionCase("float64", " 1", gives: "float64 0"),
            FunctionCase("float64", true, gives: "float64 1"),
            FunctionCase("float64", nil, gives: "float64 0"),
            FunctionCase("float64", 7, gives: "float64 7"),
            FunctionCase("atoi", "12", gives: "int 12"),
            FunctionCase("atoi", "x", gives: "int 0"),
            FunctionCase("atoi", "99999999999999999999", gives: "int 9223372036854775807"),
            FunctionCase("atoi", "-99999999999999999999", gives: "int -9223372036854775808"),
            FunctionCase("atoi", "1_0", gives: "int 0"),
            FunctionCase("toDecimal", "777", gives: "int64 511"),
            FunctionCase("toDecimal", 755, gives: "int64 493"),
            FunctionCase("toDecimal", 8, gives: "int64 0"),
            FunctionCase("toDecimal", 1000000.0, gives: "int64 0"),
        ])
    func casting(_ function: FunctionCase) { function.check() }

    @Test(
        arguments: [
            FunctionCase("add", gives: "int64 0"),
            FunctionCase("add", 1, 2, "3", 4.9, gives: "int64 10"),
            FunctionCase("add1", "9223372036854775807", gives: "int64 -9223372036854775808"),
            FunctionCase("sub", 5, 7, gives: "int64 -2"),
            FunctionCase("mul", 2, 3, 4, gives: "int64 24"),
            FunctionCase("mul", 2, gives: "int64 2"),
            FunctionCase("div", 7, -2, gives: "int64 -3"),
            FunctionCase("div", "-9223372036854775808", -1, gives: "int64 -9223372036854775808"),
            FunctionCase("div", 1, 0, gives: "error: runtime error: integer divide by zero"),
            FunctionCase("mod", -7, 3, gives: "int64 -1"),
            FunctionCase("mod", 7, 0, gives: "error: runtime error: integer divide by zero"),
            FunctionCase("max", 1, 5, 3, gives: "int64 5"),
            FunctionCase("biggest", "9", 2, gives: "int64 9"),
            FunctionCase("min", 3, 1, 2, gives: "int64 1"),
        ])
    func integers(_ function: FunctionCase) { function.check() }

    @Test(
        arguments: [
            FunctionCase("addf", gives: "float64 0"),
            FunctionCase("addf", 0.1, 0.2, gives: "float64 0.3"),
            FunctionCase("addf", 1e+300, 1, gives: "float64 1e+300"),
            FunctionCase("add1f", "1.5", gives: "float64 2.5"),
            FunctionCase("subf", 1.1, 0.1, 0.5, gives: "float64 0.5"),
            FunctionCase("mulf", 1.1, 1.1, gives: "float64 1.21"),
            FunctionCase("divf", 10, 4, 2, gives: "float64 1.25"),
            FunctionCase("divf", 1, 3, gives: "float64 0.3333333333333333"),
            FunctionCase("divf", 2, 3, gives: "float64 0.6666666666666667"),
            FunctionCase("divf", 1, 10000000000.0, gives: "float64 1e-10"),
            FunctionCase("divf", 1, 0, gives: "error: decimal division by 0"),
            FunctionCase("addf", "nan", gives: "error: Cannot create a Decimal from NaN"),
            FunctionCase("mulf", 1e+200, 1e+200, gives: "error: json: unsupported value: +Inf"),
            FunctionCase("subf", "-inf", gives: "error: Cannot create a Decimal from -Inf"),
            FunctionCase("maxf", 1, "nan", 3, gives: "error: json: unsupported value: NaN"),
            FunctionCase("minf", 1, 2.5, gives: "float64 1"),
            FunctionCase("floor", -1.5, gives: "float64 -2"),
            FunctionCase("ceil", "1.2", gives: "float64 2"),
            FunctionCase("round", 3.14159, 2, gives: "float64 3.14"),
            FunctionCase("round", -2.5, 0, gives: "float64 -3"),
            FunctionCase("round", 2.5, 0, gives: "float64 3"),
            FunctionCase("round", 123.456, -1, gives: "float64 120"),
            FunctionCase("round", 1.26, 1, 0.7, gives: "float64 1.2"),
            FunctionCase("round", "7.77", 1, gives: "float64 7.8"),
        ])
    func floats(_ function: FunctionCase) { function.check() }

    @Test(
        arguments: [
            FunctionCase("until", 3, gives: "[]int [0,1,2]"),
            FunctionCase("until", -3, gives: "[]int [0,-1,-2]"),
            FunctionCase("until", 0, gives: "[]int []"),
            FunctionCase("untilStep", 3, -3, -2, gives: "[]int [3,1,-1]"),
            FunctionCase("untilStep", 0, 5, 2, gives: "[]int [0,2,4]"),
            FunctionCase("untilStep", 0, 5, 0, gives: "[]int []"),
            FunctionCase("untilStep", 5, 0, 1, gives: "[]int []"),
            FunctionCase("seq", gives: #"string """#),
            FunctionCase("seq", 3, gives: #"string "1 2 3""#),
            FunctionCase("seq", -1, gives: #"string "1 0 -1""#),
            FunctionCase("seq", 0, gives: #"string "1 0""#),
            FunctionCase("seq", 2, 5, gives: #"string "2 3 4 5""#),
            FunctionCase("seq", 5, 2, gives: #"string "5 4 3 2""#),
            FunctionCase("seq", 0, 2, 10, gives: #"string "0 2 4 6 8 10""#),
            FunctionCase("seq", 5, -2, 0, gives: #"string "5 3 1""#),
            FunctionCase("seq", 5, 2, 0, gives: #"string """#),
            FunctionCase("seq", 1, 1, 1, gives: #"string "1""#),
            FunctionCase("seq", 1, 2, 3, 4, gives: #"string """#),
        ])
    func ranges(_ function: FunctionCase) { function.check() }
}
