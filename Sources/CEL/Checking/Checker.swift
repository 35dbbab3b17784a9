/// Finds the type of every node and the overloads of every call.
struct Checker {
    private var tree: SyntaxTree
    private let environment: CheckingEnvironment
    private var scopes: [(name: String, type: CELType)] = []
    private var types: [CELType]
    private var bindings = TypeBindings()
    private var overloads: [NodeID: [Overload]] = [:]
    private var typeNames: [NodeID: CELType] = [:]
    private var variables: Set<String> = []
    private var issues: [CompileIssue] = []

    static func check(
        _ tree: SyntaxTree, in environment: CheckingEnvironment
    ) throws(CompileError) -> CheckedExpression {
        var checker = Checker(tree, environment)
        checker.check(tree.root)
        guard checker.issues.isEmpty else {
            let issues = checker.issues.sorted { $0.offset < $1.offset }
            throw CompileError(source: tree.source, issues: Array(issues.prefix(100)))
        }
        return CheckedExpression(
            tree: checker.tree, types: checker.types.map { checker.bindings.resolve($0, makesDynamic: true) },
            overloads: checker.overloads, typeNames: checker.typeNames, variables: checker.variables)
    }

    private init(_ tree: SyntaxTree, _ environment: CheckingEnvironment) {
        self.tree = tree
        self.environment = environment
        types = Array(repeating: .error, count: tree.nodes.count)
    }

    private mutating func report(_ message: String, at id: NodeID) {
        issues.append(CompileIssue(offset: tree.offsets[id], message: message))
    }

    private mutating func check(_ id: NodeID) {
        types[id] = type(of: id)
    }

    private mutating func type(of id: NodeID) -> CELType {
        switch tree[id] {
        case .constant(let constant): return CELValue(constant).type
        case .identifier(let name): return identifierType(name, id)
        case .select(let operand, let field, let isTest): return selectType(operand, field, isTest, id)
        case .call(Operator.optionalSelect, _, let arguments): return optionalSelectType(arguments, id)
        case .call(let function, let target, let arguments): return callType(function, target, arguments, id)
        case .list(let elements, let optionals): return listType(elements, optionals)
        case .map(let entries): return mapType(entries)
        case .message(let name, let fields):
            for field in fields { check(field.value) }
            report("undeclared reference to '\(name)' (in container '')", at: id)
            return .error
        case .fold(let fold): return foldType(fold, id)
        }
    }
}

// MARK: - Names and fields

extension Checker {
    private func lookUp(_ name: String) -> CELType? {
        scopes.last { $0.name == name }?.type ?? environment.variables[name]
    }

    private mutating func identifierType(_ name: String, _ id: NodeID) -> CELType {
        let plain = name.hasPrefix(".") ? String(name.dropFirst()) : name
        if let type = name.hasPrefix(".") ? environment.variables[plain] : lookUp(name) {
            if !scopes.contains(where: { $0.name == name }) { variables.insert(plain) }
            if plain != name { tree.nodes[id] = .identifier(plain) }
            return type
        }
        if let named = CELType.named[plain] {
            typeNames[id] = named
            return .type(named)
        }
        report("undeclared reference to '\(name)' (in container '')", at: id)
        return .error
    }

    private func qualifiedName(_ id: NodeID) -> String? {
        switch tree[id] {
        case .identifier(let name): lookUp(name) == nil ? name : nil
        case .select(let operand, let field, false): qualifiedName(operand).map { "\($0).\(field)" }
        default: nil
        }
    }

    private mutating func selectType(_ operand: NodeID, _ field: String, _ isTest: Bool, _ id: NodeID) -> CELType {
        if !isTest, let name = qualifiedName(id), let named = CELType.named[name] {
            typeNames[id] = named
            return .type(named)
        }
        let type = fieldType(operand, field, isOptional: false, id)
        return isTest ? .bool : bindings.resolve(type)
    }

    private mutating func optionalSelectType(_ arguments: [NodeID], _ id: NodeID) -> CELType {
        guard case .constant(.string(let field)) = tree[arguments[1]] else { return .error }
        types[arguments[1]] = .string
        return fieldType(arguments[0], field, isOptional: true, id)
    }

    private mutating func fieldType(_ operand: NodeID, _ field: String, isOptional: Bool, _ id: NodeID) -> CELType {
        check(operand)
        var operandType = bindings.resolve(types[operand])
        var yieldsOptional = isOptional
        if case .optional(let inner) = operandType {
            operandType = bindings.resolve(inner)
            yieldsOptional = true
        }
        let result: CELType
        switch operandType {
        case .map(_, let value): result = value
        case .object(let declaration):
            if let known = declaration.fields[field] {
                result = known.declaration.type
            } else {
                report("undefined field '\(field)'", at: id)
                result = .error
            }
        case .parameter:
            _ = bindings.isAssignable(.dyn, to: operandType)
            result = .dyn
        default:
            if !operandType.isDynamic {
                report("type '\(operandType)' does not support field selection", at: id)
            }
            result = .dyn
        }
        return yieldsOptional ? .optional(result) : result
    }
}

// MARK: - Calls

extension Checker {
    private mutating func callType(
        _ function: String, _ target: NodeID?, _ arguments: [NodeID], _ id: NodeID
    ) -> CELType {
        for argument in arguments { check(argument) }
        guard let target else {
            let name = function.hasPrefix(".") ? String(function.dropFirst()) : function
            guard let candidates = Signatures.overloads[name] else {
                report("undeclared reference to '\(function)' (in container '')", at: id)
                return .error
            }
            if name != function { tree.nodes[id] = .call(function: name, target: nil, arguments: arguments) }
            return resolve(candidates, isMember: false, arguments, name, id)
        }
        // `a.b.c()` may be the function `a.b.c`.
        if let prefix = qualifiedName(target), let candidates = Signatures.overloads["\(prefix).\(function)"] {
            let name = "\(prefix).\(function)"
            tree.nodes[id] = .call(function: name, target: nil, arguments: arguments)
            return resolve(candidates, isMember: false, arguments, name, id)
        }
        check(target)
        guard let candidates = Signatures.overloads[function] else {
            report("undeclared reference to '\(function)' (in container '')", at: id)
            return .error
        }
        return resolve(candidates, isMember: true, [target] + arguments, function, id)
    }

    private mutating func resolve(
        _ candidates: [Overload], isMember: Bool, _ arguments: [NodeID], _ name: String, _ id: NodeID
    ) -> CELType {
        let argumentTypes = arguments.map { bindings.resolve(types[$0]) }
        var result: CELType?
        for candidate in candidates
        where candidate.isMember == isMember && candidate.parameters.count == arguments.count {
            let (parameters, candidateResult) = bindings.instantiate(candidate)
            guard bindings.isAssignable(argumentTypes, to: parameters) else { continue }
            overloads[id, default: []].append(candidate)
            let found = bindings.resolve(candidateResult)
            if let known = result, known != found { result = .dyn } else { result = found }
        }
        if let result { return result }
        if argumentTypes.contains(.error) { return .error }
        let shown = argumentTypes.map { "\(bindings.resolve($0, makesDynamic: true))" }
        let signature =
            isMember
            ? "\(shown[0]).(\(shown.dropFirst().joined(separator: ", ")))" : "(\(shown.joined(separator: ", ")))"
        report("found no matching overload for '\(name)' applied to '\(signature)'", at: id)
        return .error
    }
}

// MARK: - Literals and folds

extension Checker {
    private mutating func listType(_ elements: [NodeID], _ optionals: Set<Int>) -> CELType {
        var joined: CELType?
        for (place, element) in elements.enumerated() {
            check(element)
            let type = unwrapped(element, isOptional: optionals.contains(place))
            joined = join(joined, type)
        }
        return .list(joined ?? bindings.fresh())
    }

    private mutating func mapType(_ entries: [SyntaxNode.Entry]) -> CELType {
        var keyType: CELType?
        var valueType: CELType?
        for entry in entries {
            check(entry.key)
            keyType = join(keyType, types[entry.key])
            check(entry.value)
            valueType = join(valueType, unwrapped(entry.value, isOptional: entry.isOptional))
        }
        return .map(keyType ?? bindings.fresh(), valueType ?? bindings.fresh())
    }

    private mutating func unwrapped(_ id: NodeID, isOptional: Bool) -> CELType {
        let type = bindings.resolve(types[id])
        guard isOptional else { return type }
        if case .optional(let inner) = type { return inner }
        if !type.isDynamic { report("expected type 'optional_type(\(type))' but found '\(type)'", at: id) }
        return .dyn
    }

    /// What is of neither type is of any.
    private mutating func join(_ known: CELType?, _ type: CELType) -> CELType {
        guard let known else { return type }
        return bindings.isAssignable([known], to: [type]) ? TypeBindings.mostGeneral(known, type) : .dyn
    }

    private mutating func foldType(_ fold: SyntaxNode.Fold, _ id: NodeID) -> CELType {
        check(fold.range)
        check(fold.initial)
        let rangeType = bindings.resolve(types[fold.range])
        let first: CELType
        var second: CELType = .dyn
        switch rangeType {
        case .list(let element):
            first = fold.secondVariable == nil ? element : .int
            second = element
        case .map(let key, let value):
            first = key
            second = value
        case .dyn, .error, .parameter:
            _ = bindings.isAssignable(.dyn, to: rangeType)
            first = .dyn
        default:
            report(
                "expression of type '\(rangeType)' cannot be range of a comprehension (must be list, map, or dynamic)",
                at: fold.range)
            first = .error
        }
        scopes.append((fold.accumulator, types[fold.initial]))
        scopes.append((fold.variable, first))
        if let name = fold.secondVariable { scopes.append((name, second)) }
        check(fold.condition)
        expect(fold.condition, .bool)
        check(fold.step)
        expect(fold.step, types[fold.initial])
        scopes.removeLast(fold.secondVariable == nil ? 1 : 2)
        check(fold.result)
        scopes.removeLast()
        return bindings.resolve(types[fold.result])
    }

    private mutating func expect(_ id: NodeID, _ wanted: CELType) {
        guard !bindings.isAssignable(types[id], to: wanted) else { return }
        report(
            "expected type '\(bindings.resolve(wanted))' but found '\(bindings.resolve(types[id]))'", at: id)
    }
}
