extension Execution {
    /// Calls a function or method.
    ///
    /// - Parameters:
    ///   - caller: Where an error of the function is.
    ///   - final: The value that came through the pipeline, which is the last argument.
    func call(
        _ target: CallTarget, _ name: String, _ caller: Node, _ arguments: ArraySlice<Node>, _ final: Operand?,
        dot: Operand
    ) throws(TemplateError) -> Operand {
        switch target {
        case .function(let function):
            return try call(function, name, caller, arguments, final, dot: dot)
        case .builtIn(let builtIn) where builtIn == .and || builtIn == .or:
            let (parameters, variadic) = builtIn.parameters
            try checkCount(parameters, variadic, name, arguments, final)
            return try shortCircuit(until: builtIn == .or, arguments, final, dot: dot)
        case .builtIn(let builtIn):
            return try call(builtIn, name, caller, arguments, final, dot: dot)
        }
    }

    private func call(
        _ function: TemplateFunction, _ name: String, _ caller: Node, _ arguments: ArraySlice<Node>,
        _ final: Operand?, dot: Operand
    ) throws(TemplateError) -> Operand {
        let operands = try operands(function.parameters, function.variadic, name, arguments, final, dot: dot)
        do throws(FunctionFailure) {
            return Operand(result: try function.body(operands.map(\.value), self))
        } catch {
            throw failure(of: name, caller, error)
        }
    }

    private func call(
        _ builtIn: BuiltIn, _ name: String, _ caller: Node, _ arguments: ArraySlice<Node>, _ final: Operand?,
        dot: Operand
    ) throws(TemplateError) -> Operand {
        let (parameters, variadic) = builtIn.parameters
        let operands = try operands(parameters, variadic, name, arguments, final, dot: dot)
        do throws(FunctionFailure) {
            return try builtIn.call(operands, callee: arguments.first, self)
        } catch {
            throw failure(of: name, caller, error)
        }
    }

    private func failure(of name: String, _ caller: Node, _ failure: FunctionFailure) -> TemplateError {
        node = caller
        return self.failure("error calling \(name): \(failure.message)")
    }

    /// `and` and `or`: the first argument that decides, or the last.
    private func shortCircuit(
        until decision: Bool, _ arguments: ArraySlice<Node>, _ final: Operand?, dot: Operand
    ) throws(TemplateError) -> Operand {
        var value = Operand.none
        for argument in arguments {
            value = try self.argument(argument, as: .any, dot: dot)
            if value.value.isTrue == decision { return value }
        }
        return final ?? value
    }

    private func checkCount(
        _ parameters: [GoParameter], _ variadic: GoParameter?, _ name: String, _ arguments: ArraySlice<Node>,
        _ final: Operand?
    ) throws(TemplateError) {
        let count = arguments.count + (final == nil ? 0 : 1)
        let wanted = parameters.count
        if variadic != nil {
            if count < wanted {
                throw failure("wrong number of args for \(name): want at least \(wanted) got \(arguments.count)")
            }
        } else if count != wanted {
            throw failure("wrong number of args for \(name): want \(wanted) got \(count)")
        }
    }

    private func operands(
        _ parameters: [GoParameter], _ variadic: GoParameter?, _ name: String, _ arguments: ArraySlice<Node>,
        _ final: Operand?, dot: Operand
    ) throws(TemplateError) -> [Operand] {
        try checkCount(parameters, variadic, name, arguments, final)
        var operands: [Operand] = []
        operands.reserveCapacity(arguments.count + 1)
        for argument in arguments {
            let index = operands.count
            let type = index < parameters.count ? parameters[index] : variadic ?? .any
            operands.append(try self.argument(argument, as: type, dot: dot))
        }
        if let final {
            let index = operands.count
            operands.append(try validate(final, as: index < parameters.count ? parameters[index] : variadic ?? .any))
        }
        return operands
    }

    // MARK: - Arguments

    /// An argument as a parameter wants it.
    func argument(_ word: Node, as type: GoParameter, dot: Operand) throws(TemplateError) -> Operand {
        node = word
        switch word.form {
        case .nil:
            guard let zero = type.zeroOfNil else { throw failure("cannot assign nil to \(type.typeName)") }
            return Operand(value: zero)
        case .bool, .number, .string: return try literal(word, as: type)
        default: return try validate(try value(of: word, dot: dot), as: type)
        }
    }

    /// An argument that is no literal.
    private func value(of word: Node, dot: Operand) throws(TemplateError) -> Operand {
        switch word.form {
        case .dot: return dot
        case .field(let names): return try fields(names, of: dot, word, [], nil, dot: dot)
        case .variable(let reference): return try variable(reference, word, [], nil, dot: dot)
        case .pipeline(let pipeline): return try evaluate(parenthesised: pipeline, word, dot: dot)
        case .chain(let term, let names): return try chain(term, names, word, [], nil, dot: dot)
        case .function(let function):
            try takeSteps()
            return try call(function.target, function.name, word, [], nil, dot: dot)
        default: throw failure("can't evaluate command \(GoFormat.quoted(GoString(word.text)))")
        }
    }

    /// A literal, which takes the type that the parameter has.
    private func literal(_ word: Node, as type: GoParameter) throws(TemplateError) -> Operand {
        switch (word.form, type) {
        case (.bool(let value), .bool), (.bool(let value), .any): return Operand(value: .bool(value))
        case (.string(let string), .string), (.string(let string), .any): return Operand(value: .string(string.value))
        case (.number(let number), .any): return try constant(number)
        case (.number(let number), .int):
            if let integer = number.integer { return Operand(value: .integer(integer, .int)) }
        case (.number(let number), .int64):
            if let integer = number.integer { return Operand(value: .integer(integer, .int64)) }
        case (.number(let number), .float):
            if let float = number.float { return Operand(value: .float(float)) }
        default: break
        }
        switch type {
        case .bool: throw failure("expected bool; found \(word.text)")
        case .int, .int64: throw failure("expected integer; found \(word.text)")
        case .float: throw failure("expected float; found \(word.text)")
        case .string: throw failure("expected string; found \(word.text)")
        case .any: throw failure("can't handle assignment of \(word.text) to empty interface argument")
        case .list, .strings, .map, .bytes:
            throw failure("can't handle \(word.text) for arg of type \(type.typeName)")
        }
    }

    /// A value that has the type of a parameter.
    private func validate(_ operand: Operand, as type: GoParameter) throws(TemplateError) -> Operand {
        if operand.isNone {
            guard let zero = type.zeroOfNil else { throw failure("invalid value; expected \(type.typeName)") }
            return Operand(value: zero)
        }
        switch (type, operand.value) {
        case (.any, _): return operand
        case (.bool, .bool), (.int, .integer(_, .int)), (.int64, .integer(_, .int64)), (.float, .float),
            (.string, .string):
            return operand.unboxed
        case (.list, .list(let list)) where list.elementType == .any: return operand.unboxed
        case (.strings, .list(let list)) where list.elementType == .string: return operand.unboxed
        case (.bytes, .list(let list)) where list.elementType == .uint8: return operand.unboxed
        case (.map, let value):
            if let entries = value.entries, entries.elementType == .any { return Operand(value: .map(entries)) }
        default: break
        }
        let found = operand.isNull ? "interface {}" : operand.value.typeName
        throw failure("wrong type for value; expected \(type.typeName); got \(found)")
    }
}

extension GoParameter {
    /// The type as Go's errors tell it.
    var typeName: String {
        switch self {
        case .any: "interface {}"
        case .bool: "bool"
        case .int: "int"
        case .int64: "int64"
        case .float: "float64"
        case .string: "string"
        case .list: "[]interface {}"
        case .strings: "[]string"
        case .map: "map[string]interface {}"
        case .bytes: "[]uint8"
        }
    }

    /// What a function gets for nil; nil if the type has none.
    var zeroOfNil: GoValue? {
        switch self {
        case .any: .null
        case .list: .list(.nil)
        case .strings: .list(GoList([], of: .string, isNil: true))
        case .bytes: .list(GoList([], of: .uint8, isNil: true))
        case .map: .map(GoMap())
        case .bool, .int, .int64, .float, .string: nil
        }
    }
}
