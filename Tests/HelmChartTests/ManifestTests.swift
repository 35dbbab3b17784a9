import Testing

@testable import HelmChart

/// Rendered files, held against what `helm template` makes of templates without actions.
@Suite("Manifests") struct ManifestTests {
    private static func files(_ templates: [String: String]) -> [String: String] {
        var files = ["chart/Chart.yaml": "apiVersion: v2\nname: x\nversion: 1.0.0"]
        for (name, text) in templates { files["chart/\(name)"] = text }
        return files
    }

    /// The chart, with its templates as what came out of them.
    private static func rendered(_ templates: [String: String]) throws(ChartError) -> (RenderedChart, Chart) {
        let chart = try MemoryFiles(files(templates), below: "chart/").chart()
        var results: [String: String] = [:]
        func add(_ chart: Chart, _ path: String) {
            for template in chart.templates { results["\(path)/\(template.name)"] = template.text }
            for dependency in chart.dependencies { add(dependency, "\(path)/charts/\(dependency.name)") }
        }
        add(chart, chart.name)
        return (try RenderedChart(results, of: chart), chart)
    }

    private static func check(_ templates: [String: String], _ flags: [String] = []) throws {
        let helm = try Helm.withDirectory(files(templates)) { try Helm.run(["template", "chart"] + flags, in: $0) }
        do throws(ChartError) {
            let (rendered, chart) = try rendered(templates)
            let text = rendered.text(
                crds: flags.contains("--include-crds") ? chart.customResources : [],
                hooks: !flags.contains("--no-hooks"), tests: !flags.contains("--skip-tests"))
            #expect(text == helm.output, "\(helm.errors)")
            // Helm puts a place in its sources before each.
            let warnings = helm.errors.split(separator: "\n").map { $0.split(separator: ": ", maxSplits: 1).last ?? "" }
            #expect(rendered.warnings.map(\.description) == warnings.map(String.init))
        } catch {
            // What is wrong with a text has words of its own here.
            let syntax = "Error: YAML parse error on x/templates/a.yaml: error converting YAML to JSON: yaml: "
            guard !helm.errors.hasPrefix(syntax) else {
                #expect("Error: \(error)".hasPrefix(syntax))
                return
            }
            #expect(helm.errors == "Error: \(error)\n\nUse --debug flag to render out invalid YAML\n")
        }
    }

    private static func object(_ kind: String, _ name: String, _ annotations: String = "") -> String {
        "apiVersion: v1\nkind: \(kind)\nmetadata:\n  name: \(name)\n"
            + (annotations.isEmpty ? "" : "  annotations: {\(annotations)}\n")
    }

    @Test(arguments: [
        "", " \n\t\n", "---", "---\n", "---\n---\n", "--- \n---\t\n", "a: 1", "\n\na: 1\n\n", "---\na: 1\n---\nb: 2\n",
        "a: 1\n---\n\n\n---\nb: 2", "a: 1\n--- # comment\nb: 2", "a: 1\n---b: 2", "a: 1\n ---\nb: 2",
        "a: 1\n----\nb: 2",
        "a: |\n  x\n  ---\n  y", "a: |\n  x\n---\nb: 2", "# only\n---\n# comments", "---\n---\na: 1",
        "a: 1\n---\nb: 2\n---",
        "a: 1\r\n---\r\nb: 2\r\n", "a: 1\n...\n---\nb: 2", "--- a\n--- b", "a: 1 ---\nb: 2", "a: '\n\n---\n'", "---a",
        "a: 1\u{b}\n---\nb: 2", "\u{a0}a: 1\u{a0}", "a: 1\n\n\n   ---   \n\n\nb: 2",
    ])
    func splits(text: String) throws { try Self.check(["templates/a.yaml": text, "templates/b.yaml": "z: 1"]) }

    @Test func sortsByKind() throws {
        let kinds = [
            "APIService", "Ingress", "Pod", "Zebra", "Deployment", "Alpha", "ConfigMap", "Secret", "Namespace",
            "Service",
            "CustomResourceDefinition", "Role", "ClusterRole", "RoleBinding", "Job", "CronJob", "PriorityClass",
            "Zebra",
            "NetworkPolicy", "DaemonSet", "StatefulSet", "ServiceAccount", "Alpha", "List", "IngressClass",
            "ReplicaSet",
        ]
        var templates: [String: String] = [:]
        for (index, kind) in kinds.enumerated() {
            templates["templates/\(index % 5)/t\(index).yaml"] =
                Self.object(kind, "a") + "---\n" + Self.object(kinds[(index * 7 + 3) % kinds.count], "b")
        }
        templates["templates/none.yaml"] = "a: 1"
        try Self.check(templates)
        let (rendered, _) = try Self.rendered(templates)
        #expect(rendered.manifests.count == 53)
    }

    @Test func knowsTheUninstallOrder() throws {
        let chart = Chart(metadata: ChartMetadata(name: "x", version: "1.0.0"))
        let kinds = ["Namespace", "Service", "Deployment", "Ingress", "IngressClass", "CronJob", "APIService", "Other"]
        let text = kinds.map { Self.object($0, "n") }.joined(separator: "---\n")
        let rendered = try RenderedChart(["x/templates/a.yaml": text], of: chart, order: .uninstall)
        #expect(
            rendered.manifests.map(\.kind) == [
                "APIService", "Ingress", "IngressClass", "Service", "CronJob", "Deployment", "Namespace", "Other",
            ])
    }

    @Test(arguments: [[], ["--no-hooks"], ["--skip-tests"], ["--include-crds"]])
    func hooksNotesAndCRDs(flags: [String]) throws {
        try Self.check(
            [
                "templates/NOTES.txt": "Thank you", "templates/_partial.yaml": "{{/* nothing */}}",
                "templates/sub/NOTES.txt": "again",
                "templates/a.yaml": Self.object("Pod", "p", "helm.sh/hook: pre-install"),
                "templates/b.yaml": Self.object(
                    "Job", "j", "helm.sh/hook: 'Test , post-upgrade', helm.sh/hook-weight: '-5'"),
                "templates/c.yaml": Self.object("ConfigMap", "c", "helm.sh/hook: test-success"),
                "templates/d.yaml": Self.object("ConfigMap", "d", "helm.sh/hook: 'pre-install,unknown'"),
                "templates/e.yaml": Self.object("ConfigMap", "e", "other: text"),
                "templates/f.yaml": Self.object("ConfigMap", "f", "helm.sh/hook: ''"),
                "crds/a.yaml": "a: 1\n", "crds/b.json": "{}", "crds/c.YML": "c: {{ no }}\n---\nd: 1\n",
                "crds/README.md": "no",
                "crds/sub/d.yaml": "d: 1", "charts/sub/Chart.yaml": "apiVersion: v2\nname: sub\nversion: 1.0.0",
                "charts/sub/crds/s.yaml": "s: 1\n\n", "charts/sub/templates/s.yaml": Self.object("Service", "s"),
                "charts/sub/templates/NOTES.txt": "sub",
            ], flags)
    }

    @Test func readsHooks() throws {
        let annotations =
            "helm.sh/hook: 'post-delete,Pre-Rollback', helm.sh/hook-weight: 7, helm.sh/hook-delete-policy: 'Hook-Succeeded, x'"
        let templates = [
            "templates/a.yaml": Self.object("Pod", "b", annotations),
            "templates/b.yaml": Self.object("Pod", "a", "helm.sh/hook: post-delete, helm.sh/hook-weight: 7x"),
            "templates/c.yaml": Self.object("Pod", "a", "helm.sh/hook: post-delete, helm.sh/hook-weight: '7'"),
        ]
        let (rendered, _) = try Self.rendered(templates)
        let hook = try #require(rendered.hooks.first)
        #expect(hook.events == [.postDelete, .preRollback])
        #expect(hook.weight == 7)
        #expect(hook.deletePolicies == [.succeeded, .init(rawValue: "x")])
        let order = ChartHook.execution(of: rendered.hooks, at: .postDelete)
        #expect(order.map(\.manifest.source) == ["b", "c", "a"].map { "x/templates/\($0).yaml" })
        #expect(ChartHook.execution(of: rendered.hooks, at: .preRollback).count == 1)
    }

    @Test func keepsTheNotes() throws {
        let templates = [
            "templates/NOTES.txt": "Thank you\n", "charts/sub/Chart.yaml": "apiVersion: v2\nname: sub\nversion: 1.0.0",
            "charts/sub/templates/NOTES.txt": "sub",
        ]
        #expect(try Self.rendered(templates).0.notes == "Thank you\n")
    }

    @Test(arguments: [
        "[a]", "text", "5", "kind: [a]", "kind: {}", "metadata: []", "metadata: text", "metadata: {name: []}",
        "metadata: {annotations: x}", "metadata: {annotations: {a: {}}}", "metadata: null", "kind: null", "kind: 5",
        "metadata: {annotations: {a: 5, b: null}}", "KIND: ConfigMap", "apiVersion: true",
    ])
    func readsHeads(text: String) throws { try Self.check(["templates/a.yaml": text]) }
}
