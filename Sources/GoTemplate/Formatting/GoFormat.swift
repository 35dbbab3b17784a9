/// Go's formatting of values, for functions of templates.
public enum GoFormat {
    /// A value as `%v` prints it.
    ///
    /// - Parameter call: Charged for the bytes.
    /// - Throws: When the call may not make so many bytes, and for values that are nested too deep or contain themselves.
    public static func printed(_ value: GoValue, _ call: any FunctionCall) throws(FunctionFailure) -> GoString {
        if case .string(let string) = value { return string }
        return try printed([value], call)
    }

    /// Values as `fmt.Sprint` prints them: with a space between two neither of which is a string.
    public static func printed(_ values: [GoValue], _ call: any FunctionCall) throws(FunctionFailure) -> GoString {
        var printer = GoPrinter(call)
        try printer.print(operands: values)
        return GoString(bytes: printer.bytes)
    }

    /// Values as `fmt.Sprintf` prints them.
    public static func formatted(
        _ format: GoString, _ arguments: [GoValue], _ call: any FunctionCall
    ) throws(FunctionFailure) -> GoString {
        var printer = GoPrinter(call)
        try printer.print(format: format.bytes, arguments)
        return GoString(bytes: printer.bytes)
    }

    /// A string as `%q` prints it: in double quotes, with escapes for what cannot be seen.
    public static func quoted(_ string: GoString) -> String {
        String(decoding: GoQuoting().quoted(string.bytes[...]), as: UTF8.self)
    }
}
