public import JSON

/// A path into JSON values as the API uses them: printer columns, selectable fields, `kubectl`'s sorting and waiting.
///
/// ```
/// .metadata.name                                     members; `\.` stands for a dot in a name
/// ['metadata']["name"]                               the same, quoted
/// .status.conditions[?(@.type=="Ready")].status      a filter: == != < <= > >=, or a path alone for "is there"
/// .items[0]  .items[-1]  .items[1:3]  .items[::2]    elements, counted from the end where negative; slices
/// .spec[*]  .spec.*  .items[0,2]  ['a','b']          all members or elements; unions
/// ..name                                             at every depth
/// ```
///
/// A leading `$` or `@` is allowed. What a path does not find is left out; it is no error.
public struct JSONPath: Sendable, Hashable, CustomStringConvertible {
    /// The most results that an evaluation returns: `..*..*` has very many.
    public static let maximumResults = 10_000
    /// The most steps that a path may have, those of its filters included.
    public static let maximumSteps = 64

    let steps: [Step]
    /// The path as it was written.
    public let description: String

    enum Step: Sendable, Hashable {
        case member(String)
        case index(Int)
        case slice(from: Int?, to: Int?, by: Int)
        case wildcard
        case descendants
        indirect case union([Step])
        indirect case filter(Filter)
    }

    struct Filter: Sendable, Hashable {
        var left: Operand
        /// `nil` asks whether `left` is there.
        var comparison: Comparison?
        var right: Operand?
    }

    enum Operand: Sendable, Hashable {
        case path([Step])
        case literal(JSONValue)
    }

    enum Comparison: String, Sendable, CaseIterable {
        case equal = "==", notEqual = "!=", lessOrEqual = "<=", greaterOrEqual = ">=", less = "<", greater = ">"
    }

    /// - Throws: `MachineryError.Code.invalidJSONPath`; the message says where the path stops making sense.
    public init(parsing text: String) throws(MachineryError) {
        var parser = JSONPathParser(text)
        steps = try parser.parse()
        description = text
    }

    /// The values that the path leads to, in their order in `value`; at most `maximumResults`.
    public func evaluate(on value: JSONValue) -> [JSONValue] {
        Self.evaluate(steps[...], on: value)
    }

    /// The first value that the path leads to.
    public func first(in value: JSONValue) -> JSONValue? {
        evaluate(on: value).first
    }
}

extension JSONPath {
    private static func evaluate(_ steps: ArraySlice<Step>, on value: JSONValue) -> [JSONValue] {
        var values = [value]
        for step in steps {
            var next: [JSONValue] = []
            for value in values where next.count < maximumResults { append(step, on: value, to: &next) }
            values = next
            if values.isEmpty { break }
        }
        return Array(values.prefix(maximumResults))
    }

    private static func append(_ step: Step, on value: JSONValue, to results: inout [JSONValue]) {
        switch step {
        case .member(let name):
            if let member = value[name] { results.append(member) }
        case .index(let index):
            guard let array = value.arrayValue else { return }
            let position = index < 0 ? array.count + index : index
            if array.indices.contains(position) { results.append(array[position]) }
        case .slice(let start, let end, let stride):
            guard let array = value.arrayValue else { return }
            let bounds = (start ?? 0, end ?? array.count)
            let lower = min(max(bounds.0 < 0 ? array.count + bounds.0 : bounds.0, 0), array.count)
            let upper = min(max(bounds.1 < 0 ? array.count + bounds.1 : bounds.1, 0), array.count)
            for position in Swift.stride(from: lower, to: upper, by: stride) { results.append(array[position]) }
        case .wildcard:
            results.append(contentsOf: children(of: value))
        case .descendants:
            appendDescendants(of: value, to: &results)
        case .union(let steps):
            for step in steps { append(step, on: value, to: &results) }
        case .filter(let filter):
            results.append(contentsOf: (value.arrayValue ?? []).filter { matches(filter, $0) })
        }
    }

    private static func children(of value: JSONValue) -> [JSONValue] {
        switch value {
        case .array(let array): array
        case .object(let object): object.map(\.value)
        default: []
        }
    }

    /// The value and all inside it, which the limits of JSON texts bound in depth.
    private static func appendDescendants(of value: JSONValue, to results: inout [JSONValue]) {
        guard results.count < maximumResults else { return }
        results.append(value)
        for child in children(of: value) { appendDescendants(of: child, to: &results) }
    }

    private static func matches(_ filter: Filter, _ element: JSONValue) -> Bool {
        let left = values(of: filter.left, for: element)
        guard let comparison = filter.comparison, let operand = filter.right else { return !left.isEmpty }
        guard let left = left.first, let right = values(of: operand, for: element).first else { return false }
        return compare(left, comparison, right)
    }

    private static func values(of operand: Operand, for element: JSONValue) -> [JSONValue] {
        switch operand {
        case .literal(let value): [value]
        case .path(let steps): evaluate(steps[...], on: element)
        }
    }

    /// Numbers and texts have an order; other values are equal or not.
    private static func compare(_ left: JSONValue, _ comparison: Comparison, _ right: JSONValue) -> Bool {
        switch comparison {
        case .equal: return left.isEquivalent(to: right)
        case .notEqual: return !left.isEquivalent(to: right)
        default: break
        }
        if let left = left.stringValue, let right = right.stringValue { return compare(left, comparison, right) }
        guard let left = left.doubleValue, let right = right.doubleValue else { return false }
        return compare(left, comparison, right)
    }

    private static func compare<Value: Comparable>(_ left: Value, _ comparison: Comparison, _ right: Value) -> Bool {
        switch comparison {
        case .equal: left == right
        case .notEqual: left != right
        case .less: left < right
        case .lessOrEqual: left <= right
        case .greater: left > right
        case .greaterOrEqual: left >= right
        }
    }
}
