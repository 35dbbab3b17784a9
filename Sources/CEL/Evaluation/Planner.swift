import RE2

/// Compiles a checked expression to closures.
struct Planner {
    private let checked: CheckedExpression
    private var scopes: [(name: String, slot: Int)]
    private var slotCount: Int
    private var nextSlot: Int
    private let zones: any TimeZoneSource
    private let locatesErrors: Bool

    /// - Throws: What is wrong with a constant: a pattern that is no regular expression.
    static func plan(
        _ checked: CheckedExpression, variables: [String], zones: any TimeZoneSource, locatesErrors: Bool
    ) throws(EvaluationError) -> Program {
        var planner = Planner(checked, variables, zones, locatesErrors)
        let step = try planner.step(checked.tree.root)
        return Program(step: step, slotCount: planner.slotCount, variableNames: variables)
    }

    private init(
        _ checked: CheckedExpression, _ variables: [String], _ zones: any TimeZoneSource, _ locatesErrors: Bool
    ) {
        self.locatesErrors = locatesErrors
        self.checked = checked
        self.zones = zones
        scopes = variables.enumerated().map { ($1, $0) }
        slotCount = variables.count
        nextSlot = variables.count
    }

    private mutating func bind(_ name: String) -> Int {
        let slot = nextSlot
        nextSlot += 1
        slotCount = max(slotCount, nextSlot)
        scopes.append((name, slot))
        return slot
    }

    private mutating func release(_ count: Int) {
        scopes.removeLast(count)
        nextSlot -= count
    }

    private mutating func step(_ id: NodeID) throws(EvaluationError) -> Step {
        let offset = checked.tree.offsets[id]
        let step: Step
        do throws(EvaluationError) {
            step = try plainStep(id)
        } catch {
            throw error.located(at: offset)
        }
        guard locatesErrors else { return step }
        return { frame throws(EvaluationError) in
            do throws(EvaluationError) { return try step(&frame) } catch { throw error.located(at: offset) }
        }
    }

    private mutating func plainStep(_ id: NodeID) throws(EvaluationError) -> Step {
        if let type = checked.typeNames[id] { return constant(.type(type)) }
        switch checked.tree[id] {
        case .constant(let value): return constant(CELValue(value))
        case .identifier(let name): return identifier(name)
        case .select(let operand, let field, let isTest):
            let operand = try step(operand)
            return isTest ? Steps.test(operand, field) : Steps.select(operand, field)
        case .call(let function, let target, let arguments):
            return try call(function, (target.map { [$0] } ?? []) + arguments, id)
        case .list(let elements, let optionals): return try list(elements, optionals)
        case .map(let entries): return try map(entries, id)
        case .message: throw .noOverload
        case .fold(let fold): return try self.fold(fold)
        }
    }

    private func constant(_ value: CELValue) -> Step {
        { _ throws(EvaluationError) in value }
    }

    private func identifier(_ name: String) -> Step {
        guard let slot = scopes.last(where: { $0.name == name })?.slot else {
            let error = EvaluationError("no such attribute(s): \(name)")
            return { _ throws(EvaluationError) in throw error }
        }
        return Steps.slot(slot, name)
    }

    /// The value of a literal whose parts are constants.
    private func constantValue(_ id: NodeID) -> CELValue? {
        switch checked.tree[id] {
        case .constant(let value): return CELValue(value)
        case .list(let elements, let optionals) where optionals.isEmpty:
            let values = elements.map(constantValue)
            let known = values.compactMap { $0 }
            return known.count == values.count ? .list(known) : nil
        case .call(let function, nil, let arguments) where arguments.count == 1:
            guard Self.conversions.contains(function), let value = constantValue(arguments[0]) else { return nil }
            // What cannot be converted is an error of the evaluation.
            return (try? FunctionLibrary.functions[function]?([value])) ?? nil
        case .map(let entries):
            var map = NativeMap()
            for entry in entries {
                guard !entry.isOptional, let key = constantValue(entry.key), let value = constantValue(entry.value),
                    (try? map.set(value, for: key)) != nil
                else { return nil }
            }
            return .map(.native(map))
        default: return nil
        }
    }

    /// Functions that cel-go calls while it compiles, where they are called with constants.
    private static let conversions: Set<String> = [
        "bool", "bytes", "double", "duration", "dyn", "int", "string", "timestamp", "type", "uint",
    ]

    /// A name, or a way from one: what cel-go calls an attribute.
    private func isAttribute(_ id: NodeID) -> Bool {
        switch checked.tree[id] {
        case .identifier: checked.typeNames[id] == nil
        case .select(let operand, _, let isTest): !isTest && isAttribute(operand)
        case .call(Operator.index, nil, let arguments): isAttribute(arguments[0])
        default: false
        }
    }

    /// The key of an index or the branch of a choice: cel-go does not count attributes there.
    private mutating func attributeStep(_ id: NodeID) throws(EvaluationError) -> Step {
        let step = try step(id)
        guard isAttribute(id) else { return step }
        return { frame throws(EvaluationError) in try frame.unbilled(step) }
    }

    private mutating func steps(_ ids: [NodeID]) throws(EvaluationError) -> [Step] {
        var steps: [Step] = []
        for id in ids { steps.append(try step(id)) }
        return steps
    }

    private mutating func list(_ elements: [NodeID], _ optionals: Set<Int>) throws(EvaluationError) -> Step {
        if optionals.isEmpty {
            let values = elements.compactMap(constantValue)
            if values.count == elements.count { return constant(.list(values)) }
        }
        return Steps.list(try steps(elements), optionals)
    }

    private mutating func map(_ entries: [SyntaxNode.Entry], _ id: NodeID) throws(EvaluationError) -> Step {
        if let value = constantValue(id) { return constant(value) }
        let keys = try steps(entries.map(\.key))
        let values = try steps(entries.map(\.value))
        return Steps.map(keys, values, entries.map(\.isOptional))
    }
}

// MARK: - Calls

extension Planner {
    private mutating func call(_ function: String, _ arguments: [NodeID], _ id: NodeID) throws(EvaluationError) -> Step
    {
        if let value = constantValue(id) { return constant(value) }
        switch (function, arguments.count) {
        case (Operator.and, 2): return Steps.logical(try step(arguments[0]), try step(arguments[1]), decisive: false)
        case (Operator.or, 2): return Steps.logical(try step(arguments[0]), try step(arguments[1]), decisive: true)
        case (Operator.conditional, 3):
            return Steps.conditional(
                try step(arguments[0]), try attributeStep(arguments[1]), try attributeStep(arguments[2]))
        case (Operator.notStrictlyFalse, 1): return Steps.notStrictlyFalse(try step(arguments[0]))
        case (Operator.optionalSelect, 2):
            guard case .constant(.string(let field)) = checked.tree[arguments[1]] else { throw .noOverload }
            return Steps.optionalSelect(try step(arguments[0]), field)
        case ("or", 2), ("orValue", 2):
            return Steps.optionalOr(
                try step(arguments[0]), try step(arguments[1]), unwraps: function == "orValue")
        case (Operator.contains, 2):
            if isResolved(id), case .list(let list)? = constantValue(arguments[1]) {
                if list.count == 0 { return constant(.bool(false)) }
                if list.elements.allSatisfy(\.isHashable) {
                    return Steps.containsConstant(try step(arguments[0]), list)
                }
            }
        case ("matches", 2), ("find", 2), ("findAll", 2...3):
            if case .constant(.string(let pattern)) = checked.tree[arguments[1]] {
                let expression = try FunctionLibrary.expression(pattern)
                if function == "matches" {
                    return Steps.matches(try step(arguments[0]), expression, patternSize: pattern.unicodeScalars.count)
                }
            }
        default: break
        }
        if function == Operator.index, arguments.count == 2 {
            return Steps.index(Arithmetic.index, try step(arguments[0]), try attributeStep(arguments[1]))
        }
        if arguments.count == 2, let operation = Arithmetic.operations[function] {
            return Steps.binary(
                operation, try step(arguments[0]), try step(arguments[1]),
                cost: CallCost.binary(function, isResolved: isResolved(id)))
        }
        return Steps.call(
            try implementation(function), try steps(arguments),
            cost: CallCost.function(function, isResolved: isResolved(id)),
            isChargedFirst: CallCost.chargedFirst.contains(function))
    }

    private func isResolved(_ id: NodeID) -> Bool { checked.overloads[id]?.count == 1 }

    private func implementation(_ function: String) throws(EvaluationError) -> FunctionLibrary.Implementation {
        if let zoned = FunctionLibrary.times[function] {
            let zones = zones
            return { values throws(EvaluationError) in try zoned(values, zones) }
        }
        guard let implementation = FunctionLibrary.functions[function] else {
            throw EvaluationError("no such overload: \(function)")
        }
        return implementation
    }
}

// MARK: - Folds

extension Planner {
    private mutating func fold(_ fold: SyntaxNode.Fold) throws(EvaluationError) -> Step {
        let range = try step(fold.range)
        let initial = try step(fold.initial)
        let accumulator = bind(fold.accumulator)
        if fold.isBinding {
            let result = try step(fold.result)
            release(1)
            return Steps.letting(accumulator, initial, result)
        }
        let first = bind(fold.variable)
        var second: Int?
        if let name = fold.secondVariable { second = bind(name) }
        let loop = FoldLoop(
            accumulator: accumulator, first: first, second: second, range: range, initial: initial,
            condition: try condition(fold.condition), step: try foldStep(fold, accumulator))
        release(second == nil ? 1 : 2)
        let result = try step(fold.result)
        release(1)
        return { frame throws(EvaluationError) in
            defer {
                frame.slots[accumulator] = nil
                if !frame.failures.isEmpty { frame.failures[accumulator] = nil }
            }
            try loop.run(&frame)
            return try result(&frame)
        }
    }

    private mutating func condition(_ id: NodeID) throws(EvaluationError) -> Step? {
        if case .constant(.bool(true)) = checked.tree[id] { return nil }
        return try step(id)
    }

    /// Appending to the accumulator happens in place.
    private mutating func foldStep(_ fold: SyntaxNode.Fold, _ accumulator: Int) throws(EvaluationError) -> FoldLoop.Body
    {
        if let element = appended(fold.step, to: fold.accumulator) { return .append(try step(element)) }
        if case .call(Operator.conditional, nil, let arguments) = checked.tree[fold.step],
            let element = appended(arguments[1], to: fold.accumulator), isIdentifier(arguments[2], fold.accumulator)
        {
            return .appendIf(try step(arguments[0]), try step(element))
        }
        return .assign(try step(fold.step))
    }

    private func appended(_ id: NodeID, to accumulator: String) -> NodeID? {
        guard case .call(Operator.add, nil, let operands) = checked.tree[id], isIdentifier(operands[0], accumulator),
            case .list(let elements, let optionals) = checked.tree[operands[1]], elements.count == 1,
            optionals.isEmpty
        else { return nil }
        return elements[0]
    }

    private func isIdentifier(_ id: NodeID, _ name: String) -> Bool {
        if case .identifier(name) = checked.tree[id] { true } else { false }
    }
}
