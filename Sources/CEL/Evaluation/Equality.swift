import JSON
import Machinery

extension CELValue {
    /// Whether two values are one; values of different types are not, but for numbers.
    /// What is too large to be compared is not equal.
    func isEqual(to other: CELValue) -> Bool {
        var steps = Bounds.steps
        return isEqual(to: other, &steps)
    }

    /// - Parameter steps: How many more values are compared; below 0 where there were too many.
    func isEqual(to other: CELValue, _ steps: inout Int) -> Bool {
        steps -= 1
        guard steps >= 0 else { return false }
        return switch (self, other) {
        case (.null, .null): true
        case (.bool(let left), .bool(let right)): left == right
        case (.int(let left), .int(let right)): left == right
        case (.string(let left), .string(let right)): left.isSame(as: right)
        case (.bytes(let left), .bytes(let right)): left == right
        case (.timestamp(let left), .timestamp(let right)): left == right
        case (.duration(let left), .duration(let right)): left == right
        case (.list(let left), .list(let right)): left.isEqual(to: right, &steps)
        case (.map(let left), .map(let right)): left.isEqual(to: right, &steps)
        case (.type(let left), .type(let right)): left.runtimeName == right.runtimeName
        case (.optional(let left), .optional(let right)): Self.areEqual(left.value, right.value, &steps)
        case (.opaque(let left), .opaque(let right)): left.isEqual(to: right)
        default: Numbers.compare(self, other) == 0
        }
    }

    private static func areEqual(_ left: CELValue?, _ right: CELValue?, _ steps: inout Int) -> Bool {
        switch (left, right) {
        case (nil, nil): true
        case (let left?, let right?): left.isEqual(to: right, &steps)
        default: false
        }
    }
}

extension ListValue {
    /// Sets are equal in any order, and so are lists with keys.
    func isEqual(to other: ListValue, _ steps: inout Int) -> Bool {
        guard count == other.count else { return false }
        switch declaration?.listType ?? other.declaration?.listType {
        case .set:
            return isSubset(of: other, &steps) && other.isSubset(of: self, &steps)
        case .map:
            let keys = declaration?.listMapKeys ?? other.declaration?.listMapKeys ?? []
            for element in elements {
                let isFound = other.elements.contains {
                    $0.hasSameKeys(keys, as: element) && $0.isEqual(to: element, &steps)
                }
                guard isFound else { return false }
            }
            return true
        case .atomic, nil:
            for index in 0..<count where !self[index].isEqual(to: other[index], &steps) { return false }
            return true
        }
    }

    private func isSubset(of other: ListValue, _ steps: inout Int) -> Bool {
        for index in 0..<count where !other.contains(self[index], &steps) { return false }
        return true
    }

    func contains(_ value: CELValue, _ steps: inout Int) -> Bool {
        for index in 0..<count where self[index].isEqual(to: value, &steps) { return true }
        return false
    }

    func contains(_ value: CELValue) -> Bool {
        var steps = Bounds.steps
        return contains(value, &steps)
    }

    /// Sets become unions; of elements with one key, the right one takes the place of the left one.
    func adding(_ other: ListValue) -> ListValue {
        switch declaration?.listType {
        case .set:
            return .native(elements + other.elements.filter { !contains($0) })
        case .map:
            let keys = declaration?.listMapKeys ?? []
            var sum = elements
            for element in other.elements {
                if let place = sum.firstIndex(where: { $0.hasSameKeys(keys, as: element) }) {
                    sum[place] = element
                } else {
                    sum.append(element)
                }
            }
            return .native(sum)
        case .atomic, nil:
            return .native(elements + other.elements)
        }
    }
}

extension CELValue {
    fileprivate func hasSameKeys(_ names: [String], as other: CELValue) -> Bool {
        guard case .map(let left) = self, case .map(let right) = other else { return false }
        return names.allSatisfy { name in
            let escaped = FieldName.escape(name) ?? name
            return switch (left[field: escaped], right[field: escaped]) {
            case (nil, nil): true
            case (let one?, let two?): one.isEqual(to: two)
            default: false
            }
        }
    }
}

extension MapValue {
    func isEqual(to other: MapValue, _ steps: inout Int) -> Bool {
        guard count == other.count else { return false }
        if case .json(let left, let leftType) = self, case .json(let right, let rightType) = other {
            for (name, value) in left {
                guard let counterpart = right[name],
                    CELValue(value, leftType?.declaration(of: name))
                        .isEqual(to: CELValue(counterpart, rightType?.declaration(of: name)), &steps)
                else { return false }
            }
            return true
        }
        for (key, value) in entries {
            guard let counterpart = other[key], counterpart.isEqual(to: value, &steps) else { return false }
        }
        return true
    }
}

extension SchemaDeclaration {
    /// What is known of the member with a name as the document writes it.
    func declaration(of propertyName: String) -> SchemaDeclaration? {
        if kind == .map { return element }
        return FieldName.escape(propertyName).flatMap { fields[$0]?.declaration }
    }
}

extension String {
    /// Whether the bytes are the same: the language does not know canonical equivalence.
    func isSame(as other: String) -> Bool {
        utf8.count == other.utf8.count && utf8.elementsEqual(other.utf8)
    }
}

enum Numbers {
    /// -1, 0 or 1 for two numbers of any types; `nil` for anything else and for what is not a number.
    static func compare(_ left: CELValue, _ right: CELValue) -> Int? {
        switch (left, right) {
        case (.int(let left), .int(let right)): order(left, right)
        case (.uint(let left), .uint(let right)): order(left, right)
        case (.double(let left), .double(let right)): left.isNaN || right.isNaN ? nil : order(left, right)
        case (.int(let left), .uint(let right)): left < 0 ? -1 : order(UInt64(left), right)
        case (.uint(let left), .int(let right)): right < 0 ? 1 : order(left, UInt64(right))
        case (.int(let left), .double(let right)): compare(left, right)
        case (.double(let left), .int(let right)): compare(right, left).map { -$0 }
        case (.uint(let left), .double(let right)): compare(left, right)
        case (.double(let left), .uint(let right)): compare(right, left).map { -$0 }
        default: nil
        }
    }

    static func order<T: Comparable>(_ left: T, _ right: T) -> Int { left < right ? -1 : left == right ? 0 : 1 }

    /// Exact, also where the whole number has more digits than a double.
    private static func compare<T: FixedWidthInteger>(_ left: T, _ right: Double) -> Int? {
        guard !right.isNaN else { return nil }
        let whole = right.rounded(.down)
        guard let floor = T(exactly: whole) else { return right > 0 ? -1 : 1 }
        let difference = order(left, floor)
        return difference == 0 && whole < right ? -1 : difference
    }
}
