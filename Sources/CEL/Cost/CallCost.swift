/// What calls cost at run time, in the units and by the figures of cel-go and Kubernetes.
enum CallCost {
    /// `amount * factor`, rounded up.
    static func scaled(_ amount: UInt64, _ factor: Double) -> UInt64 {
        let product = (Double(amount) * factor).rounded(.up)
        return product >= 0x1p64 ? .max : UInt64(product)
    }

    /// - Parameter isResolved: Whether the types leave one overload; where they leave more, cel-go knows of none what it
    ///   costs.
    static func binary(_ function: String, isResolved: Bool) -> @Sendable (CELValue, CELValue) -> UInt64 {
        switch function {
        case Operator.equals, Operator.notEquals:
            let isNegated = function == Operator.notEquals
            return { left, right in
                switch (left, right) {
                case (.int, .int), (.bool, .bool), (.double, .double): 1
                case (.opaque, _) where !isNegated: 1
                default: scaled(min(left.size, right.size), 0.1)
                }
            }
        case _ where !isResolved: return { _, _ in 1 }
        case Operator.less, Operator.lessEquals, Operator.greater, Operator.greaterEquals:
            return { left, right in
                switch left {
                case .string, .bytes: scaled(min(left.size, right.size), 0.1)
                default: 1
                }
            }
        case Operator.add:
            return { left, right in
                switch left {
                case .string, .bytes: scaled(left.size + right.size, 0.1)
                default: 1
                }
            }
        case Operator.contains:
            return { _, container in
                if case .list = container { container.size } else { 1 }
            }
        default: return { _, _ in 1 }
        }
    }

    /// - Returns: The cost of a call from its arguments, the target first, and its result.
    static func function(_ function: String, isResolved: Bool) -> @Sendable ([CELValue], CELValue) -> UInt64 {
        switch function {
        case _ where !isResolved && ofOverloads.contains(function): return { _, _ in 1 }
        case "isSorted", "sum", "max", "min", "indexOf", "lastIndexOf":
            return { arguments, _ in traversal(arguments[0]) }
        case "url", "lowerAscii", "upperAscii", "substring", "trim", "cidr", "isIP", "isCIDR", "quantity", "isQuantity",
            "semver", "isSemver", "strings.quote":
            return { arguments, _ in scaled(arguments[0].size, 0.1) }
        case "replace", "split", "ip.isCanonical": return { arguments, _ in scaled(arguments[0].size, 0.2) }
        case "join": return { _, result in scaled(result.size, 0.2) }
        case "matches", "find", "findAll":
            return { arguments, _ in
                CostRange.product(scaled(arguments[0].size + 1, 0.1), scaled(arguments[1].size, 0.25))
            }
        case "contains":
            return { arguments, _ in scaled(arguments[0].size, 0.1) * scaled(arguments[1].size, 0.1) }
        case "startsWith", "endsWith", "format": return { arguments, _ in scaled(arguments[0].size, 0.1) }
        case "ip":
            return { arguments, _ in
                if case .string = arguments[0] { scaled(arguments[0].size, 0.1) } else { 1 }
            }
        case "bytes", "string":
            return { arguments, _ in
                switch arguments[0] {
                case .string where function == "bytes", .bytes where function == "string":
                    scaled(arguments[0].size, 0.1)
                default: 1
                }
            }
        case "containsIP", "containsCIDR":
            return { arguments, _ in
                let size = arguments[0].size
                var cost = scaled(size + size, 0.1)
                if function == "containsCIDR" { cost += scaled(size, 0.1) + 1 }
                if case .string = arguments[1] { cost += scaled(arguments[1].size, 0.1) }
                return cost
            }
        case "validate":
            return { arguments, _ in
                guard case .opaque(.format(let format)) = arguments[0] else { return 1 }
                return scaled(arguments[1].size + 1, 0.1) * scaled(format.patternSize, 0.25)
            }
        case "sets.contains", "sets.equivalent", "sets.intersects":
            return { arguments, _ in
                let product = CostRange.product(arguments[0].size, arguments[1].size)
                return (function == "sets.equivalent" ? product * 2 : product) + 1
            }
        case "distinct", "sort": return { arguments, _ in comparison(arguments[0]) }
        case Operator.sortByAssociatedKeys: return { arguments, _ in comparison(arguments[1]) }
        case "slice", "reverse", "lists.range": return { _, result in 11 + result.size }
        case "flatten":
            return { arguments, _ in
                var depth = 1.0
                if arguments.count == 2, case .int(let levels) = arguments[1] { depth = Double(max(levels, 0)) }
                return 11 + truncated(arguments[0].size, depth)
            }
        default: return { _, _ in 1 }
        }
    }

    /// Every element of a list with every other.
    private static func comparison(_ keys: CELValue) -> UInt64 {
        var factor = 2.0
        if case .list(let list) = keys, list.count > 0 {
            switch list[0] {
            case .string, .bytes: factor = 2.1
            default: break
            }
        }
        return 11 + truncated(CostRange.product(keys.size, keys.size), factor)
    }

    /// `amount * factor`, rounded down.
    private static func truncated(_ amount: UInt64, _ factor: Double) -> UInt64 {
        let product = Double(amount) * factor
        return product >= 0x1p62 ? 1 << 62 : UInt64(product)
    }

    /// Functions whose costs belong to overloads.
    private static let ofOverloads: Set<String> = ["bytes", "string", "sort", Operator.sortByAssociatedKeys]

    /// Functions whose work is charged before it is done: it may be far more than their arguments took.
    static let chargedFirst: Set<String> = [
        "contains", "matches", "find", "findAll", "sets.contains", "sets.equivalent", "sets.intersects", "distinct",
        "sort", Operator.sortByAssociatedKeys, "flatten",
    ]

    private static func traversal(_ value: CELValue) -> UInt64 {
        var steps = Bounds.steps
        return traversal(value, &steps)
    }

    private static func traversal(_ value: CELValue, _ steps: inout Int) -> UInt64 {
        steps -= 1
        guard steps >= 0 else { return 0 }
        switch value {
        case .string(let text): return UInt64(Double(text.utf8.count) * 0.1)
        case .bytes(let bytes): return UInt64(Double(bytes.count) * 0.1)
        case .list(let list):
            var sum: UInt64 = 0
            for index in 0..<list.count where steps >= 0 { sum += traversal(list[index], &steps) }
            return sum
        case .map(let map):
            var sum: UInt64 = 0
            for (key, value) in map.entries where steps >= 0 {
                sum += traversal(key, &steps) + traversal(value, &steps)
            }
            return sum
        default: return 1
        }
    }
}
