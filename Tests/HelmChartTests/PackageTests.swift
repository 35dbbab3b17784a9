import Foundation
import JSON
import SeededRandomness
import Testing

@testable import HelmChart

@Suite("Packages") struct PackageTests {
    private static let files: [String: String] = {
        var files = [
            "chart/Chart.yaml": """
            apiVersion: v2
            name: box
            version: 1.2.3+build
            description: "a: b"
            appVersion: "1.10"
            keywords: [k, l]
            maintainers: [{name: m}]
            annotations: {a10: x, a9: "yes"}
            dependencies: [{name: sub, version: '*', repository: '', import-values: [data, {child: c, parent: p}]}]
            """,
            "chart/values.yaml": "# a comment\na: 1\n", "chart/values.schema.json": "{}", "chart/README.md": "read\n",
            "chart/templates/a.yaml":
                "#={{ .Values | toJson }} {{ .Chart | toJson }} {{ .Files.Get \"README.md\" | quote }}\n",
            "chart/templates/_b.tpl": "", "chart/crds/c.yaml": "a: 1\n", "chart/.helmignore": "ignored\n",
            "chart/ignored": "no",
            "chart/charts/sub/Chart.yaml": "apiVersion: v2\nname: sub\nversion: 0.1.0",
            "chart/charts/sub/values.yaml": "s: 1\n",
            "chart/charts/sub/templates/s.yaml": "#={{ .Values | toJson }}\n",
        ]
        files["chart/" + String(repeating: "long/", count: 60) + "file"] = "deep\n"
        files["chart/" + String(repeating: "long/", count: 25) + "file"] = "less deep\n"
        files["chart/files/ünïcode"] = String(repeating: "again and again ", count: 500)
        return files
    }()

    /// Helm makes of our archive what it makes of the directory.
    @Test func helmReadsOurs() throws {
        let chart = try MemoryFiles(Self.files, below: "chart/").chart()
        let archive = try chart.package()
        try Helm.withDirectory(Self.files) { directory in
            try Data(archive).write(to: directory.appending(path: chart.archiveName))
            for arguments in [
                ["template"], ["show", "values"], ["show", "readme"], ["show", "crds"], ["show", "chart"], ["lint"],
            ] {
                let fromArchive = try Helm.run(arguments + [chart.archiveName], in: directory)
                let fromDirectory = try Helm.run(arguments + ["chart"], in: directory)
                #expect(fromArchive.status == 0, "\(fromArchive.errors)")
                guard arguments != ["lint"] else { continue }
                #expect(fromArchive.output == fromDirectory.output)
            }
        }
    }

    @Test func readsHelms() throws {
        try Helm.withDirectory(Self.files) { directory in
            let packaged = try Helm.run(["package", "chart"], in: directory)
            try #require(packaged.status == 0, "\(packaged.errors)")
            var loader = ChartLoader()
            let theirs = try loader.load(
                archive: Array(Data(contentsOf: directory.appending(path: "box-1.2.3+build.tgz"))))
            let ours = try loader.load(archive: MemoryFiles(Self.files, below: "chart/").chart().package())
            #expect(ours.metadata == theirs.metadata)
            #expect(ours.values == theirs.values)
            #expect(ours.schema == theirs.schema)
            #expect(Set(ours.templates) == Set(theirs.templates))
            #expect(Set(ours.files) == Set(theirs.files))
            #expect(ours.dependencies.map(\.metadata) == theirs.dependencies.map(\.metadata))
            for name in ["Chart.yaml", "values.yaml"] {
                #expect(ours.rawFiles.first { $0.name == name } == theirs.rawFiles.first { $0.name == name })
            }
        }
    }

    @Test func isTheSameEverywhere() throws {
        let chart = try MemoryFiles(Self.files, below: "chart/").chart()
        let archive = try chart.package()
        // The bytes are part of the contract: digests of releases rest on them.
        #expect(SHA256Text.digest(of: archive) == "7948e08ab1c662c4972bccd035b65f491462978212aa385b84adaa85114f2ac3")
        var loader = ChartLoader()
        let again = try loader.load(archive: archive)
        #expect(try again.package() == archive)
        var shuffled = chart
        shuffled.files.reverse()
        shuffled.templates.reverse()
        #expect(try shuffled.package() == archive)
        #expect(archive.count < 3000)
    }

    @Test func keepsTwoVersionsOfADependency() throws {
        var chart = Chart(metadata: ChartMetadata(name: "x", version: "1.0.0"))
        chart.dependencies = ["1.0.0", "2.0.0"].map { Chart(metadata: ChartMetadata(name: "sub", version: $0)) }
        chart.values = ["a": 1]
        var loader = ChartLoader()
        let loaded = try loader.load(archive: chart.package())
        #expect(loaded.dependencies.map(\.metadata.version) == ["1.0.0", "2.0.0"])
        #expect(loaded.values == ["a": .goFloat(1)])
    }

    @Test(arguments: ["/etc/passwd", "../x", "a/../../x", "", "a\\b", "a//b", "templates/../x"])
    func refusesNames(name: String) {
        let chart = Chart(
            metadata: ChartMetadata(name: "x", version: "1.0.0"), files: [ChartFile(name: name, text: "x")])
        let error = #expect(throws: ChartError.self) { try chart.package() }
        #expect(error?.code == .validation)
    }

    @Test func refusesWhatHelmRefuses() {
        let unnamed = Chart(metadata: ChartMetadata(name: "", version: "1.0.0"))
        #expect(throws: ChartError.self) { try unnamed.package() }
        var chart = Chart(metadata: ChartMetadata(name: "x", version: "1.0.0"))
        chart.schema = Array("{".utf8)
        let error = #expect(throws: ChartError.self) { try chart.package() }
        #expect(error?.description == "Invalid JSON in values.schema.json")
        chart.schema = nil
        chart.files = [ChartFile(name: "a", text: ""), ChartFile(name: "a", text: "")]
        #expect(throws: ChartError.self) { try chart.package() }
    }

    /// What is compressed comes back, whatever it is.
    @Test func compresses() throws {
        var random = SplitMix(seed: 13)
        var inputs: [[UInt8]] = [[], [0], Array("abc".utf8), [UInt8](repeating: 7, count: 100_000)]
        for round in 0..<300 {
            let count = Int(random.next() % 70_000)
            let alphabet = UInt64([2, 4, 16, 256][round % 4])
            var bytes = (0..<count).map { _ in UInt8(random.next() % alphabet) }
            // Repetitions near and far.
            for _ in 0..<Int(random.next() % 20) where count > 600 {
                let from = Int(random.next() % UInt64(count - 300))
                let to = Int(random.next() % UInt64(count - 300))
                for offset in 0..<Int(random.next() % 300) { bytes[to + offset] = bytes[from + offset] }
            }
            inputs.append(bytes)
        }
        // Frequencies like these give codes that are too long.
        var (count, skewed) = ((1, 1), [UInt8]())
        for symbol in 0..<20 {
            skewed += [UInt8](repeating: UInt8(symbol), count: count.0)
            count = (count.1, count.0 + count.1)
        }
        inputs.append(skewed.shuffled(using: &random))
        for input in inputs {
            let compressed = GzipWriter.compress(input)
            #expect(try Gunzip.inflate(compressed, maximumSize: input.count) == input)
            #expect(compressed.count < input.count + 64)
        }
        #expect(GzipWriter.compress([UInt8](repeating: 7, count: 100_000)).count < 1000)
    }
}

@Suite("Lock files") struct LockTests {
    /// Charts beside one another, so that Helm needs no network.
    private static let files = [
        "chart/Chart.yaml": """
        apiVersion: v2
        name: box
        version: 1.0.0
        dependencies:
        - {name: one, version: ">=1 <2", repository: "file://../one", tags: [a, "<b>"], condition: one.on}
        - {name: two, version: ^2.0.0-0, repository: "file://../two", alias: zwei, import-values: [data, {child: c, parent: "."}]}
        - {name: inner, version: 1.x.x}
        """,
        "chart/charts/inner/Chart.yaml": "apiVersion: v2\nname: inner\nversion: 1.5.0",
        "one/Chart.yaml": "apiVersion: v2\nname: one\nversion: 1.2.3",
        "two/Chart.yaml": "apiVersion: v2\nname: two\nversion: 2.1.0-rc.1",
    ]

    private struct NoTransport: ChartTransport {
        func get(_ request: ChartRequest) async throws -> ChartResponse { ChartResponse(status: 404, body: []) }
    }

    private static func resolver(_ files: [String: String]) -> DependencyResolver {
        DependencyResolver(transport: NoTransport(), time: FixedTime()) { path in
            try MemoryFiles(files, below: "\(path.dropFirst(3))/").chart()
        }
    }

    @Test(arguments: ["v1", "v2"])
    func agreesWithHelm(version: String) async throws {
        var files = Self.files
        var lockName = "Chart.lock"
        if version == "v1" {
            let lines = Self.files["chart/Chart.yaml"]?.split(separator: "\n").map(String.init) ?? []
            files["chart/Chart.yaml"] = "apiVersion: v1\nname: box\nversion: 1.0.0"
            files["chart/requirements.yaml"] = lines[3...].joined(separator: "\n")
            lockName = "requirements.lock"
        }
        let lock = try Helm.withDirectory(files) { directory in
            let updated = try Helm.run(["dependency", "update", "chart", "--skip-refresh"], in: directory)
            try #require(updated.status == 0, "\(updated.errors)")
            return try String(contentsOf: directory.appending(path: "chart/\(lockName)"), encoding: .utf8)
        }
        let chart = try MemoryFiles(files, below: "chart/").chart()
        let updated = try await Self.resolver(files).updating(chart)
        let ours = try #require(updated.lock).yaml.split(separator: "\n")
        let theirs = lock.split(separator: "\n")
        #expect(ours.dropLast() == theirs.dropLast())
        #expect(ours.last == "generated: \"2021-03-04T05:06:07Z\"" && theirs.last?.hasPrefix("generated: \"20") == true)
        #expect(
            updated.dependencies.map { "\($0.name) \($0.metadata.version)" } == [
                "one 1.2.3", "two 2.1.0-rc.1", "inner 1.5.0",
            ])

        // Helm takes our lock file, and we take Helm's.
        files["chart/\(lockName)"] = updated.lock?.yaml
        let built = try Helm.run("dependency", "build", "chart", beside: files)
        #expect(built.status == 0, "\(built.errors)")
        files["chart/\(lockName)"] = lock
        let locked = try MemoryFiles(files, below: "chart/").chart()
        try locked.checkLock()
        #expect(try await Self.resolver(files).building(locked).dependencies.count == 3)
        // An update that changes nothing keeps the lock file's time.
        #expect(try await Self.resolver(files).updating(locked).lock == locked.lock)
        #expect(
            version == "v2"
                || updated.files.contains { $0.name == "requirements.lock" && $0.text == updated.lock?.yaml })

        files["chart/\(lockName)"] = lock.replacing("sha256:", with: "sha256:0")
        let refused = try Helm.run("dependency", "build", "chart", beside: files)
        let error = #expect(throws: ChartError.self) { try MemoryFiles(files, below: "chart/").chart().checkLock() }
        #expect(refused.errors.hasSuffix("Error: \(error?.description ?? "")\n"))
    }

    @Test(arguments: [
        ("{name: one, version: '>=2', repository: 'file://../one'}", "can't get a valid version for 1 subchart(s)"),
        (
            "{name: one, version: bad, repository: 'file://../one'}",
            "dependency \"one\" has an invalid version/constraint format"
        ),
        ("{name: one, version: '*'}", "directory charts/one not found"),
        (
            "{name: two, version: '*', repository: 'file://../one'}",
            "what was fetched for the dependency two is the chart \"one\""
        ),
        ("{name: one, version: '*', repository: '@stable'}", "write the repository's URL instead"),
        ("{name: one, version: '*', repository: 'ftp://a/b'}", "is no URL with the scheme https or http"),
        ("{name: One, version: '1.0.0', repository: 'oci://host/path'}", "is no reference of the form oci://HOST/PATH"),
    ])
    func refuses(dependency: String, message: String) async throws {
        var files = Self.files
        files["chart/Chart.yaml"] = "apiVersion: v2\nname: x\nversion: 1.0.0\ndependencies:\n- \(dependency)"
        let chart = try MemoryFiles(files, below: "chart/").chart()
        let error = await #expect(throws: ChartError.self) { try await Self.resolver(files).updating(chart) }
        #expect(error?.description.contains(message) == true, "\(error?.description ?? "")")
    }
}
