import JSON

/// A table of values that is shared, as Go's maps are: what Helm changes in one place it changes wherever the table is.
/// Some of what coalescing gives follows from that, so it is kept.
final class ValueTable {
    enum Node {
        case null
        case table(ValueTable)
        /// A scalar that is not null, or a list, whose tables nothing changes.
        case other(JSONValue)
    }

    var entries: [String: Node]

    init() { entries = [:] }

    init(_ object: JSONObject) {
        entries = [:]
        for (key, value) in object { entries[key] = Self.node(value) }
    }

    private init(entries: [String: Node]) { self.entries = entries }

    private static func node(_ value: JSONValue) -> Node {
        switch value {
        case .null: .null
        case .object(let object): .table(ValueTable(object))
        default: .other(value)
        }
    }

    /// A copy that shares nothing.
    ///
    /// - Parameter budget: From which the number of entries is taken.
    /// - Throws: `limit`, where the budget is used up.
    func copy(_ budget: inout Int) throws(ChartError) -> ValueTable {
        budget -= entries.count
        guard budget >= 0 else {
            throw ChartError(.limit, "the chart and the charts in it have too many values to bring together")
        }
        let copy = shallowCopy()
        for (key, node) in entries {
            if case .table(let table) = node { copy.entries[key] = .table(try table.copy(&budget)) }
        }
        return copy
    }

    /// A copy whose inner tables are the same.
    func shallowCopy() -> ValueTable { ValueTable(entries: entries) }

    /// With keys in the order of their bytes.
    var object: JSONObject {
        var object = JSONObject()
        object.reserveCapacity(entries.count)
        for key in sortedKeys { object[key] = entries[key]?.value }
        return object
    }

    var sortedKeys: [String] { entries.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) } }

    func table(_ key: String) -> ValueTable? {
        if case .table(let table) = entries[key] { table } else { nil }
    }
}

extension ValueTable.Node {
    var value: JSONValue {
        switch self {
        case .null: .null
        case .table(let table): .object(table.object)
        case .other(let value): value
        }
    }

    var isNull: Bool { if case .null = self { true } else { false } }
    var isTable: Bool { if case .table = self { true } else { false } }
}

// MARK: - Paths

extension ValueTable {
    /// The table at a path with dots, or the name of the first part that is none.
    func table(at path: String) -> Result<ValueTable, MissingTable> {
        var table = self
        for part in path.split(separator: ".", omittingEmptySubsequences: false) {
            guard let next = table.table(String(part)) else { return .failure(MissingTable(key: String(part))) }
            table = next
        }
        return .success(table)
    }

    struct MissingTable: Error, CustomStringConvertible {
        let key: String
        var description: String { "\(key.goQuoted) is not a table" }
    }

    /// What is no table at a path with dots; nil where there is nothing or a table.
    func value(at path: String) -> JSONValue? {
        var parts = path.split(separator: ".", omittingEmptySubsequences: false)
        let key = String(parts.removeLast())
        let parent = parts.isEmpty ? self : try? table(at: parts.joined(separator: ".")).get()
        guard let node = parent?.entries[key], !node.isTable else { return nil }
        return node.value
    }
}
