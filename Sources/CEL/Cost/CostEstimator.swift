/// What an expression costs at most, by the bounds that the schema sets to its values: the reckoning of cel-go, to the unit.
struct CostEstimator {
    /// What is known of the elements of a list or of the entries of a map.
    struct EntrySize {
        let isList: Bool
        var key: CostRange
        var value: CostRange

        func union(_ other: EntrySize) -> EntrySize {
            EntrySize(isList: isList, key: key.union(other.key), value: value.union(other.value))
        }
    }

    struct Local {
        let name: String
        var path: [String]
        var size: CostRange?
        var entrySize: EntrySize?
    }

    let checked: CheckedExpression
    let root: SchemaDeclaration?
    var locals: [Local] = []
    /// How the values of nodes are reached from a variable, whose own name comes first. What is not reached so has a path
    /// that begins with what is asked of it, so that it is looked for below the root: estimates are to be those of Kubernetes,
    /// where that is so.
    var paths: [NodeID: [String]] = [:]
    var sizes: [NodeID: CostRange] = [:]
    var entrySizes: [NodeID: EntrySize] = [:]

    /// - Parameter root: What is known of the variables, which all have one schema.
    static func estimate(_ checked: CheckedExpression, root: SchemaDeclaration? = nil) -> CostRange {
        var estimator = CostEstimator(checked: checked, root: root)
        return estimator.cost(checked.tree.root)
    }

    private init(checked: CheckedExpression, root: SchemaDeclaration?) {
        self.checked = checked
        self.root = root
    }

    private mutating func cost(_ id: NodeID) -> CostRange {
        switch checked.tree[id] {
        case .constant: return .zero
        case .identifier(let name):
            paths[id] = local(name)?.path ?? [name]
            return CostRange(1)
        case .select(let operand, let field, let isTest):
            // The name of a type is one name, whatever dots are in it.
            if checked.typeNames[id] != nil {
                paths[id] = [field]
                return CostRange(1)
            }
            let sum = cost(operand)
            if isTest { return sum }
            paths[id] = path(of: operand) + [field]
            switch checked.types[operand] {
            case .map, .object, .parameter: return sum + CostRange(1)
            default: return sum
            }
        case .call(let function, let target, let arguments): return call(function, target, arguments, id)
        case .list(let elements, _): return list(elements, id)
        case .map(let entries): return map(entries, id)
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
        entrySizes[id] = EntrySize(isList: true, key: CostRange(1), value: size ?? .zero)
        return sum
    }

    private mutating func map(_ entries: [SyntaxNode.Entry], _ id: NodeID) -> CostRange {
        var sum = CostRange(30)
        var known: EntrySize?
        for entry in entries {
            sum = sum + cost(entry.key) + cost(entry.value)
            let own = EntrySize(isList: false, key: sizeOrUnknown(entry.key), value: sizeOrUnknown(entry.value))
            known = known?.union(own) ?? own
        }
        entrySizes[id] = known ?? EntrySize(isList: false, key: .zero, value: .zero)
        return sum
    }
}

// MARK: - Folds

extension CostEstimator {
    private mutating func fold(_ fold: SyntaxNode.Fold, _ id: NodeID) -> CostRange {
        var sum = cost(fold.range) + cost(fold.initial)
        locals.append(
            Local(
                name: fold.accumulator, path: path(of: fold.initial), size: size(fold.initial),
                entrySize: entrySize(fold.initial)))
        if fold.isBinding {
            sum = sum + cost(fold.result)
            locals.removeLast()
            sizes[id] = size(fold.result)
            entrySizes[id] = entrySize(fold.result)
            return sum
        }
        let variables = self.variables(of: fold)
        locals += variables
        let loop = cost(fold.condition) + cost(fold.step)
        locals.removeLast(variables.count)
        sum = sum + cost(fold.result)
        let count = sizeOrUnknown(fold.range)
        // The step has been reckoned with the variables of the loop; its entries are looked up by their nodes.
        let entries = entrySize(fold.step)
        locals.removeLast()
        switch checked.tree[fold.initial] {
        case .constant: sizes[id] = size(fold.initial)
        case .list, .map:
            sizes[id] = count
            if let entries { entrySizes[id] = entries }
        default: break
        }
        return sum + count * loop
    }

    private func variables(of fold: SyntaxNode.Fold) -> [Local] {
        let entries = entrySize(fold.range)
        var isList = entries?.isList ?? false
        if entries == nil, case .list = checked.types[fold.range] { isList = true }
        let path = self.path(of: fold.range)
        let value = Local(
            name: fold.secondVariable ?? fold.variable, path: path + [isList ? "@items" : "@values"],
            size: entries?.value)
        let key = Local(name: fold.variable, path: path + [isList ? "@indices" : "@keys"], size: entries?.key)
        if fold.secondVariable != nil { return [key, value] }
        return [isList ? value : key]
    }
}

// MARK: - Calls

extension CostEstimator {
    private mutating func call(
        _ function: String, _ target: NodeID?, _ arguments: [NodeID], _ id: NodeID
    ) -> CostRange {
        var costs: [CostRange] = []
        for argument in arguments { costs.append(cost(argument)) }
        if let target { costs.append(cost(target)) }
        let sum = costs.reduce(.zero, +)
        switch function {
        case "dyn":
            sizes[id] = size(arguments[0])
            entrySizes[id] = entrySize(arguments[0])
            return sum + CostRange(1)
        case Operator.and, Operator.or: return CostRange(least: costs[0].least, most: sum.most)
        case Operator.conditional:
            sizes[id] = sizeOrUnknown(arguments[1]).union(sizeOrUnknown(arguments[2]))
            if let first = entrySize(arguments[1]), let second = entrySize(arguments[2]) {
                entrySizes[id] = first.union(second)
            }
            return costs[0] + costs[1].union(costs[2])
        case Operator.add:
            if let first = entrySize(arguments[0]), let second = entrySize(arguments[1]) {
                entrySizes[id] = first.union(second)
            }
        default: break
        }
        return sum + ownCost(function, (target.map { [$0] } ?? []) + arguments, id)
    }

    /// What the call itself costs: as much as any of its overloads may.
    private mutating func ownCost(_ function: String, _ operands: [NodeID], _ id: NodeID) -> CostRange {
        var cost: CostRange?
        var resultSize: CostRange?
        let operandSizes = operands.map { sizeOrUnknown($0) }
        for overload in checked.overloads[id] ?? [] {
            let estimate = CallEstimate(
                overload: overload, sizes: operandSizes, types: operands.map { checked.types[$0] },
                numbers: operands.map(literalNumber), elementSize: operands.first.flatMap(elementSize))
            let (own, size) = estimate.result
            cost = cost?.union(own) ?? own
            if let size { resultSize = resultSize?.union(size) ?? size }
            if function == Operator.index { resultSize = indexed(operands[0], by: overload, id) ?? resultSize }
            if resultSize == nil { resultSize = self.size(id) }
        }
        if function == Operator.optionalSelect { resultSize = self.size(id) }
        if let resultSize { sizes[id] = resultSize }
        return cost ?? CostRange(1)
    }

    /// - Returns: The size of the element, where it is known.
    private mutating func indexed(_ container: NodeID, by overload: Overload, _ id: NodeID) -> CostRange? {
        switch overload.parameters[0] {
        case .list: paths[id] = path(of: container) + ["@items"]
        case .map: paths[id] = path(of: container) + ["@values"]
        default: return nil
        }
        return entrySize(container)?.value
    }

    private func literalNumber(_ id: NodeID) -> Int64? {
        if case .constant(.int(let number)) = checked.tree[id] { number } else { nil }
    }

    /// What the schema tells of the elements of a list; `nil` for what is no list.
    private func elementSize(_ id: NodeID) -> CostRange? {
        switch checked.types[id] {
        case .list, .map, .optional: break
        default: return nil
        }
        let path = self.path(of: id)
        return path.isEmpty ? .unknown : declaredSize(at: path + ["@items"]) ?? .unknown
    }
}
