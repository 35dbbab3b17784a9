import GoTemplate
import JSON
import Sprig
import Testing

@testable import HelmChart

/// The objects that templates see.
@Suite("Objects") struct ObjectTests {
    /// What Helm prints for actions, line by line.
    private static func helm(
        _ actions: [String], files: [String: String] = [:], metadata: String = "", flags: [String] = []
    ) throws -> [String] {
        var chart = ["chart/Chart.yaml": "apiVersion: v2\nname: x\nversion: 1.0.0\n\(metadata)"]
        for (name, text) in files { chart["chart/\(name)"] = text }
        chart["chart/templates/all.yaml"] = actions.map { "#={{ \($0) }}\n" }.joined()
        let outcome = try Helm.withDirectory(chart) { try Helm.run(["template", "chart"] + flags, in: $0) }
        try #require(outcome.status == 0, "\(outcome.errors)")
        return outcome.output.split(separator: "\n").filter { $0.hasPrefix("#=") }.map { String($0.dropFirst(2)) }
    }

    private static func json(_ value: GoValue) -> String { FunctionSet.helm.text("toJson", value) }

    private static func call(_ object: any GoObject, _ method: String, _ arguments: GoValue...) throws -> GoValue {
        try #require(object.method(method)).body(arguments, TestCall())
    }

    private static let files = [
        "a.txt": "one\ntwo\n", "dir/b.txt": "b", "dir/sub/c.yaml": "c: 1\n", "dir/sub/d.txt": "",
        "e.conf": "no end\n\n", "ä/x y": "ü",
        "[z]": "z", "a,b": "ab", "dir/a.txt": "again", "f.bin": "\u{1}\u{2}", "{q}": "q", "dir.txt": "d", "star*": "s",
    ]

    private static let patterns = [
        "*", "**", "*.txt", "**.txt", "dir/*", "dir/**", "dir/*/*", "**/*.yaml", "?.txt", "[ab].txt", "[!a].txt",
        "[a-c].txt", "[!a-c].txt",
        "{a,e}.*", "{*.txt,dir/*}", "{a.{txt,md},e*}", "\\[z\\]", "a,b", "{a\\,b,x}", "\\{q\\}", "star\\*", "ä/*", "[",
        "[]", "[z-a]", "{a.txt",
        "a.txt}", "[a", "a[.]txt", "[\\]]", "**/**", "d*", "d?r/*", "*/*", "", "dir/{sub/*,*.txt}", "dir/?.txt",
        "[^a].txt", "[a-].txt",
    ]

    @Test func globs() throws {
        let actions = Self.patterns.map { pattern in
            "range $name, $_ := .Files.Glob \(pattern.goQuoted) }}{{ $name | quote }} {{ end }}{{ \"|\""
        }
        let helm = try Self.helm(actions, files: Self.files)
        let object = FilesObject(Self.files.map { ChartFile(name: $0.key, text: $0.value) })
        for (pattern, theirs) in zip(Self.patterns, helm) {
            guard case .object(let found) = try Self.call(object, "Glob", .text(pattern)) else {
                Issue.record("no object")
                continue
            }
            let names = (found.entries?.sortedKeys ?? []).map { "\($0.goQuoted) " }.joined() + "|"
            #expect(names == theirs, "\(pattern)")
        }
    }

    @Test func readsFiles() throws {
        let methods = ["Get", "GetBytes", "Lines"]
        let names = Self.files.keys.sorted().filter { Self.files[$0] != "" } + ["missing", "./a.txt", "Chart.yaml"]
        let actions = methods.flatMap { method in names.map { ".Files.\(method) \($0.goQuoted) | toJson" } }
        let listings = [
            "(.Files.Glob \"*.txt\").AsConfig", "(.Files.Glob \"*.txt\").AsSecrets",
            "(.Files.Glob \"dir/**\").AsConfig",
        ]
        let prints = [".Files | toJson", "(.Files.Glob \"dir.*\")", "len .Files", "printf \"%T\" .Files"]
        let helm = try Self.helm(
            actions + listings.map { "\($0) | toJson" } + prints, files: Self.files.filter { $0.value != "" })
        let object = FilesObject(Self.files.filter { $0.value != "" }.map { ChartFile(name: $0.key, text: $0.value) })
        var ours: [String] = []
        for method in methods {
            for name in names { ours.append(Self.json(try Self.call(object, method, .text(name)))) }
        }
        guard case .object(let texts) = try Self.call(object, "Glob", .text("*.txt")),
            case .object(let deep) = try Self.call(object, "Glob", .text("dir/**")),
            case .object(let one) = try Self.call(object, "Glob", .text("dir.*"))
        else {
            Issue.record("no objects")
            return
        }
        ours += [Self.json(try Self.call(texts, "AsConfig")), Self.json(try Self.call(texts, "AsSecrets"))]
        let all = Self.json(try Self.call(deep, "AsConfig"))
        ours += [all, Self.json(.object(object)), one.printed, "\(object.entries?.values.count ?? 0)", object.typeName]
        for (index, (ours, theirs)) in zip(ours, helm).enumerated() { #expect(ours == theirs, "\(index)") }
        #expect(helm.count == ours.count)
    }

    @Test func chargesForFiles() throws {
        let object = FilesObject([ChartFile(name: "a", contents: [UInt8](repeating: 65, count: 1 << 20))])
        #expect(throws: FunctionFailure.self) {
            try object.method("GetBytes")?.body([.text("a")], TestCall(budget: 1 << 20))
        }
        let large = FilesObject([
            ChartFile(name: "a", contents: [UInt8](repeating: 65, count: FilesObject.largestByteLists + 1))
        ])
        guard case .string(let text) = large.entries?.values["a"] else {
            Issue.record("no text")
            return
        }
        #expect(text.count == FilesObject.largestByteLists + 1)
    }

    @Test(arguments: [nil, "1.20", "v1.27.3", "1.30.0-alpha.1+build", "2"])
    func capabilities(version: String?) throws {
        let actions = [
            ".Capabilities.KubeVersion.Version", ".Capabilities.KubeVersion.GitVersion",
            ".Capabilities.KubeVersion.Major",
            ".Capabilities.KubeVersion.Minor", ".Capabilities.KubeVersion", ".Capabilities.KubeVersion.String",
            ".Capabilities.KubeVersion | toJson",
            ".Capabilities.APIVersions | toJson", ".Capabilities.APIVersions",
            ".Capabilities.APIVersions.Has \"apps/v1\"",
            ".Capabilities.APIVersions.Has \"a/v1/B\"", ".Capabilities.APIVersions.Has \"no/v1\"",
            ".Capabilities.HelmVersion.Version",
            "printf \"%T %T %T\" .Capabilities .Capabilities.KubeVersion .Capabilities.APIVersions",
        ]
        let helm = try Self.helm(actions, flags: ["-a", "a/v1/B"] + (version.map { ["--kube-version", $0] } ?? []))
        var capabilities = Capabilities.default
        if let version { try capabilities.setKubeVersion(version) }
        capabilities.apiVersions.append("a/v1/B")
        guard case .object(let object) = capabilities.goValue, case .object(let kube) = object.field("KubeVersion"),
            case .object(let versions) = object.field("APIVersions"),
            case .object(let build) = object.field("HelmVersion")
        else {
            Issue.record("no objects")
            return
        }
        func text(_ value: GoValue?) throws -> String {
            guard case .string(let text) = value else { return Self.json(try #require(value)) }
            return text.text
        }
        let ours = [
            try text(kube.field("Version")), try text(try Self.call(kube, "GitVersion")), try text(kube.field("Major")),
            try text(kube.field("Minor")), kube.printed, try text(try Self.call(kube, "String")),
            Self.json(.object(kube)),
            Self.json(.object(versions)), versions.printed, try text(try Self.call(versions, "Has", .text("apps/v1"))),
            try text(try Self.call(versions, "Has", .text("a/v1/B"))),
            try text(try Self.call(versions, "Has", .text("no/v1"))),
            try text(build.field("Version")), "\(object.typeName) \(kube.typeName) \(versions.typeName)",
        ]
        for (ours, theirs) in zip(ours, helm) {
            #expect(ours == theirs)
        }
        #expect(ours.count == helm.count)
    }

    @Test(arguments: [
        (">= 1.20.0-0", "1.19.0"), (">= 1.20.0-0", "1.20.0-alpha.1"), (">= 1.20.0", "1.20.0-alpha.1"),
        ("~1.27", "1.28"), ("^1.27", "1.28"),
        ("bad", "1.28"), ("1.x", "1.28"), (">=1.20 <1.25 || 1.28", "1.28.0"), (">=1.20, <1.25", "1.25"),
    ])
    func kubeVersion(range: String, version: String) throws {
        let chart = ["chart/Chart.yaml": "apiVersion: v2\nname: x\nversion: 1.0.0\nkubeVersion: '\(range)'"]
        let helm = try Helm.run("template", "chart", "--kube-version", version, beside: chart)
        var capabilities = Capabilities.default
        try capabilities.setKubeVersion(version)
        var message = ""
        do throws(ChartError) {
            try MemoryFiles(chart, below: "chart/").chart().checkKubeVersion(capabilities)
        } catch {
            message = "Error: \(error)\n\nUse --debug flag to render out invalid YAML\n"
        }
        #expect(helm.errors == message)
    }

    @Test func refusesVersions() throws {
        var capabilities = Capabilities.default
        let error = #expect(throws: ChartError.self) { try capabilities.setKubeVersion("one") }
        let helm = try Helm.run("template", "chart", "--kube-version", "one", beside: ["chart/Chart.yaml": ""])
        #expect(helm.errors == "Error: \(error?.description ?? "")\n")
    }

    @Test func chartAndRelease() throws {
        let metadata = """
            home: h
            sources: [s, t]
            description: d
            keywords: [k]
            maintainers: [{name: m, email: e}]
            icon: i
            appVersion: "2"
            annotations: {a: b}
            kubeVersion: ">=1"
            type: application
            """
        let fields = [
            "Name", "Home", "Sources", "Version", "Description", "Keywords", "Maintainers", "Icon", "APIVersion",
            "Condition", "Tags", "AppVersion",
            "Deprecated", "Annotations", "KubeVersion", "Dependencies", "Type", "IsRoot",
        ]
        let others = [".Release", ".Chart", "(index .Chart.Maintainers 0).Email"].map { "\($0) | toJson" }
        let helm = try Self.helm(
            fields.map { ".Chart.\($0) | toJson" } + others + ["printf \"%T\" .Chart"], metadata: metadata)
        let chart = try MemoryFiles(["Chart.yaml": "apiVersion: v2\nname: x\nversion: 1.0.0\n\(metadata)"]).chart()
        guard case .object(let object) = chart.metadata.goValue(isRoot: true),
            case .list(let maintainers) = object.field("Maintainers"),
            case .object(let maintainer) = maintainers.elements.first
        else {
            Issue.record("no objects")
            return
        }
        var ours: [String] = []
        for field in fields { ours.append(Self.json(try #require(object.field(field)))) }
        ours += [
            Self.json(ReleaseInfo().goValue), Self.json(.object(object)),
            Self.json(try #require(maintainer.field("Email"))), object.typeName,
        ]
        for (ours, theirs) in zip(ours, helm) { #expect(ours == theirs) }
        #expect(ours.count == helm.count)
        #expect(object.printed.hasPrefix("{{x h [s t] 1.0.0 d [k] "))
    }

    @Test func convertsValues() {
        let value: JSONValue = ["a": [1, 1.5, nil, true, "x"], "b": ["c": [:]]]
        #expect(Self.json(value.goValue) == "{\"a\":[1,1.5,null,true,\"x\"],\"b\":{\"c\":{}}}")
        guard case .integer(1, .int64) = JSONValue.integer(1).goValue,
            case .float(1) = JSONValue.integer(1).withGoFloats.goValue
        else {
            Issue.record("other types")
            return
        }
    }
}
