/// Names of Machines in messages: three at most.
package enum MachineNames {
    /// `Machine a`, `Machines a, b, c, ... (2 more)`; the names are in order.
    package static func text(_ names: [String]) -> String {
        (names.count == 1 ? "Machine " : "Machines ") + list(names)
    }

    package static func list(_ names: [String]) -> String {
        guard names.count > 3 else { return names.joined(separator: ", ") }
        return names.prefix(3).joined(separator: ", ") + ", ... (\(names.count - 3) more)"
    }

    /// The texts with the Machines that say them; what most say comes first, then what Machines of smaller names say.
    package static func grouped(_ told: [(name: String, text: String)]) -> [(text: String, names: [String])] {
        var names: [String: [String]] = [:]
        for entry in told { names[entry.text, default: []].append(entry.name) }
        let groups = names.map { (text: $0.key, names: $0.value.sorted()) }
        return groups.sorted { left, right in
            if left.names.count != right.names.count { return left.names.count > right.names.count }
            return left.names.lexicographicallyPrecedes(right.names)
        }
    }
}
