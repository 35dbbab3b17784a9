import JSON

/// Why an element of a list cannot be told from the others.
struct ListElementFailure: Error {
    var message: String
}

extension MergeList {
    /// What tells an element from the others of an associative list.
    func pathElement(of element: JSONValue) throws(ListElementFailure) -> PathElement {
        switch relationship {
        case .atomic: throw ListElementFailure(message: "invalid indexing of non-associative list")
        case .map(let keys) where !keys.isEmpty: try keyed(element, by: keys)
        case .map, .set: try setItem(element)
        }
    }

    private func keyed(_ item: JSONValue, by keys: [String]) throws(ListElementFailure) -> PathElement {
        if item.isNull {
            throw ListElementFailure(message: "associative list with keys may not have a null element")
        }
        guard case .object(let object) = item else {
            throw ListElementFailure(message: "associative list with keys may not have non-map elements")
        }
        var members: [PathElement.Member] = []
        for key in keys {
            if let value = object[key] ?? element.map?.defaultValue(of: key) {
                members.append(PathElement.Member(name: key, value: value))
            }
        }
        guard !members.isEmpty else {
            let names = keys.map(\.goQuoted).joined(separator: " ")
            throw ListElementFailure(
                message: "associative list with keys has an element that omits all key fields [\(names)] "
                    + "(and doesn't have default values for any key fields)")
        }
        return .key(sorting: members)
    }

    private func setItem(_ item: JSONValue) throws(ListElementFailure) -> PathElement {
        switch item {
        case .object:
            throw ListElementFailure(message: "associative list without keys has an element that's a map type")
        case .array:
            throw ListElementFailure(message: "not supported: associative list with lists as elements")
        case .null:
            throw ListElementFailure(
                message: "associative list without keys has an element that's an explicit null")
        default: .value(item)
        }
    }
}

extension MergeList {
    /// The elements of both lists where they are the same, each once, in the same order, as in most objects that are
    /// written again; `nil` where they are not, or there is something wrong with one.
    func commonElements(_ old: [JSONValue], _ new: [JSONValue]) -> [PathElement]? {
        guard old.count == new.count, old.count <= Self.maximumCompared else { return nil }
        var elements: [PathElement] = []
        elements.reserveCapacity(old.count)
        for (old, new) in zip(old, new) {
            guard let element = try? pathElement(of: old), let other = try? pathElement(of: new), element == other,
                !elements.contains(element)
            else { return nil }
            elements.append(element)
        }
        return elements
    }

    /// The most elements of which each is compared with each.
    private static let maximumCompared = 32
}

extension JSONValue {
    /// Whether the two are one value to whoever owns it: numbers count by what they are worth.
    func isSame(as other: JSONValue) -> Bool {
        self == other || isEquivalent(to: other)
    }
}
