import GoTemplate

/// Functions by what they take and give, for those that need nothing but their arguments.
extension TemplateFunction {
    /// A function of a string, whose result is no more than a few times as long.
    static func ofString(_ body: @escaping @Sendable ([UInt8]) -> [UInt8]) -> TemplateFunction {
        TemplateFunction(.string) { (arguments, call) throws(FunctionFailure) in
            try call.made(body(arguments.bytes(at: 0)))
        }
    }

    /// A function of a string by its characters.
    static func ofCharacters(_ body: @escaping @Sendable ([Unicode.Scalar]) -> [Unicode.Scalar]) -> TemplateFunction {
        ofString { [UInt8](encoding: body($0.scalars)) }
    }

    static func ofText(_ body: @escaping @Sendable (String) -> String) -> TemplateFunction {
        TemplateFunction(.string) { (arguments, call) throws(FunctionFailure) in
            try call.made(body(arguments.text(at: 0)))
        }
    }

    /// A function of two strings.
    static func ofStrings(_ body: @escaping @Sendable ([UInt8], [UInt8]) -> GoValue) -> TemplateFunction {
        TemplateFunction(.string, .string) { (arguments, _) throws(FunctionFailure) in
            body(try arguments.bytes(at: 0), try arguments.bytes(at: 1))
        }
    }

    /// A function of anything.
    static func ofValue(
        _ body: @escaping @Sendable (GoValue, any FunctionCall) throws(FunctionFailure) -> GoValue
    ) -> TemplateFunction {
        TemplateFunction(.any) { (arguments, call) throws(FunctionFailure) in try body(arguments.value(at: 0), call) }
    }

    /// A function of any number of anything.
    static func ofValues(
        _ body: @escaping @Sendable ([GoValue], any FunctionCall) throws(FunctionFailure) -> GoValue
    ) -> TemplateFunction {
        TemplateFunction(variadic: .any) { (arguments, call) throws(FunctionFailure) in try body(arguments, call) }
    }
}
