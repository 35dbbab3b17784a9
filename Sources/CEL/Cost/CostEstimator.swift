/// What an expression costs at most, by the bounds that the schema sets to its values.
struct CostEstimator {
    private struct Local {
        let name: String
        var declaration: SchemaDeclaration?
        var size: CostRange?
        var elementSize: CostRange?
    }

    private let checked: CheckedExpression
    private let roots: [String: SchemaDeclaration]
    private var locals: [Local] = []
    private var sizes: [NodeID: CostRange] = [:]
    /// The sizes of the elements of lists and of the values of maps.
    private var elementSizes: [NodeID: CostRange] = [:]
    private var declarations: [NodeID: SchemaDeclaration] = [:]

    /// - Parameter roots: What is known of the variables.
    static func estimate(_ checked: CheckedExpression, roots: [String: SchemaDeclaration]) -> CostRange {
        var estimator = CostEstimator(checked, roots)
        return estimator.cost(checked.tree.root)
    }

    private init(_ checked: CheckedExpression, _ roots: [String: SchemaDeclaration]) {
        self.checked = checked
        self.roots = roots
    }

    private mutating func cost(_ id: NodeID) -> CostRange {
        if checked.typeNames[id] != nil {
            sizes[id] = .zero
            return CostRange(1)
        }
        switch checked.tree[id] {
        case .constant: return .zero
        case .identifier(let name):
            declarations[id] = locals.last { $0.name == name }.map(\.declaration) ?? roots[name]
            return CostRange(1)
        case .select(let operand, let field, let isTest):
            let sum = cost(operand)
            if isTest { return sum }
            declarations[id] = declarations[operand]?.fields[field]?.declaration
            switch checked.types[operand] {
            case .map, .object, .parameter: return sum + CostRange(1)
            default: return sum
            }
        case .call(let function, let target, let arguments): return call(function, target, arguments, id)
        case .list(let elements, _): return list(elements, id)
        case .map(let entries):
            var sum = CostRange(30)
            var size: CostRange?
            for entry in entries {
                sum = sum + cost(entry.key) + cost(entry.value)
                size = size?.union(sizeOrUnknown(entry.value)) ?? sizeOrUnknown(entry.value)
            }
            elementSizes[id] = size ?? .zero
            return sum
        case .message(_, let fields): return fields.reduce(CostRange(40)) { $0 + cost($1.value) }
        case .fold(let fold): return self.fold(fold, id)
        }
    }

    private mutating func list(_ elements: [NodeID], _ id: NodeID) -> CostRange {
        var sum = CostRange(10)
        var size: CostRange?
        for element in elements {
            sum = sum + cost(element)
            size = size?.union(sizeOrUnknown(element)) ?? sizeOrUnknown(element)
        }
        elementSizes[id] = size ?? .zero
        return sum
    }

    private mutating func fold(_ fold: SyntaxNode.Fold, _ id: NodeID) -> CostRange {
        var sum = cost(fold.range) + cost(fold.initial)
        let bound = Local(
            name: fold.accumulator,
            declaration: fold.accumulator == SyntaxTree.accumulator ? nil : declarations[fold.initial],
            size: size(fold.initial), elementSize: elementSize(fold.initial))
        locals.append(bound)
        defer { locals.removeLast() }
        if fold.variable == "#unused" {
            sum = sum + cost(fold.result)
            sizes[id] = size(fold.result)
            elementSizes[id] = elementSize(fold.result)
            return sum
        }
        let variables = self.variables(of: fold)
        locals += variables
        let loop = cost(fold.condition) + cost(fold.step)
        locals.removeLast(variables.count)
        sum = sum + cost(fold.result)
        let count = sizeOrUnknown(fold.range)
        switch checked.tree[fold.initial] {
        case .constant: sizes[id] = size(fold.initial)
        case .list, .map:
            sizes[id] = count
            elementSizes[id] = elementSize(fold.step)
        default: break
        }
        return sum + count * loop
    }

    private func variables(of fold: SyntaxNode.Fold) -> [Local] {
        let range = declarations[fold.range]
        var isList = false
        if case .list = checked.types[fold.range] { isList = true }
        let element = Local(
            name: fold.secondVariable ?? fold.variable, declaration: range?.element, size: elementSize(fold.range))
        let key = Local(name: fold.variable, declaration: range.flatMap { _ in isList ? nil : Self.keys }, size: nil)
        if fold.secondVariable != nil { return [key, element] }
        return [isList || range == nil ? element : key]
    }

    private static let keys = SchemaDeclaration(.string, minimumSize: 2)
}

// MARK: - Sizes

extension CostEstimator {
    private func sizeOrUnknown(_ id: NodeID) -> CostRange { size(id) ?? .unknown }

    private func size(_ id: NodeID) -> CostRange? {
        if let known = sizes[id] { return known }
        switch checked.tree[id] {
        case .constant(let constant): return CostRange(CELValue(constant).size)
        case .list(let elements, _): return CostRange(UInt64(elements.count))
        case .map(let entries): return CostRange(UInt64(entries.count))
        default: break
        }
        if let declaration = declarations[id] { return CostRange(least: 0, most: declaration.maximumElements) }
        if isScalar(checked.types[id]) { return CostRange(1) }
        if case .identifier(let name) = checked.tree[id] { return locals.last { $0.name == name }?.size }
        return nil
    }

    private func elementSize(_ id: NodeID) -> CostRange? {
        if let known = elementSizes[id] { return known }
        if case .identifier(let name) = checked.tree[id] { return locals.last { $0.name == name }?.elementSize }
        return nil
    }

    private func isScalar(_ type: CELType) -> Bool {
        switch type {
        case .bool, .double, .duration, .int, .timestamp, .uint: true
        case .optional(let inner): isScalar(inner)
        default: false
        }
    }
}

// MARK: - Calls

extension CostEstimator {
    private mutating func call(
        _ function: String, _ target: NodeID?, _ arguments: [NodeID], _ id: NodeID
    ) -> CostRange {
        let operands = (target.map { [$0] } ?? []) + arguments
        var costs: [CostRange] = []
        for operand in operands { costs.append(cost(operand)) }
        let sum = costs.reduce(.zero, +)
        switch function {
        case "dyn":
            sizes[id] = size(operands[0])
            elementSizes[id] = elementSize(operands[0])
            return sum + CostRange(1)
        case Operator.and, Operator.or: return CostRange(least: costs[0].least, most: sum.most)
        case Operator.conditional:
            sizes[id] = sizeOrUnknown(arguments[1]).union(sizeOrUnknown(arguments[2]))
            elementSizes[id] = joined(elementSize(arguments[1]), elementSize(arguments[2]))
            return costs[0] + costs[1].union(costs[2])
        case Operator.index:
            declarations[id] = declarations[arguments[0]]?.element
            sizes[id] = elementSize(arguments[0])
            return sum + CostRange(1)
        case Operator.add:
            return sum + addition(arguments, id)
        default: break
        }
        var estimate = CallEstimate(function: function, sizes: operands.map { sizeOrUnknown($0) })
        estimate.types = operands.map { checked.types[$0] }
        estimate.elementSize = operands.first.flatMap { operand in
            elementSize(operand)
                ?? declarations[operand]?.element.map { CostRange(least: 0, most: $0.maximumElements) }
        }
        if function == "split", arguments.count == 2, case .constant(.int(let limit)) = checked.tree[arguments[1]],
            limit >= 0
        {
            estimate.limit = UInt64(limit)
        }
        let (cost, resultSize) = estimate.result
        sizes[id] = resultSize ?? size(id)
        return sum + cost
    }

    private func joined(_ left: CostRange?, _ right: CostRange?) -> CostRange? {
        guard let left, let right else { return left ?? right }
        return left.union(right)
    }

    private mutating func addition(_ arguments: [NodeID], _ id: NodeID) -> CostRange {
        let overloads = checked.overloads[id] ?? []
        let total = sizeOrUnknown(arguments[0]) + sizeOrUnknown(arguments[1])
        var cost: CostRange?
        for overload in overloads {
            let own: CostRange
            switch overload.parameters[0] {
            case .string, .bytes:
                own = total.scaled(0.1)
                sizes[id] = total
            case .list:
                own = CostRange(1)
                sizes[id] = total
                elementSizes[id] = joined(elementSize(arguments[0]), elementSize(arguments[1]))
            default: own = CostRange(1)
            }
            cost = cost?.union(own) ?? own
        }
        return cost ?? CostRange(1)
    }
}
