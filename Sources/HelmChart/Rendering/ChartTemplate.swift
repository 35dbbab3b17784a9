public import GoTemplate
public import JSON

/// A template of a chart, or of one in it, with what it sees.
///
/// Not `Sendable`, for its data are maps that templates may change.
public struct ChartTemplate {
    /// With the names of the charts around it: `chart/templates/x.yaml`.
    public let name: String
    public let text: String
    /// Whether the template is only for others to include; it is parsed and not executed.
    public let isPartial: Bool
    /// `chart/templates`
    private let basePath: String
    private let scope: GoMap

    fileprivate init(_ file: ChartFile, of path: String, _ scope: GoMap) {
        name = "\(path)/\(file.name)"
        text = file.text
        isPartial = RenderedChart.isPartial(file.name)
        basePath = "\(path)/templates"
        self.scope = scope
    }

    /// What the template is executed with. All templates of a chart share it but for `.Template`, which this sets: it
    /// holds until another template is bound.
    public func bind() -> GoValue {
        scope.values["Template"] = .map(GoMap(["Name": .text(name), "BasePath": .text(basePath)]))
        return .map(scope)
    }
}

extension Chart {
    /// The templates of the chart and of those in it, in the order in which Helm parses and executes them: what lies
    /// deepest comes first. Of library charts there are only partials.
    ///
    /// One difference: below a chart that an alias renames, all templates have the alias in their names. In Helm those
    /// of charts that no `Chart.yaml` asks for keep the old name, so that of two aliases only one has them.
    ///
    /// - Parameter values: What `coalescedValues` gives. A chart sees what is below its name as its own, and the maps
    ///   are the same, so what a template changes its parent's templates see.
    public func templates(
        _ values: JSONObject, release: ReleaseInfo, capabilities: Capabilities
    ) -> [ChartTemplate] {
        var templates: [ChartTemplate] = []
        let root = ChartScope(values: .map(values.goMap), release: release.goValue, capabilities: capabilities.goValue)
        collect(&templates, root, path: name, isRoot: true)
        return templates.sorted { Self.isBefore($0.name, $1.name) }
    }

    /// - Returns: What the chart's templates see.
    @discardableResult
    private func collect(
        _ templates: inout [ChartTemplate], _ scope: ChartScope, path: String, isRoot: Bool
    ) -> GoMap {
        let subcharts = GoMap()
        let data = GoMap([
            "Chart": metadata.goValue(isRoot: isRoot), "Files": .object(FilesObject(files)), "Release": scope.release,
            "Capabilities": scope.capabilities, "Values": scope.values, "Subcharts": .map(subcharts),
        ])
        for dependency in dependencies {
            let path = "\(path)/charts/\(dependency.name)"
            let seen = dependency.collect(&templates, scope.scope(of: dependency.name), path: path, isRoot: false)
            subcharts.values[dependency.name] = .map(seen)
        }
        for file in self.templates where !isLibrary || RenderedChart.isPartial(file.name) {
            templates.append(ChartTemplate(file, of: path, data))
        }
        return data
    }

    /// More directories first, and then the later name.
    private static func isBefore(_ left: String, _ right: String) -> Bool {
        let slash = UInt8(ascii: "/")
        let (depth, other) = (left.utf8.count { $0 == slash }, right.utf8.count { $0 == slash })
        return depth == other ? right.utf8.lexicographicallyPrecedes(left.utf8) : depth > other
    }
}

/// What a chart hands down to those in it.
private struct ChartScope {
    var values: GoValue
    let release: GoValue
    let capabilities: GoValue

    func scope(of name: String) -> ChartScope {
        var scope = self
        scope.values = .map(GoMap())
        if case .map(let map) = values, case .map(let inner)? = map.values[name] { scope.values = .map(inner) }
        return scope
    }
}
