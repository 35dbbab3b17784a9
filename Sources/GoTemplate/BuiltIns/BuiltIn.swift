/// The functions that every template can call.
enum BuiltIn: String, Sendable {
    case and
    case call
    case html
    case index
    case js
    case len
    case not
    case or
    case print
    case printf
    case println
    case slice
    case urlquery
    // Comparisons
    case eq
    case ge
    case gt
    case le
    case lt
    case ne

    var parameters: (fixed: [GoParameter], variadic: GoParameter?) {
        switch self {
        case .and, .or, .call, .index, .slice, .eq: ([.any], .any)
        case .html, .js, .urlquery, .print, .println: ([], .any)
        case .printf: ([.string], .any)
        case .len, .not: ([.any], nil)
        case .ge, .gt, .le, .lt, .ne: ([.any, .any], nil)
        }
    }

    /// Calls the function with arguments that were checked, but for `and` and `or`, which do not evaluate all of theirs.
    ///
    /// - Parameter callee: The first argument as the template has it; nil if it came through a pipeline.
    func call(
        _ arguments: [Operand], callee: Node?, _ call: any FunctionCall
    ) throws(FunctionFailure) -> Operand {
        switch self {
        case .and, .or: return arguments.last ?? .none
        case .call:
            guard let function = arguments.first, !function.isNull else { throw FunctionFailure("call of nil") }
            let name = callee?.text ?? "value of the pipeline"
            throw FunctionFailure("non-function \(name) of type \(function.value.typeName)")
        case .html: return try made(Escaping.html(try Self.text(arguments, call)), call)
        case .js: return try made(Escaping.javaScript(try Self.text(arguments, call)), call)
        case .urlquery: return try made(Escaping.urlQuery(try Self.text(arguments, call)), call)
        case .print: return Operand(value: .string(try GoFormat.printed(arguments.map(\.value), call)))
        case .println:
            var printer = GoPrinter(call)
            try printer.printLine(operands: arguments.map(\.value))
            return Operand(value: .string(GoString(bytes: printer.bytes)))
        case .printf:
            guard case .string(let format)? = arguments.first?.value else {
                throw FunctionFailure("the format is no string")
            }
            return Operand(
                value: .string(try GoFormat.formatted(format, arguments.dropFirst().map(\.value), call)))
        case .index: return try Indexing.index(arguments[0], arguments[1...])
        case .slice: return try Indexing.slice(arguments[0].value, arguments[1...], call)
        case .len: return Operand(value: .integer(Int64(try Indexing.length(arguments[0])), .int))
        case .not: return Operand(value: .bool(!arguments[0].value.isTrue))
        case .eq, .ge, .gt, .le, .lt, .ne:
            return Operand(value: .bool(try Comparison(call).compare(self, arguments.map(\.value))))
        }
    }

    private func made(_ text: [UInt8], _ call: any FunctionCall) throws(FunctionFailure) -> Operand {
        try call.charge(bytes: text.count)
        return Operand(value: .string(GoString(bytes: text)))
    }

    /// Arguments as `print` prints them, with nil as an action prints it.
    private static func text(_ arguments: [Operand], _ call: any FunctionCall) throws(FunctionFailure) -> [UInt8] {
        if arguments.count == 1, case .string(let string) = arguments[0].value { return string.bytes }
        let values = arguments.map { $0.isNull ? .string("<no value>") : $0.value }
        return try GoFormat.printed(values, call).bytes
    }
}
