import GoTemplate

/// Merges maps into the first of them, as the Go package `mergo` does: nested maps are merged in place, lists are not.
struct Merging: Sendable {
    /// Whether what the other maps say wins over values that are not empty.
    let overwrites: Bool

    var function: TemplateFunction {
        TemplateFunction(.map, variadic: .map) { (arguments, call) throws(FunctionFailure) in
            let destination = try arguments.map(at: 0)
            for index in arguments.indices.dropFirst() {
                try merge(arguments.map(at: index), into: destination, Walk(call))
            }
            return .map(destination)
        }
    }

    private func merge(_ source: GoMap, into destination: GoMap, _ walk: Walk) throws(FunctionFailure) {
        let walk = try walk.descending()
        try walk.call.charge(elements: source.values.count)
        for (key, value) in source.values {
            if case .null = value {
                if overwrites { destination.values[key] = .null }
                continue
            }
            let existing = destination.values[key] ?? .null
            if case .map(let value) = value, case .map(let existing) = existing {
                try merge(value, into: existing, walk)
                if !existing.values.isEmpty { continue }
            }
            if overwrites || !existing.isTrue { destination.values[key] = value }
        }
    }
}
