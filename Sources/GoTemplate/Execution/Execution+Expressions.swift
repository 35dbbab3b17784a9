extension Execution {
    func evaluate(_ node: Node, dot: Operand) throws(TemplateError) -> Operand {
        guard case .pipeline(let pipeline) = node.form else { throw failure("unknown node: \(node.text)") }
        return try evaluate(pipeline, node, dot: dot)
    }

    func evaluate(_ pipeline: Pipeline, _ node: Node, dot: Operand) throws(TemplateError) -> Operand {
        self.node = node
        var final: Operand?
        for command in pipeline.commands {
            // The value of one command is the last argument of the next.
            final = try evaluate(command: command, dot: dot, final: final).unboxed
        }
        let value = final ?? .none
        for variable in pipeline.declared {
            if pipeline.assigns { try assign(variable, value) } else { declare(variable, value) }
        }
        return value
    }

    func evaluate(
        parenthesised pipeline: Pipeline, _ node: Node, dot: Operand
    ) throws(TemplateError) -> Operand {
        try descend()
        defer { ascend() }
        return try evaluate(pipeline, node, dot: dot)
    }

    private func evaluate(command: Node, dot: Operand, final: Operand?) throws(TemplateError) -> Operand {
        try takeSteps()
        guard case .command(let words) = command.form else { throw failure("unknown node: \(command.text)") }
        let word = words[0]
        let arguments = words.dropFirst()
        switch word.form {
        case .field(let names):
            node = word
            return try fields(names, of: dot, word, arguments, final, dot: dot)
        case .chain(let term, let names):
            return try chain(term, names, word, arguments, final, dot: dot)
        case .function(let function):
            node = word
            return try call(function.target, function.name, command, arguments, final, dot: dot)
        case .pipeline(let pipeline):
            try refuseArguments(word, arguments, final)
            return try evaluate(parenthesised: pipeline, word, dot: dot)
        case .variable(let reference):
            return try variable(reference, word, arguments, final, dot: dot)
        default:
            node = word
            try refuseArguments(word, arguments, final)
            return try literal(word, dot: dot)
        }
    }

    private func refuseArguments(
        _ word: Node, _ arguments: ArraySlice<Node>, _ final: Operand?
    ) throws(TemplateError) {
        if !arguments.isEmpty || final != nil {
            throw failure("can't give argument to non-function \(word.text)")
        }
    }

    private func literal(_ word: Node, dot: Operand) throws(TemplateError) -> Operand {
        switch word.form {
        case .bool(let value): return Operand(value: .bool(value))
        case .dot: return dot
        case .nil: throw failure("nil is not a command")
        case .number(let number): return try constant(number)
        case .string(let string): return Operand(value: .string(string.value))
        default: throw failure("can't evaluate command \(GoFormat.quoted(GoString(word.text)))")
        }
    }

    /// A number where nothing asks for a type.
    func constant(_ number: NumberConstant) throws(TemplateError) -> Operand {
        if number.isFloat, let float = number.float { return Operand(value: .float(float)) }
        guard let integer = number.integer else { throw failure("\(number.text) overflows int") }
        return Operand(value: .integer(integer, .int))
    }

    func chain(
        _ term: Node, _ names: [String], _ node: Node, _ arguments: ArraySlice<Node>, _ final: Operand?, dot: Operand
    ) throws(TemplateError) -> Operand {
        self.node = node
        let receiver = try argument(term, as: .any, dot: dot)
        return try fields(names, of: receiver, node, arguments, final, dot: dot)
    }

    func variable(
        _ reference: VariableReference, _ node: Node, _ arguments: ArraySlice<Node>, _ final: Operand?, dot: Operand
    ) throws(TemplateError) -> Operand {
        self.node = node
        let value = try value(of: reference.variable)
        guard !reference.fields.isEmpty else {
            try refuseArguments(node, arguments, final)
            return value
        }
        return try fields(reference.fields, of: value, node, arguments, final, dot: dot)
    }

    /// `.X.Y.Z`, the last of which gets the arguments.
    func fields(
        _ names: [String], of receiver: Operand, _ node: Node, _ arguments: ArraySlice<Node>, _ final: Operand?,
        dot: Operand
    ) throws(TemplateError) -> Operand {
        var receiver = receiver
        let last = names.count - 1
        for (index, name) in names.enumerated() {
            receiver = try field(
                name, of: receiver, node, index == last ? arguments : [], index == last ? final : nil, dot: dot)
        }
        return receiver
    }

    private func field(
        _ name: String, of receiver: Operand, _ node: Node, _ arguments: ArraySlice<Node>, _ final: Operand?,
        dot: Operand
    ) throws(TemplateError) -> Operand {
        let hasArguments = !arguments.isEmpty || final != nil
        switch receiver.value {
        case .map(let map):
            return try entry(name, of: map, hasArguments)
        case .null where receiver.isBoxed:
            throw failure("nil pointer evaluating interface {}.\(name)")
        case .null:
            guard missingKey == .error else { return .none }
            throw failure("nil data; no entry for key \(GoFormat.quoted(GoString(name)))")
        case .object(let object):
            if let method = object.method(name) {
                return try call(.function(method), name, node, arguments, final, dot: dot)
            }
            if let entries = object.entries { return try entry(name, of: entries, hasArguments) }
            guard let value = object.field(name) else { break }
            guard !hasArguments else { throw failure("\(name) has arguments but cannot be invoked as function") }
            return Operand(result: value)
        default: break
        }
        throw failure("can't evaluate field \(name) in type \(receiver.staticTypeName)")
    }

    private func entry(_ name: String, of map: GoMap, _ hasArguments: Bool) throws(TemplateError) -> Operand {
        guard !hasArguments else { throw failure("\(name) is not a method but has arguments") }
        if let value = map.values[name] { return Operand(element: value, of: map.elementType) }
        switch missingKey {
        case .invalid: return .none
        case .zero: return map.elementType.zero
        case .error: throw failure("map has no entry for key \(GoFormat.quoted(GoString(name)))")
        }
    }
}
