public import JSON
import Machinery

extension Chart {
    /// The values that templates of the chart see: what the user gave over the chart's defaults, and below the name of
    /// each dependency the values of that one, with `global` handed down.
    ///
    /// A null of the user's removes a default. The rules are those of Helm's `CoalesceValues`.
    ///
    /// - Throws: `values`, in Helm's words.
    public func coalescedValues(
        _ values: JSONObject
    ) throws(ChartError) -> (values: JSONObject, warnings: [ChartWarning]) {
        var coalescing = Coalescing(keepsNulls: false)
        let table = ValueTable(values)
        try coalescing.coalesce(self, into: table)
        return (table.object, coalescing.warnings)
    }
}

/// One run of Helm's `CoalesceValues` or `MergeValues`.
struct Coalescing {
    /// The table of values that every chart sees.
    static let global = "global"

    /// Whether nulls stay (`MergeValues`), for what is coalesced again later.
    let keepsNulls: Bool
    private(set) var warnings: [ChartWarning] = []

    init(keepsNulls: Bool) { self.keepsNulls = keepsNulls }

    /// - Parameter values: The values of the user, which become all values.
    mutating func coalesce(
        _ chart: Chart, into values: ValueTable, prefix: String = ""
    ) throws(ChartError) {
        coalesceDefaults(of: chart, into: values, prefix: prefix)
        for dependency in chart.dependencies {
            let table = try table(of: dependency, in: values)
            let prefix = joined(prefix, chart.name)
            coalesceGlobals(of: values, into: table, prefix: prefix)
            try coalesce(dependency, into: table, prefix: prefix)
        }
    }

    private func table(of dependency: Chart, in values: ValueTable) throws(ChartError) -> ValueTable {
        switch values.entries[dependency.name] {
        case .table(let table): return table
        case let node?:
            throw ChartError(
                .values, "type mismatch on \(dependency.name): \(node.isNull ? "%!t(<nil>)" : node.value.printedAsBool)"
            )
        case nil:
            let table = ValueTable()
            values.entries[dependency.name] = .table(table)
            return table
        }
    }

    private mutating func coalesceDefaults(of chart: Chart, into values: ValueTable, prefix: String) {
        let defaults = ValueTable(chart.values)
        let prefix = joined(prefix, chart.name)
        for key in defaults.sortedKeys {
            guard let value = defaults.entries[key] else { continue }
            switch values.entries[key] {
            case nil: values.entries[key] = value
            case .null where !keepsNulls: values.entries[key] = nil
            case .table(let table):
                if case .table(let source) = value {
                    let isDependency = chart.dependencies.contains { $0.name == key }
                    merge(source, into: table, prefix: joined(prefix, key), keepsNulls: keepsNulls || isDependency)
                } else if !value.isNull {
                    warn("warning: skipped value for \(prefix).\(key): Not a table.")
                }
            default: break
            }
        }
    }

    /// Hands `global` of a chart down to a dependency. What the chart says wins.
    private mutating func coalesceGlobals(of values: ValueTable, into dependency: ValueTable, prefix: String) {
        guard let target = globals(in: dependency, "destination"), let source = globals(in: values, "source") else {
            return
        }
        for key in source.sortedKeys {
            guard let value = source.entries[key] else { continue }
            guard case .table(let table) = value else {
                if target.table(key) == nil {
                    target.entries[key] = value
                } else {
                    warn("key \(key) is table. Skipping")
                }
                continue
            }
            // Inner tables stay shared with those of the chart, as in Helm.
            let copy = table.shallowCopy()
            switch target.entries[key] {
            case nil: target.entries[key] = .table(copy)
            case .table(let existing):
                merge(existing, into: copy, prefix: joined(prefix, key), keepsNulls: true)
                target.entries[key] = .table(copy)
            default: warn("Conflict: cannot merge map onto non-map for \(key.goQuoted). Skipping.")
            }
        }
        dependency.entries[Self.global] = .table(target)
    }

    private mutating func globals(in values: ValueTable, _ role: String) -> ValueTable? {
        switch values.entries[Self.global] {
        case nil: return ValueTable()
        case .table(let table): return table
        default:
            warn("warning: skipping globals because \(role) \(Self.global) is not a table.")
            return nil
        }
    }

    /// Adds what a table has not yet from another.
    mutating func merge(_ source: ValueTable, into target: ValueTable, prefix: String = "", keepsNulls: Bool) {
        // A table merged into itself, which sharing makes possible, has nothing to gain.
        guard source !== target else {
            if !keepsNulls { target.entries = target.entries.filter { !$0.value.isNull } }
            return
        }
        for key in source.sortedKeys {
            guard let value = source.entries[key] else { continue }
            let path = joined(prefix, key)
            switch (target.entries[key], value) {
            case (.null, _) where !keepsNulls: target.entries[key] = nil
            case (nil, _): target.entries[key] = value
            case (.table(let inner), .table(let outer)): merge(outer, into: inner, prefix: path, keepsNulls: keepsNulls)
            case (_, .table):
                warn("warning: cannot overwrite table with non table for \(path) (\(value.value.goPrinted))")
            case (.table, .other):
                warn("warning: destination for \(path) is a table. Ignoring non-table value (\(value.value.goPrinted))")
            default: break
            }
        }
    }

    private func joined(_ prefix: String, _ key: String) -> String { prefix.isEmpty ? key : "\(prefix).\(key)" }

    private mutating func warn(_ message: String) { warnings.append(ChartWarning(message)) }
}

// MARK: - Go's words for values

extension JSONValue {
    /// As `%v` prints it.
    var goPrinted: String {
        switch self {
        case .null: "<nil>"
        case .bool(let value): "\(value)"
        case .integer(let value): "\(value)"
        case .number(let number): number.doubleValue.goText
        case .string(let text): text
        case .array(let elements): "[" + elements.map(\.goPrinted).joined(separator: " ") + "]"
        case .object(let object):
            "map[" + object.sortedByKey().map { "\($0.key):\($0.value.goPrinted)" }.joined(separator: " ") + "]"
        }
    }

    /// As `%t` prints it, which is meant for booleans.
    fileprivate var printedAsBool: String {
        switch self {
        case .bool(let value): "\(value)"
        case .null: "<nil>"
        case .array(let elements): "[" + elements.map(\.printedAsBool).joined(separator: " ") + "]"
        case .integer, .number, .string: "%!t(\(goType)=\(goPrinted))"
        case .object(let object):
            "map["
                + object.sortedByKey().map { "%!t(string=\($0.key)):\($0.value.printedAsBool)" }.joined(separator: " ")
                + "]"
        }
    }
}
