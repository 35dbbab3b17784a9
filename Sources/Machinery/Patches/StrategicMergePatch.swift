public import JSON

/// Kubernetes' strategic merge patches: merge patches that merge some lists element by element and may carry
/// directives.
///
/// ```
/// {"spec": {"containers": [{"name": "web", "image": "web:2"}]}}      changes one container, by its merge key
/// {"$patch": "replace", …}  {"$patch": "delete"}                     replace or empty an object
/// [{"$patch": "delete", "name": "web"}]  [{"$patch": "replace"}, …]  remove an element, or replace the list
/// {"$retainKeys": ["a", "b"], …}                                     remove all other members
/// {"$deleteFromPrimitiveList/finalizers": ["x"]}                     remove from a list that is a set
/// {"$setElementOrder/containers": [{"name": "b"}, {"name": "a"}]}    the order of a list that is merged
/// ```
///
/// The rules of Kubernetes' design document "Strategic Merge Patch". It recurses as deep as the patch is nested.
public struct StrategicMergePatch: Sendable {
    private let rules: StrategicMergeRules

    public init(rules: StrategicMergeRules) {
        self.rules = rules
    }

    /// The object after the patch.
    ///
    /// - Throws: `MachineryError.Code.malformedPatch` for a patch that breaks the rules of its directives.
    public func applying(_ patch: JSONObject, to target: JSONObject) throws(MachineryError) -> JSONObject {
        try merge(patch, into: target, at: "")
    }

    private func merge(_ patch: JSONObject, into original: JSONObject, at path: String) throws(MachineryError)
        -> JSONObject
    {
        var changes = try Changes(patch)
        switch changes.directive {
        case .replace: return Self.withoutDirectives(changes.members)
        case .delete: return [:]
        case nil: break
        }
        var result = original
        if let retained = changes.retainedKeys {
            for key in result.keys where !retained.contains(key) { result[key] = nil }
        }
        for (key, elements) in changes.removedElements {
            guard let current = result[key]?.arrayValue else { continue }
            result[key] = .array(current.filter { !elements.contains($0) })
        }
        for (key, change) in changes.members {
            let memberPath = path.isEmpty ? key : "\(path).\(key)"
            switch (change, result[key]) {
            case (.null, _):
                result[key] = nil
            case (_, nil):
                result[key] = Self.withoutDirectives(change)
            case (.object(let change), .object(let current)):
                result[key] = .object(try merge(change, into: current, at: memberPath))
            case (.array(let change), .array(let current)):
                let order = changes.orders.removeValue(forKey: key)
                result[key] = .array(try merge(change, into: current, at: memberPath, order: order))
            default:
                result[key] = change
            }
        }
        for (key, order) in changes.orders.sorted(by: { $0.key < $1.key }) {
            guard let current = result[key]?.arrayValue else { continue }
            let memberPath = path.isEmpty ? key : "\(path).\(key)"
            result[key] = .array(try merge([], into: current, at: memberPath, order: order))
        }
        return result
    }

    private func merge(
        _ patch: [JSONValue], into original: [JSONValue], at path: String, order: [JSONValue]?
    ) throws(MachineryError) -> [JSONValue] {
        switch rules[path] {
        case nil:
            return patch
        case .set:
            let added = patch.reduce(into: [JSONValue]()) { added, element in
                if !original.contains(element), !added.contains(element) { added.append(element) }
            }
            return ListOrder(original: original, wanted: order ?? patch) { $0 }.sorted(original + added)
        case .map(let key):
            let merged = try merge(patch, into: original, byKey: key, at: path)
            return ListOrder(original: original, wanted: order ?? patch) { $0[key] ?? .null }.sorted(merged)
        }
    }

    /// Merges lists of objects that one member tells apart.
    private func merge(_ patch: [JSONValue], into original: [JSONValue], byKey key: String, at path: String)
        throws(MachineryError) -> [JSONValue]
    {
        var result = original
        var isReplaced = false
        var plain: [JSONObject] = []
        for element in patch {
            guard let element = element.objectValue else {
                throw MachineryError(.malformedPatch, "\(path): the elements of the list must be objects")
            }
            if element["$patch"] == "replace" {
                isReplaced = true
                continue
            }
            guard let identity = element[key] else {
                throw MachineryError(.malformedPatch, "\(path): an element does not contain the merge key \(key)")
            }
            if element["$patch"] == "delete" {
                result.removeAll { $0[key] == identity }
            } else {
                plain.append(element)
            }
        }
        if isReplaced { return plain.map { .object(Self.withoutDirectives($0)) } }
        for element in plain {
            if let index = result.firstIndex(where: { $0[key] == element[key] }),
                let current = result[index].objectValue
            {
                result[index] = .object(try merge(element, into: current, at: path))
            } else {
                result.append(.object(Self.withoutDirectives(element)))
            }
        }
        return result
    }

    // MARK: Values that are new

    /// A value of the patch where the target has none: directives have nothing to act on, and `null` means nothing.
    private static func withoutDirectives(_ value: JSONValue) -> JSONValue {
        switch value {
        case .object(let object): .object(withoutDirectives(object))
        case .array(let array):
            .array(array.filter { $0["$patch"] == nil }.map(withoutDirectives))
        default: value
        }
    }

    private static func withoutDirectives(_ object: JSONObject) -> JSONObject {
        var result = JSONObject()
        for (key, value) in object where !key.hasPrefix("$") && !value.isNull { result[key] = withoutDirectives(value) }
        return result
    }
}

/// One object of a patch with its directives taken out.
private struct Changes {
    enum Directive { case replace, delete }

    var members = JSONObject()
    var directive: Directive?
    var retainedKeys: Set<String>?
    var removedElements: [(key: String, elements: [JSONValue])] = []
    var orders: [String: [JSONValue]] = [:]

    init(_ patch: JSONObject) throws(MachineryError) {
        for (key, value) in patch {
            guard key.hasPrefix("$") else {
                members[key] = value
                continue
            }
            switch (key.prefix { $0 != "/" }, value) {
            case ("$patch", "replace"): directive = .replace
            case ("$patch", "delete"): directive = .delete
            case ("$retainKeys", .array(let keys)): retainedKeys = Set(keys.compactMap(\.stringValue))
            case ("$deleteFromPrimitiveList", .array(let elements)):
                removedElements.append((Self.field(of: key), elements))
            case ("$setElementOrder", .array(let order)): orders[Self.field(of: key)] = order
            default:
                throw MachineryError(
                    .malformedPatch, "the patch has the directive \(key) with a value that means nothing")
            }
        }
    }

    /// `finalizers` of `$setElementOrder/finalizers`.
    private static func field(of directive: String) -> String {
        String(directive.drop { $0 != "/" }.dropFirst())
    }
}

/// The order of a merged list: what the patch names comes in the order that it wants, and everything else stays where
/// it was among its neighbours as far as that is possible.
private struct ListOrder {
    private let identity: (JSONValue) -> JSONValue
    private let wanted: [JSONValue: Int]
    private let before: [JSONValue: Int]

    init(original: [JSONValue], wanted: [JSONValue], identity: @escaping (JSONValue) -> JSONValue) {
        self.identity = identity
        func positions(_ list: [JSONValue]) -> [JSONValue: Int] {
            Dictionary(list.enumerated().map { (identity($1), $0) }) { first, _ in first }
        }
        self.wanted = positions(wanted)
        before = positions(original)
    }

    func sorted(_ list: [JSONValue]) -> [JSONValue] {
        var named = list.filter { wanted[identity($0)] != nil }
        named = named.enumerated()
            .sorted { (position($0.element), $0.offset) < (position($1.element), $1.offset) }
            .map(\.element)
        // The others go in front of the first named element that stood behind them.
        var start = 0
        for element in list where wanted[identity(element)] == nil {
            let place = before[identity(element)] ?? .max
            let index = named[start...].firstIndex { (before[identity($0)] ?? -1) > place } ?? named.endIndex
            named.insert(element, at: index)
            start = index + 1
        }
        return named
    }

    private func position(_ element: JSONValue) -> Int { wanted[identity(element)] ?? .max }
}
