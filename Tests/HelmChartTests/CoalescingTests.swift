import Foundation
import JSON
import Testing

@testable import HelmChart

/// Values as Helm brings them together, for charts that hold charts.
@Suite("Coalescing") struct CoalescingTests {
    /// Files of charts, below `chart/`.
    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var files: [String: String]
        var values = "{}"
        var testDescription: String { name }
    }

    private static func metadata(_ name: String, version: String = "1.0.0", _ more: String = "") -> String {
        "apiVersion: v2\nname: \(name)\nversion: \(version)\n\(more)\n"
    }

    /// What Helm's templates see, chart by chart: the lines that the template below prints.
    static func helm(_ files: [String: String], values: String) throws -> (lines: [String], errors: String) {
        var files = files
        for name in files.keys where name.hasSuffix("Chart.yaml") {
            files[name.replacing("Chart.yaml", with: "templates/values.yaml")] =
                "#= {{ $.Template.BasePath }} {{ .Values | toJson }}"
        }
        files["values.yaml"] = values
        let outcome = try Helm.run("template", "chart", "-f", "values.yaml", beside: files)
        return (
            outcome.output.split(separator: "\n").filter { $0.hasPrefix("#= ") }.map { String($0.dropFirst(3)) }
                .sorted(),
            outcome.errors
        )
    }

    static func ours(_ files: [String: String], values: String) throws(ChartError) -> (
        lines: [String], warnings: [ChartWarning]
    ) {
        var chart = try MemoryFiles(files, below: "chart/").chart()
        let user = try ChartValues.parse(Array(values.utf8))
        let warnings = try chart.processDependencies(user)
        let coalesced = try chart.coalescedValues(user)
        var lines: [String] = []
        func add(_ chart: Chart, _ path: String, _ values: JSONValue) {
            lines.append("\(path)/templates \(GoJSON.text(values))")
            for dependency in chart.dependencies {
                add(dependency, "\(path)/charts/\(dependency.name)", values[dependency.name] ?? .null)
            }
        }
        add(chart, chart.name, .object(coalesced.values))
        return (lines.sorted(), warnings + coalesced.warnings)
    }

    /// - Parameter warnings: Whether Helm's are to be the same, in any order. It repeats some at random.
    static func check(_ test: Case, warnings: Bool = true) throws {
        let helm = try helm(test.files, values: test.values)
        do throws(ChartError) {
            let ours = try ours(test.files, values: test.values)
            #expect(ours.lines == helm.lines, "\(helm.errors)")
            guard warnings else { return }
            // Each line begins with the place in Helm's sources.
            let theirs = helm.errors.split(separator: "\n").map { line in
                line.split(separator: ": ", maxSplits: 1).last.map(String.init) ?? ""
            }
            #expect(Set(ours.warnings.map(\.description)) == Set(theirs))
        } catch {
            #expect(helm.errors.split(separator: "\n").last ?? "" == "Error: \(error)")
        }
    }

    @Test(arguments: [
        Case(name: "no values", files: ["chart/Chart.yaml": metadata("x")]),
        Case(
            name: "scalars, tables and lists",
            files: [
                "chart/Chart.yaml": metadata("x"),
                "chart/values.yaml": "{a: 1, b: {c: 1, d: 2}, l: [1], n: null, k: 1e6}",
            ],
            values: "{a: 2, b: {c: 3, e: 4}, l: [], z: {}}"),
        Case(
            name: "nulls",
            files: [
                "chart/Chart.yaml": metadata("x"),
                "chart/values.yaml": "{a: 1, b: {c: 1, d: {e: 1}}, f: null, g: {h: null}}",
            ],
            values: "{a: null, b: {c: null, d: null, x: null}, f: null, g: {h: null, i: null}, z: null, l: [null]}"),
        Case(
            name: "table against scalar",
            files: [
                "chart/Chart.yaml": metadata("x"),
                "chart/values.yaml": "{a: {b: 1}, c: 1, d: {e: {f: 1}}, g: {h: 1}, i: [1]}",
            ],
            values: "{a: 1, c: {d: 1}, d: {e: text}, g: {h: {i: 1}}, i: {j: [1, {k: true}]}}"),
        Case(
            name: "dependencies",
            files: [
                "chart/Chart.yaml": metadata("x"),
                "chart/values.yaml": "{sub: {a: 2, n: null, t: {u: 2}}, global: {g: 1}}",
                "chart/charts/sub/Chart.yaml": metadata("sub"),
                "chart/charts/sub/values.yaml": "{a: 1, b: 1, n: 1, t: {u: 1, v: 1, w: 1}, deep: {d: 2}}",
                "chart/charts/sub/charts/deep/Chart.yaml": metadata("deep"),
                "chart/charts/sub/charts/deep/values.yaml": "{d: 1, e: 1, global: {h: 1, g: 5}}",
            ],
            values: "{sub: {t: {v: null}, deep: {e: null}}}"),
        Case(
            name: "globals",
            files: [
                "chart/Chart.yaml": metadata("x"),
                "chart/values.yaml":
                    "{global: {s: 1, t: {a: {b: 1}}, n: null, l: [1], w: 1, v: {a: 1}}, sub: {global: {s: 9, w: {a: 1}, v: 2}}}",
                "chart/charts/sub/Chart.yaml": metadata("sub"),
                "chart/charts/sub/values.yaml": "{global: {s: 2, t: {a: {c: 2}, d: 2}, u: {x: 1}, n: 3}}",
                "chart/charts/sub/charts/deep/Chart.yaml": metadata("deep"),
                "chart/charts/sub/charts/deep/values.yaml": "{global: {t: {a: {e: 3}}, u: {x: 2, y: {z: 1}}}}",
                "chart/charts/other/Chart.yaml": metadata("other"), "chart/charts/other/values.yaml": "{o: 1}",
            ],
            values: "{global: {t: {a: {f: 4}}}}"),
        Case(
            name: "globals that are none",
            files: [
                "chart/Chart.yaml": metadata("x"), "chart/values.yaml": "{global: text}",
                "chart/charts/sub/Chart.yaml": metadata("sub"), "chart/charts/sub/values.yaml": "{global: {a: 1}}",
            ]),
        Case(
            name: "a scalar for a dependency",
            files: ["chart/Chart.yaml": metadata("x"), "chart/charts/sub/Chart.yaml": metadata("sub")],
            values: "{sub: text}"),
        Case(
            name: "a number for a dependency",
            files: ["chart/Chart.yaml": metadata("x"), "chart/charts/sub/Chart.yaml": metadata("sub")],
            values: "{sub: 5}"),
        Case(
            name: "a boolean for a dependency",
            files: ["chart/Chart.yaml": metadata("x"), "chart/charts/sub/Chart.yaml": metadata("sub")],
            values: "{sub: false}"),
        Case(
            name: "null for a dependency",
            files: ["chart/Chart.yaml": metadata("x"), "chart/charts/sub/Chart.yaml": metadata("sub")],
            values: "{sub: null}"),
        Case(
            name: "a list for a dependency",
            files: ["chart/Chart.yaml": metadata("x"), "chart/charts/sub/Chart.yaml": metadata("sub")],
            values: "{sub: [1, a, {b: c}]}"),
    ])
    func agreesWithHelm(test: Case) throws { try Self.check(test) }

    private static let family = [
        "chart/charts/one/Chart.yaml": metadata("one"),
        "chart/charts/one/values.yaml": "{v: 1, exports: {data: {k: 1, t: {x: 1}}}}",
        "chart/charts/two/Chart.yaml": metadata("two", version: "2.3.4"),
        "chart/charts/two/values.yaml": "{v: 2, d: {k: 2, t: {y: 2}, n: null}, e: {k: 3}}",
        "chart/charts/three/Chart.yaml": metadata(
            "three",
            "dependencies: [{name: four, version: ~1, condition: 'four.on,on', tags: [inner]}, {name: five, version: '*'}]"
        ),
        "chart/charts/three/charts/four/Chart.yaml": metadata("four"),
        "chart/charts/three/charts/four/values.yaml": "{f: 4}",
        "chart/charts/three/charts/five/Chart.yaml": metadata("five"), "chart/charts/free/Chart.yaml": metadata("free"),
    ]

    private static func requiring(_ dependencies: String, _ own: String = "{}") -> [String: String] {
        family.merging([
            "chart/Chart.yaml": metadata("x", "dependencies:\n\(dependencies)"), "chart/values.yaml": own,
        ]) { $1 }
    }

    @Test(arguments: [
        ("- {name: one, version: 1.0.0}", "{}", "{}"),
        ("- {name: one, version: 2.x}", "{}", "{}"),
        ("- {name: one}", "{}", "{}"),
        ("- {name: one, version: bad}", "{}", "{}"),
        ("- {name: one, version: '>=0', alias: uno}", "{uno: {w: 1}}", "{}"),
        (
            "- {name: one, version: '>=0', alias: uno}\n- {name: one, version: '>=0', alias: due}", "{due: {v: 5}}",
            "{uno: {v: 6}}"
        ),
        ("- {name: one, version: '>=0', condition: one.enabled}", "{one: {enabled: false}}", "{}"),
        ("- {name: one, version: '>=0', condition: one.enabled}", "{one: {enabled: false}}", "{one: {enabled: true}}"),
        ("- {name: one, version: '>=0', condition: 'no.such,one.enabled'}", "{one: {enabled: false}}", "{}"),
        ("- {name: one, version: '>=0', condition: 'a, one.enabled'}", "{a: text, one: {enabled: false}}", "{}"),
        ("- {name: one, version: '>=0', condition: 'a,b'}", "{a: text, b: false}", "{}"),
        ("- {name: one, version: '>=0', condition: 'a'}", "{a: {}}", "{}"),
        ("- {name: one, version: '>=0', condition: 'a'}", "{a: null}", "{}"),
        ("- {name: one, version: '>=0', condition: ' a,b '}", "{a: true, b: false}", "{a: false}"),
        ("- {name: one, version: '>=0', tags: [t]}", "{tags: {t: false}}", "{}"),
        ("- {name: one, version: '>=0', tags: [t, u]}", "{tags: {t: false, u: true}}", "{}"),
        ("- {name: one, version: '>=0', tags: [t, u]}", "{tags: {t: text, u: false}}", "{}"),
        ("- {name: one, version: '>=0', tags: [t], condition: c}", "{tags: {t: false}, c: true}", "{}"),
        ("- {name: one, version: '>=0', tags: [t]}", "{tags: text}", "{}"),
        ("- {name: three, version: '>=0'}", "{tags: {inner: false}}", "{}"),
        ("- {name: three, version: '>=0'}", "{three: {four: {on: false}}}", "{}"),
        ("- {name: three, version: '>=0'}", "{three: {on: false}}", "{three: {four: {on: true}}}"),
        ("- {name: three, version: '>=0', alias: drei}", "{drei: {on: false}}", "{}"),
        ("- {name: three, version: '>=0', condition: c}", "{c: false, three: {z: 1}}", "{}"),
        ("- {name: one, version: '>=0', import-values: [data]}", "{k: 5}", "{}"),
        (
            "- {name: one, version: '>=0', import-values: [data]}", "{t: {x: 5, z: 6}}",
            "{one: {exports: {data: {k: 7}}}}"
        ),
        ("- {name: one, version: '>=0', import-values: [none]}", "{}", "{}"),
        ("- {name: two, version: 2.*, import-values: [{child: d, parent: in.to}]}", "{in: {to: {k: 9}}}", "{}"),
        ("- {name: two, version: 2.*, import-values: [{child: d, parent: .}]}", "{n: 1}", "{}"),
        ("- {name: two, version: 2.*, import-values: [{child: x, parent: z}]}", "{}", "{}"),
        ("- {name: two, version: 2.*, import-values: [{child: d, parent: p}, {child: e, parent: p}]}", "{}", "{}"),
        (
            "- {name: two, version: 2.*, import-values: [{child: d, parent: p}]}\n- {name: one, version: '*', import-values: [{child: exports.data, parent: p}]}",
            "{}", "{}"
        ),
        (
            "- {name: two, version: 2.*, alias: zwei, import-values: [{child: d, parent: p}]}", "{zwei: {d: {k: 8}}}",
            "{p: {k: null}}"
        ),
        ("- {name: two, version: 2.*, import-values: [{child: d, parent: p}], condition: c}", "{c: false}", "{}"),
        ("- {name: one, version: ^1.0.0-0}\n- {name: two, version: 1 - 3}", "{a: null, one: {v: null}}", "{}"),
    ])
    func processesDependencies(dependencies: String, own: String, values: String) throws {
        try Self.check(Case(name: "", files: Self.requiring(dependencies, own), values: values))
    }
}
