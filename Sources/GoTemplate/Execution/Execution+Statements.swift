extension Execution {
    /// How a list of statements ended.
    enum Flow {
        case completed
        case broken
        case continued
    }

    func run(_ nodes: [Node], dot: Operand) throws(TemplateError) -> Flow {
        for node in nodes {
            try takeSteps()
            switch node.form {
            case .text(let text): try write(text)
            case .action(let pipeline, let pipelineNode):
                let value = try evaluate(pipeline, pipelineNode, dot: dot)
                guard pipeline.declared.isEmpty else { continue }
                self.node = node
                try print(value)
            case .branch(let branch):
                let flow = try run(branch, dot: dot)
                guard flow == .completed else { return flow }
            case .range(let branch):
                let flow = try runRange(branch, dot: dot)
                guard flow == .completed else { return flow }
            case .template(let call): try run(call, node, dot: dot)
            case .break: return .broken
            case .continue: return .continued
            default: throw failure("unknown node: \(node.text)")
            }
        }
        return .completed
    }

    private func write(_ text: [UInt8]) throws(TemplateError) {
        try attempt { () throws(FunctionFailure) in try charge(bytes: text.count) }
        output += text
    }

    /// Prints a value as an action does.
    private func print(_ value: Operand) throws(TemplateError) {
        try attempt { () throws(FunctionFailure) in
            switch value.value {
            case .null: try write("<no value>")
            case .string(let string):
                try charge(bytes: string.count)
                string.append(to: &output)
            default:
                var text: [UInt8] = []
                swap(&text, &output)
                var printer = GoPrinter(self, appendingTo: text)
                text = []
                try printer.print(operands: [value.value])
                output = printer.bytes
            }
        }
    }

    private func write(_ text: String) throws(FunctionFailure) {
        try charge(bytes: text.utf8.count)
        output += text.utf8
    }

    /// `if` and `with`
    private func run(_ branch: Branch, dot: Operand) throws(TemplateError) -> Flow {
        try descend()
        let known = variableCount
        defer {
            forgetVariables(beyond: known)
            ascend()
        }
        let value = try evaluate(branch.pipeline, dot: dot)
        guard value.value.isTrue else {
            guard let otherwise = branch.otherwise else { return .completed }
            return try run(otherwise, dot: dot)
        }
        return try run(branch.body, dot: branch.keyword == .with ? value : dot)
    }

    private func runRange(_ branch: Branch, dot: Operand) throws(TemplateError) -> Flow {
        try descend()
        let known = variableCount
        defer {
            forgetVariables(beyond: known)
            ascend()
        }
        let value = try evaluate(branch.pipeline, dot: dot).value
        switch value {
        case .null: break
        case .list(let list):
            for (index, element) in list.elements.enumerated() {
                let element = Operand(element: element, of: list.elementType)
                guard try iterate(branch, .integer(Int64(index), .int), element) else { return .completed }
            }
            if !list.elements.isEmpty { return .completed }
        default:
            guard let map = value.entries else {
                throw failure("range can't iterate over \(try printed(value))")
            }
            // What the loop does to the map does not change what it goes over. Its keys are sorted before the first round.
            let values = map.values
            try takeSteps(values.count / 16)
            for key in map.sortedKeys {
                let element = Operand(element: values[key] ?? .null, of: map.elementType)
                guard try iterate(branch, .string(GoString(key)), element) else { return .completed }
            }
            if !values.isEmpty { return .completed }
        }
        guard let otherwise = branch.otherwise else { return .completed }
        // A `break` here, which belongs to the loop around this one, ends only this one; a `continue` is the outer one's.
        let flow = try run(otherwise, dot: dot)
        return flow == .broken ? .completed : flow
    }

    private func printed(_ value: GoValue) throws(TemplateError) -> String {
        try attempt { () throws(FunctionFailure) in try GoFormat.printed(value, self).text }
    }

    /// One round of a loop.
    ///
    /// - Returns: Whether another may follow.
    private func iterate(_ branch: Branch, _ index: GoValue, _ element: Operand) throws(TemplateError) -> Bool {
        guard case .pipeline(let pipeline) = branch.pipeline.form else { return false }
        let index = Operand(value: index)
        let known = variableCount
        switch (pipeline.declared.count, pipeline.assigns) {
        case (0, _): break
        case (1, true): try assign(pipeline.declared[0], element)
        case (1, false): setVariable(fromEnd: 1, element)
        case (_, true):
            try assign(pipeline.declared[0], index)
            try assign(pipeline.declared[1], element)
        case (_, false):
            setVariable(fromEnd: 1, element)
            setVariable(fromEnd: 2, index)
        }
        defer { forgetVariables(beyond: known) }
        // An empty loop takes time too.
        try takeSteps()
        return try run(branch.body, dot: element) != .broken
    }

    private func run(_ call: TemplateCall, _ node: Node, dot: Operand) throws(TemplateError) {
        self.node = node
        guard let definition = set[call.name] else {
            throw failure("template \(GoFormat.quoted(GoString(call.name))) not defined")
        }
        guard budget.depth < budget.limits.depth else {
            throw failure("exceeded maximum template depth (\(budget.limits.depth))")
        }
        var data = Operand.none
        if let pipeline = call.pipeline { data = try evaluate(pipeline, dot: dot) }
        try enter(definition, dot: data)
    }
}
