extension FunctionLibrary {
    static let lists: [String: Implementation] = [
        "isSorted": onList { elements throws(EvaluationError) in
            for (left, right) in zip(elements, elements.dropFirst()) {
                guard let order = Arithmetic.order(left, right) else { return nil }
                if order > 0 { return .bool(false) }
            }
            return .bool(true)
        },
        "sum": onList { elements throws(EvaluationError) in
            guard var sum = elements.first else { return .int(0) }
            switch sum {
            case .int, .uint, .double, .duration: break
            default: return nil
            }
            for element in elements.dropFirst() {
                guard let next = try Arithmetic.add(sum, element) else { return nil }
                sum = next
            }
            return sum
        },
        "min": extreme("min", -1), "max": extreme("max", 1),
        "indexOf": indexOf(fromEnd: false), "lastIndexOf": indexOf(fromEnd: true),
        "slice": slice, "flatten": flatten,
        "reverse": onList { elements throws(EvaluationError) in .list(elements.reversed()) },
        "distinct": onList { elements throws(EvaluationError) in
            var kept: [CELValue] = []
            for element in elements where !kept.contains(where: { $0.isEqual(to: element) }) { kept.append(element) }
            return .list(kept)
        },
        "sort": onList { elements throws(EvaluationError) in .list(try sorted(elements, by: elements)) },
        Operator.sortByAssociatedKeys: binary { list, keys throws(EvaluationError) in
            guard case .list(let list) = list, case .list(let keys) = keys else { return nil }
            return .list(try sorted(list.elements, by: keys.elements))
        },
        "lists.range": unary { count throws(EvaluationError) in
            guard case .int(let count) = count else { return nil }
            guard count <= 1_000_000 else { throw EvaluationError("lists.range exceeds 1000000 elements") }
            return .list((0..<max(count, 0)).map(CELValue.int))
        },
        "sets.contains": onSets { left, right in right.allSatisfy { left.holds($0) } },
        "sets.equivalent": onSets { left, right in
            left.allSatisfy { right.holds($0) } && right.allSatisfy { left.holds($0) }
        },
        "sets.intersects": onSets { left, right in left.contains { right.holds($0) } },
    ]

    private static func onList(
        _ body: @escaping @Sendable ([CELValue]) throws(EvaluationError) -> CELValue?
    ) -> Implementation {
        unary { value throws(EvaluationError) in
            guard case .list(let list) = value else { return nil }
            return try body(list.elements)
        }
    }

    private static func onSets(_ body: @escaping @Sendable ([CELValue], [CELValue]) -> Bool) -> Implementation {
        binary { left, right throws(EvaluationError) in
            guard case .list(let left) = left, case .list(let right) = right else { return nil }
            return .bool(body(left.elements, right.elements))
        }
    }

    /// Elements with equal keys stay in their order.
    private static func sorted(_ elements: [CELValue], by keys: [CELValue]) throws(EvaluationError) -> [CELValue] {
        guard elements.count == keys.count else {
            throw EvaluationError(
                "@sortByAssociatedKeys() expected a list of the same size as the associated keys list, but got "
                    + "\(elements.count) and \(keys.count) elements respectively")
        }
        guard let first = keys.first else { return elements }
        guard first.isComparable else { throw EvaluationError("list elements must be comparable") }
        guard keys.allSatisfy({ $0.type == first.type }) else {
            throw EvaluationError("list elements must have the same type")
        }
        let places = keys.indices.sorted { left, right in
            let order = Arithmetic.order(keys[left], keys[right]) ?? 0
            return order == 0 ? left < right : order < 0
        }
        return places.map { elements[$0] }
    }

    private static func extreme(_ name: String, _ wanted: Int) -> Implementation {
        onList { elements throws(EvaluationError) in
            guard var best = elements.first else { throw EvaluationError("\(name) called on empty list") }
            for element in elements.dropFirst() {
                guard let order = Arithmetic.order(element, best) else { return nil }
                if order == wanted { best = element }
            }
            return best
        }
    }

    private static func indexOf(fromEnd: Bool) -> Implementation {
        { arguments throws(EvaluationError) in
            guard arguments.count >= 2 else { return nil }
            guard case .list(let list) = arguments[0] else { return try place(of: arguments, fromEnd: fromEnd) }
            let elements = list.elements
            let isWanted = { (element: CELValue) in element.isEqual(to: arguments[1]) }
            let place = fromEnd ? elements.lastIndex(where: isWanted) : elements.firstIndex(where: isWanted)
            return .int(Int64(place ?? -1))
        }
    }

    private static let slice: Implementation = { arguments throws(EvaluationError) in
        guard arguments.count == 3, case .list(let list) = arguments[0], case .int(let start) = arguments[1],
            case .int(let end) = arguments[2]
        else { return nil }
        guard start >= 0, end >= 0 else {
            throw EvaluationError("cannot slice(\(start), \(end)), negative indexes not supported")
        }
        guard start <= end else {
            throw EvaluationError(
                "cannot slice(\(start), \(end)), start index must be less than or equal to end index")
        }
        guard end <= list.count else {
            throw EvaluationError("cannot slice(\(start), \(end)), list is length \(list.count)")
        }
        return .list((start..<end).map { list[Int($0)] })
    }

    private static let flatten: Implementation = { arguments throws(EvaluationError) in
        guard case .list(let list)? = arguments.first else { return nil }
        var depth: Int64 = 1
        if arguments.count == 2 {
            guard case .int(let level) = arguments[1] else { return nil }
            guard level >= 0 else { throw EvaluationError("level must be non-negative") }
            depth = level
        }
        var result: [CELValue] = []
        try flatten(list.elements, depth, into: &result)
        return .list(result)
    }

    private static func flatten(
        _ elements: [CELValue], _ depth: Int64, into result: inout [CELValue]
    ) throws(EvaluationError) {
        for element in elements {
            if depth > 0, case .list(let inner) = element {
                try flatten(inner.elements, depth - 1, into: &result)
            } else {
                try Bounds.check(elements: result.count + 1)
                result.append(element)
            }
        }
    }
}

extension [CELValue] {
    fileprivate func holds(_ value: CELValue) -> Bool { contains { $0.isEqual(to: value) } }
}

extension CELValue {
    fileprivate var isComparable: Bool {
        switch self {
        case .bool, .int, .uint, .double, .string, .bytes, .timestamp, .duration: true
        case .null, .list, .map, .type, .optional, .opaque: false
        }
    }
}
