import GoTemplate
import JSON
import Testing

@testable import HelmChart

/// What templates are executed with, and in which order.
@Suite("Templates") struct TemplateTests {
    private static let print =
        "#= {{ omit $ \"Chart\" \"Files\" \"Capabilities\" \"Subcharts\" | toJson }}\n"
        + "#< {{ keys .Subcharts | sortAlpha | toJson }} {{ .Chart.Name }} {{ .Chart.IsRoot }} {{ len .Files }}\n"

    private static let files = [
        "chart/Chart.yaml":
            "apiVersion: v2\nname: x\nversion: 1.0.0\ndependencies: [{name: sub, version: '*', alias: other}, {name: lib, version: '*'}]",
        "chart/values.yaml": "{a: 1, other: {s: 2}, global: {g: 1}}", "chart/templates/a.yaml": print,
        "chart/templates/b/c.yaml": print,
        "chart/templates/_p.tpl": "", "chart/README.md": "",
        "chart/charts/sub/Chart.yaml":
            "apiVersion: v2\nname: sub\nversion: 1.0.0\ndependencies: [{name: deep, version: '*'}]",
        "chart/charts/sub/values.yaml": "{s: 1, t: 1}", "chart/charts/sub/templates/s.yaml": print,
        "chart/charts/sub/charts/deep/Chart.yaml": "apiVersion: v2\nname: deep\nversion: 1.0.0",
        "chart/charts/sub/charts/deep/templates/d.yaml": print,
        "chart/charts/lib/Chart.yaml": "apiVersion: v2\nname: lib\nversion: 1.0.0\ntype: library",
        "chart/charts/lib/templates/l.yaml": print,
        "chart/charts/lib/templates/_l.tpl": "",
    ]

    private static func templates() throws -> [ChartTemplate] {
        var chart = try MemoryFiles(files, below: "chart/").chart()
        _ = try chart.processDependencies([:])
        let release = ReleaseInfo(name: "r", namespace: "ns", isUpgrade: true)
        return chart.templates(try chart.coalescedValues([:]).values, release: release, capabilities: .default)
    }

    @Test func seesWhatHelmShows() throws {
        let helm = try Helm.run("template", "r", "chart", "-n", "ns", "--is-upgrade", beside: Self.files)
        let lines = helm.output.split(separator: "\n").filter { $0.hasPrefix("#") && !$0.hasPrefix("# ") }.map(
            String.init)
        try #require(lines.count == 8, "\(helm.errors)")
        var ours: [String] = []
        for template in try Self.templates() where !template.isPartial {
            guard case .map(let data) = template.bind(), case .map(let subcharts)? = data.values["Subcharts"],
                case .object(let chart)? = data.values["Chart"], case .object(let files)? = data.values["Files"]
            else {
                Issue.record("no data")
                continue
            }
            let shown = GoMap(data.values.filter { !["Chart", "Files", "Capabilities", "Subcharts"].contains($0.key) })
            func json(_ value: GoValue?) -> String { FunctionSet.helm.text("toJson", value ?? .null) }
            ours.append("#= \(json(.map(shown)))")
            let names = json(.list(GoList(subcharts.sortedKeys.map { .text($0) })))
            let name = json(chart.field("Name")).dropFirst().dropLast()
            ours.append("#< \(names) \(name) \(json(chart.field("IsRoot"))) \(files.entries?.values.count ?? 0)")
        }
        #expect(ours.sorted() == lines.sorted())
    }

    @Test func comeInHelmsOrder() throws {
        #expect(
            try Self.templates().map { "\($0.name)\($0.isPartial ? " partial" : "")" } == [
                "x/charts/other/charts/deep/templates/d.yaml", "x/charts/other/templates/s.yaml",
                "x/charts/lib/templates/_l.tpl partial", "x/templates/b/c.yaml", "x/templates/a.yaml",
                "x/templates/_p.tpl partial",
            ])
    }

    /// A change of a dependency's values is one of its parent's.
    @Test func sharesMaps() throws {
        let templates = try Self.templates()
        guard case .map(let deep) = templates[0].bind(), case .map(let values)? = deep.values["Values"],
            case .map(let root) = templates[4].bind(), case .map(let all)? = root.values["Values"]
        else {
            Issue.record("no data")
            return
        }
        values.values["set"] = .bool(true)
        #expect(FunctionSet.helm.text("toJson", .map(all)).contains("\"deep\":{\"global\":{\"g\":1},\"set\":true}"))
    }
}
