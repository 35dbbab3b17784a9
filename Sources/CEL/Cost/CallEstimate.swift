/// What one call costs by the sizes of its operands, the target first, without what the operands cost.
struct CallEstimate {
    let function: String
    let sizes: [CostRange]
    var types: [CELType] = []
    /// Of the elements of the first operand.
    var elementSize: CostRange?
    /// The most parts that a text is split into.
    var limit: UInt64?

    private func size(_ index: Int) -> CostRange { index < sizes.count ? sizes[index] : .zero }
    private func isText(_ index: Int) -> Bool { index < types.count && types[index] == .string }

    var result: (cost: CostRange, size: CostRange?) {
        let one = CostRange(1)
        switch function {
        case Operator.equals, Operator.notEquals: return (equality, nil)
        case Operator.less, Operator.lessEquals, Operator.greater, Operator.greaterEquals:
            return (mayBeText(0) ? smaller.scaled(0.1) : one, nil)
        case Operator.contains:
            if case .list = types.last { return (size(1), nil) }
            return (types.last?.isDynamic == true ? size(1).union(one) : one, nil)
        case "isSorted", "sum", "max", "min", "indexOf", "lastIndexOf", "includes": return (traversal, nil)
        case "url", "lowerAscii", "upperAscii", "substring", "trim": return (size(0).scaled(0.1), size(0))
        case "replace": return (size(0).scaled(0.2), replacedSize)
        case "split": return (size(0).scaled(0.2), CostRange(least: 0, most: limit ?? size(0).most))
        case "join":
            let joined = joinedSize
            return (joined.scaled(0.1), joined)
        case "find", "findAll": return (pattern, CostRange(least: 0, most: size(0).most))
        case "matches": return (pattern, nil)
        case "cidr", "isIP", "isCIDR", "quantity", "isQuantity", "semver", "isSemver", "startsWith", "endsWith":
            return (size(function.hasSuffix("With") ? 1 : 0).scaled(0.1), nil)
        case "format": return (size(0).scaled(0.1), nil)
        case "contains": return (size(0).scaled(0.1) * size(1).scaled(0.1), nil)
        case "ip": return (isText(0) ? size(0).scaled(0.1) : one, nil)
        case "ip.isCanonical": return (size(0).scaled(0.2), nil)
        case "containsIP", "containsCIDR": return (containment, nil)
        case "validate": return (size(1).scaled(0.1).scaled(128 * 0.25), nil)
        case "bytes" where isText(0):
            return (size(0).scaled(0.1), CostRange(least: size(0).least, most: CostRange.product(size(0).most, 4)))
        case "string" where types.first == .bytes:
            return (size(0).scaled(0.1), CostRange(least: size(0).least / 4, most: size(0).most))
        case "strings.quote":
            return (size(0).scaled(0.1), size(0) * CostRange(least: 1, most: 2) + CostRange(2))
        case "sets.contains", "sets.intersects": return (size(0) * size(1) + one, nil)
        case "sets.equivalent": return (size(0) * size(1) * CostRange(2) + one, nil)
        case "distinct", "sort": return (size(0) * size(0) + CostRange(10), size(0))
        case "slice", "flatten", "reverse", "lists.range": return (size(0) + CostRange(10), size(0))
        default: return (one, nil)
        }
    }

    private func mayBeText(_ index: Int) -> Bool {
        index < types.count && [.string, .bytes, .dyn].contains(types[index])
    }

    /// No more than the smaller operand is looked at.
    private var smaller: CostRange {
        let most = min(size(0).most, size(1).most)
        return CostRange(least: most > 0 ? 1 : 0, most: most)
    }

    private var equality: CostRange {
        if case .opaque(let type) = types.first, types.first == types.last {
            return type == .format ? CostRange(least: 1, most: 7) : CostRange(1)
        }
        return smaller.scaled(0.1)
    }

    /// One for every element, and what it takes to read the ones that are texts.
    private var traversal: CostRange {
        guard case .list(let element) = types.first else { return size(0).scaled(0.1) }
        guard element == .string || element == .bytes else { return size(0) }
        return size(0) * (CostRange(1) + (elementSize ?? .unknown).scaled(0.1))
    }

    private var pattern: CostRange { (size(0) + CostRange(1)).scaled(0.1) * size(1).scaled(0.25) }

    private var joinedSize: CostRange {
        let separators = CostRange(
            least: size(0).least > 0 ? size(0).least - 1 : 0, most: size(0).most > 0 ? size(0).most - 1 : 0)
        return size(0) * (elementSize ?? .unknown) + (sizes.count > 1 ? size(1) * separators : .zero)
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
        if function == "containsCIDR" { cost = cost + address.scaled(0.1) + CostRange(1) }
        return isText(1) ? cost + size(1).scaled(0.1) : cost
    }
}
