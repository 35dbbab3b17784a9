/// What one overload of a function costs by the sizes of its operands, the target first, without what the operands cost.
/// The figures are those of cel-go and of Kubernetes.
struct CallEstimate {
    let overload: Overload
    let sizes: [CostRange]
    let types: [CELType]
    /// The whole numbers among the operands that are literals.
    let numbers: [Int64?]
    /// What the schema tells of the elements of the first operand; `nil` where that is no list.
    let elementSize: CostRange?

    private func size(_ index: Int) -> CostRange { index < sizes.count ? sizes[index] : .zero }
    private func takes(_ type: CELType, _ index: Int) -> Bool {
        index < overload.parameters.count && overload.parameters[index] == type
    }
    private var takesText: Bool { takes(.string, 0) || takes(.bytes, 0) }

    /// The cost, and the size of the result where it is known.
    var result: (cost: CostRange, size: CostRange?) {
        let one = CostRange(1)
        switch overload.function {
        case Operator.equals: return (equality, nil)
        case Operator.notEquals: return (smaller.scaled(0.1), nil)
        case Operator.less, Operator.lessEquals, Operator.greater, Operator.greaterEquals:
            return (takesText ? smaller.scaled(0.1) : one, nil)
        case Operator.add: return addition
        case Operator.contains:
            if case .list = overload.parameters[1] { return (size(1), nil) }
            return (one, nil)
        case "isSorted", "sum", "max", "min", "indexOf", "lastIndexOf": return (traversal, nil)
        case "url", "lowerAscii", "upperAscii", "substring", "trim": return (size(0).scaled(0.1), size(0))
        case "replace": return (size(0).scaled(0.2), replacedSize)
        case "split":
            let most = numbers.count > 2 ? numbers[2].map { UInt64(bitPattern: $0) } : nil
            return (size(0).scaled(0.2), CostRange(least: 0, most: most ?? size(0).most))
        case "join": return (joinedSize.scaled(0.1), joinedSize)
        case "find", "findAll": return (pattern, CostRange(least: 0, most: size(0).most))
        case "matches": return (overload.isMember ? pattern : one, nil)
        case "cidr", "isIP", "isCIDR", "quantity", "isQuantity", "semver", "isSemver", "format":
            return (size(0).scaled(0.1), nil)
        case "startsWith", "endsWith": return (size(1).scaled(0.1), nil)
        case "contains": return (size(0).scaled(0.1) * size(1).scaled(0.1), nil)
        case "ip": return (takes(.string, 0) ? size(0).scaled(0.1) : one, nil)
        case "ip.isCanonical": return (size(0).scaled(0.2), nil)
        case "containsIP", "containsCIDR": return (containment, nil)
        case "validate": return (size(1).scaled(0.1).scaled(128 * 0.25), nil)
        case "bytes" where takes(.string, 0):
            return (size(0).scaled(0.1), CostRange(least: size(0).least, most: CostRange.product(size(0).most, 4)))
        case "string" where takes(.bytes, 0):
            return (size(0).scaled(0.1), CostRange(least: size(0).least / 4, most: size(0).most))
        case "strings.quote":
            return (size(0).scaled(0.1), size(0) * CostRange(least: 1, most: 2) + CostRange(2))
        case "sets.contains", "sets.intersects": return (size(0) * size(1) + one, nil)
        case "sets.equivalent": return ((size(0) * size(1)).scaled(2) + one, nil)
        case "slice", "lists.range", "reverse", "flatten", "distinct", "sort", Operator.sortByAssociatedKeys:
            return list
        default: return (one, nil)
        }
    }

    /// No more than the smaller operand is looked at.
    private var smaller: CostRange {
        let most = min(size(0).most, size(1).most)
        return CostRange(least: most > 0 ? 1 : 0, most: most)
    }

    private var equality: CostRange {
        guard case .opaque(let type) = types.first, types.first == types.last else { return smaller.scaled(0.1) }
        switch type {
        case .format: return CostRange(least: 1, most: 7)
        case .url: return CostRange(1)
        case .ip, .cidr, .quantity, .semver: return CostRange(1)
        }
    }

    private var addition: (CostRange, CostRange?) {
        let sum = size(0) + size(1)
        if case .list = overload.parameters[0] { return (CostRange(1), sum) }
        return takesText ? (sum.scaled(0.1), sum) : (CostRange(1), nil)
    }

    /// One for every element, and what it takes to read the ones that are texts.
    private var traversal: CostRange {
        guard let elementSize else { return size(0).scaled(0.1) }
        guard case .list(let element) = types.first, element == .string || element == .bytes else { return size(0) }
        return size(0) * (CostRange(1) + elementSize.scaled(0.1))
    }

    private var pattern: CostRange { (size(0) + CostRange(1)).scaled(0.1) * size(1).scaled(0.25) }

    private var joinedSize: CostRange {
        let separators = CostRange(
            least: size(0).least > 0 ? size(0).least - 1 : 0, most: size(0).most > 0 ? size(0).most - 1 : 0)
        return (elementSize.map { size(0) * $0 } ?? .zero) + (sizes.count > 1 ? size(1) * separators : .zero)
    }

    /// Functions that make lists cost their dispatch, the new list, and a factor for every element.
    private var list: (CostRange, CostRange?) {
        var factor = 1.0
        var made = size(0)
        switch overload.function {
        case "slice":
            let start = numbers[1].map { UInt64(max($0, 0)) } ?? 0
            let end = numbers[2].map { UInt64(max($0, 0)) } ?? size(0).most
            made = CostRange(end &- start)
        case "lists.range": made = CostRange(numbers[0].map { UInt64(max($0, 0)) } ?? .max)
        case "flatten":
            if numbers.count > 1 { factor = numbers[1].map { Double(max($0, 0)) } ?? 0x1p64 }
        case "reverse": break
        default:
            let keys = overload.parameters.count - 1
            made = size(keys) * size(keys)
            factor = 2
            if case .list(let key) = overload.parameters[keys], key == .string || key == .bytes { factor = 2.1 }
        }
        return (made.scaled(factor) + CostRange(11), made)
    }

    private var replacedSize: CostRange? {
        guard sizes.count >= 3 else { return nil }
        let (text, old, new) = (size(0), size(1), size(2))
        var count = CostRange.zero
        var kept = CostRange.zero
        if old.least == 0 {
            count.most = CostRange.sum(text.most, 1)
            kept.most = text.most
        } else if new.most <= old.least {
            kept.most = text.most
        } else {
            count.most = CallCost.scaled(text.most, 1 / Double(old.least))
        }
        if old.most == 0 {
            count.least = CostRange.sum(text.least, 1)
            kept.least = text.least
        } else if old.most <= new.least {
            kept.least = text.least
        } else {
            count.least = CallCost.scaled(text.least, 1 / Double(old.most))
        }
        return count * new + kept
    }

    private var containment: CostRange {
        let address = CostRange(least: 4, most: 16)
        var cost = (address + address).scaled(0.1)
        if overload.function == "containsCIDR" { cost = cost + address.scaled(0.1) + CostRange(1) }
        return takes(.string, 1) ? cost + size(1).scaled(0.1) : cost
    }
}
