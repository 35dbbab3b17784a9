import JSON
import Testing

@testable import HelmChart

@Suite("Loading") struct LoaderTests {
    private func chart(_ metadata: String, _ files: [String: String] = [:]) throws(ChartError) -> Chart {
        try MemoryFiles(files.merging(["Chart.yaml": metadata]) { $1 }).chart()
    }

    @Test func readsAllOfTheMetadata() throws {
        let text = """
            apiVersion: v2
            name: all
            version: 1.2.3-rc.1+x
            appVersion: 1.10
            kubeVersion: ">= 1.20.0-0"
            type: application
            description: "with\ta tab"
            deprecated: true
            annotations: {a: 1, b: true, c: x}
            keywords: [k, 2]
            sources: [s]
            home: h
            icon: i
            condition: c
            tags: t
            unknown: {}
            maintainers: [{name: m, email: e, url: u}]
            dependencies:
            - {name: one, version: 1, repository: r, condition: "a,b", tags: [x, z], alias: uno, enabled: true}
            - name: two
              import-values: [data, {child: c, parent: p}, 5]
            """
        let metadata = try chart(text).metadata
        #expect(metadata.appVersion == "1.1")
        #expect(metadata.description == "with a tab")
        #expect(metadata.annotations == ["a": "1", "b": "true", "c": "x"])
        #expect(metadata.keywords == ["k", "2"])
        #expect(metadata.deprecated)
        #expect(metadata.maintainers == [.init(name: "m", email: "e", url: "u")])
        #expect(
            metadata.dependencies == [
                ChartDependency(
                    name: "one", version: "1", repository: "r", condition: "a,b", tags: ["x", "z"], enabled: true,
                    alias: "uno"),
                ChartDependency(
                    name: "two", importValues: [.exported("data"), .mapped(child: "c", parent: "p")]),
            ])
    }

    /// What Helm refuses is refused in the same words.
    @Test(arguments: [
        "name: x\nversion: 1",
        "apiVersion: v2\nversion: 1.0.0",
        "apiVersion: v2\nname: x",
        "apiVersion: v2\nname: x\nversion: one",
        "apiVersion: v2\nname: x\nversion: 1.2.03",
        "apiVersion: v2\nname: ../x\nversion: 1.0.0",
        "apiVersion: v2\nname: x/\nversion: 1.0.0",
        "apiVersion: v2\nname: x\nversion: 1.0.0\ntype: other",
        "apiVersion: v2\nname: [x]\nversion: 1.0.0",
        "apiVersion: v2\nname: x\nversion: {}",
        "apiVersion: v2\nname: x\nversion: 1.0.0\ndeprecated: maybe",
        "apiVersion: v2\nname: x\nversion: 1.0.0\nkeywords: k",
        "apiVersion: v2\nname: x\nversion: 1.0.0\nkeywords: [[k]]",
        "apiVersion: v2\nname: x\nversion: 1.0.0\nannotations: [k]",
        "apiVersion: v2\nname: x\nversion: 1.0.0\nmaintainers: [null]",
        "apiVersion: v2\nname: x\nversion: 1.0.0\nmaintainers: [5]",
        "apiVersion: v2\nname: x\nversion: 1.0.0\ndependencies: [null]",
        "apiVersion: v2\nname: x\nversion: 1.0.0\ndependencies: [{name: a, alias: a.b}]",
        "apiVersion: v2\nname: x\nversion: 1.0.0\ndependencies: [{name: a}, {name: b, alias: a}]",
        "apiVersion: v2\nname: x\nversion: 1.0.0\ndependencies: [{name: a, tags: {}}]",
        "[]", "text", "5", "true",
    ])
    func refusesAsHelmDoes(metadata: String) throws {
        let files = ["chart/Chart.yaml": metadata]
        let helm = try Helm.run("show", "values", "chart", beside: files)
        var message = ""
        do throws(ChartError) { _ = try MemoryFiles(files, below: "chart/").chart() } catch {
            message = error.description
        }
        #expect(helm.errors == (message.isEmpty ? "" : "Error: \(message)\n"))
    }

    @Test func refusesValuesThatAreNoTable() throws {
        for values in ["[]", "text", "5"] {
            let files = ["chart/Chart.yaml": "apiVersion: v2\nname: x\nversion: 1.0.0", "chart/values.yaml": values]
            let helm = try Helm.run("show", "chart", "chart", beside: files)
            let error = #expect(throws: ChartError.self) { try MemoryFiles(files, below: "chart/").chart() }
            #expect(helm.errors == "Error: \(error?.description ?? "")\n")
        }
    }

    @Test func sortsFilesByTheirMeaning() throws {
        let chart = try chart(
            "apiVersion: v2\nname: x\nversion: 1.0.0",
            [
                "values.yaml": "a: 1\n---\nb: 2\n", "values.schema.json": "{}", "templates/t.yaml": "",
                "templates/.hidden": "", "crds/c.yaml": "", "README.md": "", "charts/_off/Chart.yaml": "",
                "charts/.off/Chart.yaml": "", "charts/sub/Chart.yaml": "name: sub\nversion: 2.0.0",
                "charts/sub/charts/deep/Chart.yaml": "name: deep\nversion: 3.0.0", "charts/sub-1.tgz.prov": "signature",
                "Chart.lock": "digest: d\ngenerated: 2020-01-02T03:04:05Z\ndependencies: [{name: sub, version: 2.0.0}]",
            ])
        #expect(chart.values == ["a": .goFloat(1)])
        #expect(chart.schema == Array("{}".utf8))
        #expect(chart.templates.map(\.name) == ["templates/t.yaml"])
        #expect(chart.files.map(\.name) == ["README.md", "charts/sub-1.tgz.prov", "crds/c.yaml"])
        #expect(chart.dependencies.map(\.name) == ["sub"])
        #expect(chart.dependencies.first?.dependencies.map(\.name) == ["deep"])
        #expect(chart.lock?.dependencies == [ChartDependency(name: "sub", version: "2.0.0")])
    }

    @Test func readsChartsOfVersion1() throws {
        let files = [
            "requirements.yaml": "dependencies: [{name: sub, version: 1.x}]",
            "requirements.lock": "digest: d\ndependencies: [{name: sub, version: 1.5.0}]",
        ]
        let chart = try chart("name: x\nversion: 1.0.0", files)
        #expect(chart.metadata.apiVersion == "v1")
        #expect(chart.metadata.dependencies == [ChartDependency(name: "sub", version: "1.x")])
        #expect(chart.lock?.digest == "d")
        #expect(chart.files.map(\.name) == ["requirements.lock", "requirements.yaml"])
        var loader = ChartLoader()
        let newer = files.merging(["Chart.yaml": "apiVersion: v2\nname: x\nversion: 1.0.0"]) { $1 }
        #expect(try loader.load(directory: MemoryFiles(newer)).files.isEmpty)
        #expect(loader.warnings.count == 2)
    }

    @Test func readsChartsWithinCharts() throws {
        var builder = ArchiveBuilder()
        builder.add("sub/Chart.yaml", "apiVersion: v2\nname: sub\nversion: 1.0.0")
        builder.add("sub/values.yaml", "x: z")
        let metadata = ChartFile(name: "Chart.yaml", text: "apiVersion: v2\nname: x\nversion: 1.0.0")
        func load(_ name: String, _ contents: [UInt8]) throws -> Chart {
            var loader = ChartLoader()
            return try loader.load([metadata, ChartFile(name: name, contents: contents)])
        }
        #expect(try load("charts/sub-1.0.0.tgz", builder.gzipped).dependencies.first?.values == ["x": "z"])
        for (name, contents, message) in [
            ("charts/a.tgz", Array("no".utf8), "error unpacking subchart a.tgz in x: gzip: invalid header"),
            ("charts/a.tgz/b", [], "error unpacking subchart tar in x: expected a.tgz, got a.tgz/b"),
            ("charts/a/b", [], "error unpacking subchart a in x: Chart.yaml file is missing"),
        ] {
            let error = #expect(throws: ChartError.self) { try load(name, contents) }
            #expect(error?.description == message)
        }
    }

    @Test func boundsWhatIsInAChart() throws {
        let metadata = ChartFile(name: "Chart.yaml", text: "apiVersion: v2\nname: x\nversion: 1.0.0")
        let many = (0..<20).map { ChartFile(name: "charts/c\($0)/Chart.yaml", contents: metadata.contents) }
        func load(_ files: [ChartFile], _ limits: ChartLimits) throws -> Chart {
            var loader = ChartLoader(limits: limits)
            return try loader.load([metadata] + files)
        }
        #expect(try load(many, ChartLimits(charts: 21)).dependencies.count == 20)
        var error = #expect(throws: ChartError.self) { try load(many, ChartLimits(charts: 20)) }
        #expect(error?.code == .limit)
        // Archives share one bound, however many there are.
        var builder = ArchiveBuilder()
        builder.add("x/Chart.yaml", metadata.text)
        builder.add("x/zeros", String(repeating: "0", count: 40_000))
        let archives = (0..<3).map { ChartFile(name: "charts/a\($0).tgz", contents: builder.gzipped) }
        #expect(try load(archives, ChartLimits(chartSize: 130_000)).dependencies.count == 3)
        error = #expect(throws: ChartError.self) { try load(archives, ChartLimits(chartSize: 110_000)) }
        #expect(error?.code == .limit)
    }

    @Test func boundsTheWorkOnValues() {
        // Each of many charts gets a copy of a large table.
        var chart = Chart(metadata: ChartMetadata(name: "x", version: "1.0.0"))
        chart.values = ["t": .object(JSONObject(uniqueKeysWithValues: (0..<100_000).map { ("k\($0)", .null) }))]
        var inner = Chart(metadata: ChartMetadata(name: "i", version: "1.0.0"))
        inner.metadata.dependencies = [ChartDependency(name: "none", version: "*")]
        for index in 0..<300 {
            inner.metadata.name = "i\(index)"
            chart.dependencies.append(inner)
            chart.metadata.dependencies.append(ChartDependency(name: inner.name, version: "*"))
        }
        let many = chart
        let error = #expect(throws: ChartError.self) {
            var chart = many
            _ = try chart.processDependencies([:])
        }
        #expect(error?.code == .limit)
    }

    @Test func boundsTheDepthOfCharts() throws {
        var files = ["Chart.yaml": "apiVersion: v2\nname: x\nversion: 1.0.0"]
        var prefix = ""
        for _ in 0..<20 {
            prefix += "charts/x/"
            files[prefix + "Chart.yaml"] = files["Chart.yaml"]
        }
        let error = #expect(throws: ChartError.self) { try MemoryFiles(files).chart() }
        #expect(error?.code == .limit)
    }
}
