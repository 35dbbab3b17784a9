public import JSON
import Sprig

extension Chart {
    /// Settles which of its dependencies the chart has, and under which names, and takes the values that it imports
    /// from them: Helm's `ProcessDependenciesWithMerge`, which comes before values are coalesced.
    ///
    /// Aliases rename, tags and then conditions disable, the chart's dependencies first and then those of each of them.
    /// One difference: two aliases of one chart share nothing, where Helm lets the first rename what the second looks
    /// for.
    ///
    /// - Parameter values: What the user gave.
    /// - Returns: What Helm would have printed.
    /// - Throws: `values`, in Helm's words.
    public mutating func processDependencies(_ values: JSONObject) throws(ChartError) -> [ChartWarning] {
        var processing = DependencyProcessing()
        try processing.enable(&self, ValueTable(values), path: "")
        try processing.importValues(&self)
        return processing.warnings
    }
}

private struct DependencyProcessing {
    private(set) var warnings: [ChartWarning] = []
    /// How many entries of tables may be copied: each chart gets a copy of all values.
    private var budget = 20_000_000

    /// Helm's `processDependencyEnabled`.
    ///
    /// - Parameter path: The names of the charts on the way here, each with a dot.
    mutating func enable(_ chart: inout Chart, _ values: ValueTable, path: String) throws(ChartError) {
        guard !chart.metadata.dependencies.isEmpty else { return }
        selectDependencies(of: &chart)
        var coalescing = Coalescing(keepsNulls: false)
        let coalesced = try values.copy(&budget)
        try coalescing.coalesce(chart, into: coalesced)
        warnings += coalescing.warnings
        applyTags(to: &chart.metadata.dependencies, coalesced)
        applyConditions(to: &chart.metadata.dependencies, coalesced, path: path)
        let disabled = Set(chart.metadata.dependencies.filter { !$0.enabled }.map(\.name))
        chart.dependencies.removeAll { disabled.contains($0.name) }
        chart.metadata.dependencies.removeAll { disabled.contains($0.name) }
        for index in chart.dependencies.indices {
            try enable(&chart.dependencies[index], coalesced, path: path + chart.dependencies[index].name + ".")
        }
    }

    /// Puts charts that no requirement names first, and then for each requirement the chart that meets it, under its
    /// alias.
    private func selectDependencies(of chart: inout Chart) {
        let present = chart.dependencies
        var selected = present.filter { dependency in
            !chart.metadata.dependencies.contains { $0.isMet(by: dependency) }
        }
        for index in chart.metadata.dependencies.indices {
            let requirement = chart.metadata.dependencies[index]
            if var dependency = present.first(where: { requirement.isMet(by: $0) }) {
                if !requirement.alias.isEmpty { dependency.metadata.name = requirement.alias }
                selected.append(dependency)
            }
            if !requirement.alias.isEmpty { chart.metadata.dependencies[index].name = requirement.alias }
            chart.metadata.dependencies[index].enabled = true
        }
        chart.dependencies = selected
    }

    private mutating func applyTags(to dependencies: inout [ChartDependency], _ values: ValueTable) {
        guard let tags = values.table("tags") else { return }
        for index in dependencies.indices {
            var settings: [Bool] = []
            for tag in dependencies[index].tags {
                guard let node = tags.entries[tag] else { continue }
                if let setting = node.value.boolValue {
                    settings.append(setting)
                } else {
                    warn("Warning: Tag '\(tag)' for chart \(dependencies[index].name) returned non-bool value")
                }
            }
            dependencies[index].enabled = settings.isEmpty || settings.contains(true)
        }
    }

    private mutating func applyConditions(
        to dependencies: inout [ChartDependency], _ values: ValueTable, path: String
    ) {
        for index in dependencies.indices {
            for condition in dependencies[index].condition.goTrimmed.split(separator: ",") {
                guard let value = values.value(at: path + condition) else { continue }
                if let setting = value.boolValue {
                    dependencies[index].enabled = setting
                    break
                }
                warn(
                    "Warning: Condition path '\(condition)' for chart \(dependencies[index].name) "
                        + "returned non-bool value")
            }
        }
    }

    /// Helm's `processDependencyImportValues`, from the innermost charts outwards.
    mutating func importValues(_ chart: inout Chart) throws(ChartError) {
        for index in chart.dependencies.indices { try importValues(&chart.dependencies[index]) }
        guard !chart.metadata.dependencies.isEmpty else { return }
        var coalescing = Coalescing(keepsNulls: true)
        let merged = ValueTable()
        try coalescing.coalesce(chart, into: merged)
        let imported = ValueTable()
        for index in chart.metadata.dependencies.indices {
            importValues(of: &chart.metadata.dependencies[index], from: merged, into: imported, &coalescing)
        }
        // What the chart says itself wins over what it imports.
        let result = try merged.copy(&budget)
        coalescing.merge(imported, into: result, keepsNulls: true)
        chart.values = result.object
        warnings += coalescing.warnings
    }

    private mutating func importValues(
        of dependency: inout ChartDependency, from values: ValueTable, into imported: ValueTable,
        _ coalescing: inout Coalescing
    ) {
        for index in dependency.importValues.indices {
            let (child, parent, whose) =
                switch dependency.importValues[index] {
                case .exported(let name): ("exports.\(name)", ".", "")
                case .mapped(let child, let parent): (child, parent, " from chart \(dependency.name)")
                }
            dependency.importValues[index] = .mapped(child: child, parent: parent)
            switch values.table(at: "\(dependency.name).\(child)") {
            case .failure(let error): warn("Warning: ImportValues missing table\(whose): \(error)")
            case .success(let table):
                coalescing.merge(nested(table, at: parent), into: imported, keepsNulls: true)
            }
        }
    }

    /// The table below a path with dots; `.` is no path.
    private func nested(_ table: ValueTable, at path: String) -> ValueTable {
        guard path != "." else { return table }
        return path.split(separator: ".", omittingEmptySubsequences: false).reversed().reduce(table) { inner, key in
            let outer = ValueTable()
            outer.entries[String(key)] = .table(inner)
            return outer
        }
    }

    private mutating func warn(_ message: String) { warnings.append(ChartWarning(message)) }
}

extension ChartDependency {
    /// Whether a chart has the name and one of the versions.
    fileprivate func isMet(by chart: Chart) -> Bool {
        name == chart.name && VersionConstraint.isMet(version, by: chart.metadata.version)
    }
}

extension VersionConstraint {
    /// Whether a version is in a range; a text that is none is met by nothing (Helm's `IsCompatibleRange`).
    static func isMet(_ range: String, by version: String) -> Bool {
        guard let constraint = try? VersionConstraint(range), let version = try? SemanticVersion(version) else {
            return false
        }
        return constraint.allows(version)
    }
}
