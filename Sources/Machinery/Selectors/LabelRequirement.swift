/// One condition on one label.
public struct LabelRequirement: Sendable, Hashable, CustomStringConvertible {
    public enum Operator: Sendable, Hashable {
        /// `key=value`
        case equals
        /// `key!=value`; also true where the label is absent.
        case notEquals
        /// `key in (a,b)`
        case `in`
        /// `key notin (a,b)`; also true where the label is absent.
        case notIn
        /// `key`
        case exists
        /// `!key`
        case doesNotExist
        /// `key>1`, between whole numbers.
        case greaterThan
        /// `key<1`, between whole numbers.
        case lessThan
    }

    public let key: String
    public let `operator`: Operator
    /// Sorted and without duplicates.
    public let values: [String]

    /// - Throws: `MachineryError.Code.invalidSelector` where key or values break the rules of labels, or the number of
    ///   values does not fit the operator; in the words of Kubernetes' `labels.NewRequirement`.
    public init(_ key: String, _ operator: Operator, _ values: [String] = []) throws(MachineryError) {
        self.key = key
        self.operator = `operator`
        self.values = Set(values).sorted()
        try validate()
    }

    public func matches(_ labels: [String: String]) -> Bool {
        matches { labels[$0] }
    }

    /// - Parameter label: The value of the label of that key, `nil` where there is none.
    public func matches(_ label: (_ key: String) -> String?) -> Bool {
        let value = label(key)
        return switch `operator` {
        case .equals, .in: value.map(values.contains) ?? false
        case .notEquals, .notIn: value.map { !values.contains($0) } ?? true
        case .exists: value != nil
        case .doesNotExist: value == nil
        case .greaterThan: compare(value, by: >)
        case .lessThan: compare(value, by: <)
        }
    }

    private func compare(_ value: String?, by comparison: (Int64, Int64) -> Bool) -> Bool {
        guard let number = value.flatMap({ Int64($0) }), let bound = values.first.flatMap({ Int64($0) }) else {
            return false
        }
        return comparison(number, bound)
    }

    /// In the syntax of the API.
    public var description: String {
        let list = values.joined(separator: ",")
        return switch `operator` {
        case .equals: "\(key)=\(list)"
        case .notEquals: "\(key)!=\(list)"
        case .in: "\(key) in (\(list))"
        case .notIn: "\(key) notin (\(list))"
        case .exists: key
        case .doesNotExist: "!\(key)"
        case .greaterThan: "\(key)>\(list)"
        case .lessThan: "\(key)<\(list)"
        }
    }

    private func validate() throws(MachineryError) {
        var problems = NameRule.qualifiedName.problems(in: key).map { "key: Invalid value: \(key.goQuoted): \($0)" }
        let list = "[\(values.map(\.goQuoted).joined(separator: ","))]"
        switch `operator` {
        case .in, .notIn:
            if values.isEmpty {
                problems.append("values: Invalid value: []: for 'in', 'notin' operators, values set can't be empty")
            }
        case .equals, .notEquals:
            if values.count != 1 {
                problems.append("values: Invalid value: \(list): exact-match compatibility requires one single value")
            }
        case .exists, .doesNotExist:
            if !values.isEmpty {
                problems.append(
                    "values: Invalid value: \(list): values set must be empty for exists and does not exist")
            }
        case .greaterThan, .lessThan:
            if values.count != 1 {
                problems.append(
                    "values: Invalid value: \(list): for 'Gt', 'Lt' operators, exactly one value is required")
            }
            for (index, value) in values.enumerated() where Int64(value) == nil {
                problems.append(
                    "values[\(index)]: Invalid value: \(value.goQuoted): for 'Gt', 'Lt' operators, the value must be an "
                        + "integer")
            }
        }
        for (index, value) in values.enumerated() {
            let found = NameRule.labelValue.problems(in: value)
            guard !found.isEmpty else { continue }
            problems.append(
                "values[\(index)][\(key)]: Invalid value: \(value.goQuoted): \(found.joined(separator: "; "))")
        }
        guard !problems.isEmpty else { return }
        let text = problems.joined(separator: ", ")
        throw MachineryError(.invalidSelector, problems.count == 1 ? text : "[\(text)]")
    }
}
