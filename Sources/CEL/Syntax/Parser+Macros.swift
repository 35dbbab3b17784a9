/// The macros of the language and of Kubernetes: calls that the parser replaces by folds.
extension Parser {
    private static var accumulator: String { SyntaxTree.accumulator }

    mutating func expandGlobalMacro(
        _ name: String, _ arguments: [NodeID], at offset: Int
    ) throws(Stop) -> NodeID? {
        guard name == "has", arguments.count == 1 else { return nil }
        guard case .select(let operand, let field, false) = tree[arguments[0]] else {
            throw report("invalid argument to has() macro", at: self.offset(of: arguments[0]))
        }
        return try add(.select(operand: operand, field: field, isTest: true), at: offset)
    }

    mutating func expandMemberMacro(
        _ name: String, _ target: NodeID, _ arguments: [NodeID], at offset: Int
    ) throws(Stop) -> NodeID? {
        switch (name, arguments.count) {
        case ("all", 2...3), ("exists", 2...3), ("exists_one", 2...3), ("existsOne", 2...3):
            return try quantifier(name, target, arguments, at: offset)
        case ("map", 2...3), ("filter", 2): return try listMacro(name, target, arguments, at: offset)
        case ("transformList", 3...4), ("transformMap", 3...4), ("transformMapEntry", 3...4):
            return try transform(name, target, arguments, at: offset)
        case ("sortBy", 2): return try sort(target, arguments, at: offset)
        case ("optMap", 2), ("optFlatMap", 2): return try optionalMap(name, target, arguments, at: offset)
        default: return nil
        }
    }

    private mutating func variable(_ id: NodeID, _ complaint: String) throws(Stop) -> String {
        guard case .identifier(let name) = tree[id], !name.hasPrefix(".") else {
            throw report(complaint, at: offset(of: id))
        }
        guard name != Self.accumulator, name != "__result__" else {
            throw report("iteration variable overwrites accumulator variable", at: offset(of: id))
        }
        return name
    }

    private mutating func variables(_ ids: some Collection<NodeID>) throws(Stop) -> (String, String?) {
        var names: [String] = []
        for id in ids {
            names.append(
                try variable(id, "argument must be a simple name"))
        }
        if names.count == 2, names[0] == names[1] {
            throw report("duplicate variable name: \(names[1])", at: offset(of: ids.reversed()[0]))
        }
        return (names[0], names.count == 2 ? names[1] : nil)
    }

    private mutating func result(at offset: Int) throws(Stop) -> NodeID {
        try add(.identifier(Self.accumulator), at: offset)
    }

    private mutating func constant(_ constant: Constant, at offset: Int) throws(Stop) -> NodeID {
        try add(.constant(constant), at: offset)
    }

    private mutating func quantifier(
        _ name: String, _ target: NodeID, _ arguments: [NodeID], at offset: Int
    ) throws(Stop) -> NodeID {
        let (first, second) = try variables(arguments.dropLast())
        let predicate = arguments[arguments.count - 1]
        let initial: NodeID
        let condition: NodeID
        let step: NodeID
        let outcome: NodeID
        switch name {
        case "all":
            initial = try constant(.bool(true), at: offset)
            condition = try call(Operator.notStrictlyFalse, [try result(at: offset)], at: offset)
            step = try call(Operator.and, [try result(at: offset), predicate], at: offset)
            outcome = try result(at: offset)
        case "exists":
            initial = try constant(.bool(false), at: offset)
            let negated = try call(Operator.not, [try result(at: offset)], at: offset)
            condition = try call(Operator.notStrictlyFalse, [negated], at: offset)
            step = try call(Operator.or, [try result(at: offset), predicate], at: offset)
            outcome = try result(at: offset)
        default:
            initial = try constant(.int(0), at: offset)
            condition = try constant(.bool(true), at: offset)
            let one = try constant(.int(1), at: offset)
            let sum = try call(Operator.add, [try result(at: offset), one], at: offset)
            step = try call(Operator.conditional, [predicate, sum, try result(at: offset)], at: offset)
            let only = try constant(.int(1), at: offset)
            outcome = try call(Operator.equals, [try result(at: offset), only], at: offset)
        }
        return try add(
            .fold(
                SyntaxNode.Fold(
                    variable: first, secondVariable: second, range: target, accumulator: Self.accumulator,
                    initial: initial, condition: condition, step: step, result: outcome)), at: offset)
    }

    private mutating func listMacro(
        _ name: String, _ target: NodeID, _ arguments: [NodeID], at offset: Int
    ) throws(Stop) -> NodeID {
        let variable = try variable(arguments[0], "argument is not an identifier")
        let element = name == "filter" ? arguments[0] : arguments[arguments.count - 1]
        let predicate = name == "filter" || arguments.count == 3 ? arguments[1] : nil
        return try collect((variable, nil), target, element: element, predicate: predicate, at: offset)
    }

    private mutating func collect(
        _ variables: (String, String?), _ target: NodeID, element: NodeID, predicate: NodeID?, at offset: Int
    ) throws(Stop) -> NodeID {
        let list = try add(.list([element], optionals: []), at: offset)
        let sum = try call(Operator.add, [try result(at: offset), list], at: offset)
        let initial = try add(.list([], optionals: []), at: offset)
        return try container(variables, target, initial: initial, step: sum, predicate: predicate, at: offset)
    }

    private mutating func container(
        _ variables: (String, String?), _ target: NodeID, initial: NodeID, step: NodeID, predicate: NodeID?,
        at offset: Int
    ) throws(Stop) -> NodeID {
        var step = step
        if let predicate {
            step = try call(Operator.conditional, [predicate, step, try result(at: offset)], at: offset)
        }
        return try add(
            .fold(
                SyntaxNode.Fold(
                    variable: variables.0, secondVariable: variables.1, range: target, accumulator: Self.accumulator,
                    initial: initial, condition: try constant(.bool(true), at: offset), step: step,
                    result: try result(at: offset))), at: offset)
    }

    private mutating func transform(
        _ name: String, _ target: NodeID, _ arguments: [NodeID], at offset: Int
    ) throws(Stop) -> NodeID {
        let names = try variables(arguments.prefix(2))
        let predicate = arguments.count == 4 ? arguments[2] : nil
        let outcome = arguments[arguments.count - 1]
        if name == "transformList" {
            return try collect(names, target, element: outcome, predicate: predicate, at: offset)
        }
        var insertion = [try result(at: offset), outcome]
        if name == "transformMap" { insertion.insert(try add(.identifier(names.0), at: offset), at: 1) }
        let step = try call(Operator.mapInsert, insertion, at: offset)
        let initial = try add(.map([]), at: offset)
        return try container(names, target, initial: initial, step: step, predicate: predicate, at: offset)
    }

    /// The list, bound to a name, sorted by the list of its keys.
    private mutating func sort(_ target: NodeID, _ arguments: [NodeID], at offset: Int) throws(Stop) -> NodeID {
        switch tree[target] {
        case .list, .select, .identifier, .fold, .call: break
        default:
            throw report(
                "sortBy can only be applied to a list, identifier, comprehension, call or select expression",
                at: self.offset(of: target))
        }
        let input = "@__sortBy_input__"
        let list = try add(.identifier(input), at: offset)
        let keys = try listMacro("map", list, arguments, at: offset)
        let again = try add(.identifier(input), at: offset)
        let sorted = try add(
            .call(function: Operator.sortByAssociatedKeys, target: again, arguments: [keys]), at: offset)
        return try letting(input, be: target, in: sorted, at: offset)
    }

    private mutating func letting(
        _ name: String, be value: NodeID, in body: NodeID, at offset: Int
    ) throws(Stop) -> NodeID {
        let none = try add(.list([], optionals: []), at: offset)
        return try add(
            .fold(
                SyntaxNode.Fold(
                    variable: SyntaxNode.Fold.unused, secondVariable: nil, range: none, accumulator: name,
                    initial: value,
                    condition: try constant(.bool(false), at: offset), step: try add(.identifier(name), at: offset),
                    result: body)), at: offset)
    }

    /// `target.hasValue() ? optional.of(body) : optional.none()`, where the body knows the value by its name.
    private mutating func optionalMap(
        _ name: String, _ target: NodeID, _ arguments: [NodeID], at offset: Int
    ) throws(Stop) -> NodeID {
        guard case .identifier(let variable) = tree[arguments[0]] else {
            throw report("\(name)() variable name must be a simple identifier", at: self.offset(of: arguments[0]))
        }
        let condition = try add(.call(function: "hasValue", target: target, arguments: []), at: offset)
        // The target is evaluated twice, as by cel-go.
        let value = try add(.call(function: "value", target: try copy(target), arguments: []), at: offset)
        let body = try letting(variable, be: value, in: arguments[1], at: offset)
        let namespace = try add(.identifier("optional"), at: offset)
        let some =
            name == "optFlatMap"
            ? body : try add(.call(function: "of", target: namespace, arguments: [body]), at: offset)
        let none = try add(.call(function: "none", target: namespace, arguments: []), at: offset)
        return try call(Operator.conditional, [condition, some, none], at: offset)
    }

    /// The nodes of an expression once more, so that no node has two parents: what stands below shared ones would be walked
    /// twice at every level.
    private mutating func copy(_ id: NodeID) throws(Stop) -> NodeID {
        let offset = self.offset(of: id)
        switch tree[id] {
        case .constant, .identifier: return try add(tree[id], at: offset)
        case .select(let operand, let field, let isTest):
            return try add(.select(operand: try copy(operand), field: field, isTest: isTest), at: offset)
        case .call(let function, let target, let arguments):
            let target = try target.map { (id) throws(Stop) in try copy(id) }
            return try add(.call(function: function, target: target, arguments: try copies(arguments)), at: offset)
        case .list(let elements, let optionals):
            return try add(.list(try copies(elements), optionals: optionals), at: offset)
        case .map(var entries):
            for index in entries.indices {
                entries[index].key = try copy(entries[index].key)
                entries[index].value = try copy(entries[index].value)
            }
            return try add(.map(entries), at: offset)
        case .message(let name, var fields):
            for index in fields.indices { fields[index].value = try copy(fields[index].value) }
            return try add(.message(name: name, fields: fields), at: offset)
        case .fold(var fold):
            fold.range = try copy(fold.range)
            fold.initial = try copy(fold.initial)
            fold.condition = try copy(fold.condition)
            fold.step = try copy(fold.step)
            fold.result = try copy(fold.result)
            return try add(.fold(fold), at: offset)
        }
    }

    private mutating func copies(_ ids: [NodeID]) throws(Stop) -> [NodeID] {
        var copies: [NodeID] = []
        for id in ids { copies.append(try copy(id)) }
        return copies
    }
}
