import Foundation
import Testing

@testable import HelmChart

@Suite("Ignored files") struct IgnoreTests {
    private static let names = [
        "a.txt", "ab.txt", "dir/a.txt", "dir/sub/a.txt", "dir2/x", "x", "helm.txt", "cargo/a.txt", "cargo/b.txt", "[x]",
        "a b", "mast/a", "ü.txt", "dir/.hidden",
    ]

    /// Every list of rules leaves of the same files what Helm leaves.
    @Test(arguments: [
        "a.txt", "*.txt", "/a.txt", "/*.txt", "dir", "dir/", "dir/*", "*/a.txt", "dir/*/a.txt", "!a.txt", "!*.txt\nx",
        "a?.txt", "?.txt", "[a-b].txt", "[^a].txt", "\\[x\\]", "# a.txt", "  a.txt  ", "dir/sub/", "!dir/", "cargo/a*",
        "*/", ".*", "a\\ b", "[ü].txt", "*a*", "x\n!helm.txt", "/dir", "dir2/x/", "[b-a].txt", "*.*t*t", "d*/*.txt",
    ])
    func agreesWithHelm(rules: String) throws {
        var files = ["chart/Chart.yaml": "apiVersion: v2\nname: x\nversion: 1.0.0", "chart/.helmignore": rules]
        for name in Self.names { files["chart/\(name)"] = "content\n" }
        files["chart/templates/list.yaml"] = """
            {{ range $name, $_ := .Files.Glob "{**,**/**}" }}#- {{ $name | quote }}
            {{ end }}
            """
        let helm = try Helm.run("template", "chart", beside: files)
        var ours: [String]?
        do { ours = try MemoryFiles(files, below: "chart/").chart().files.map(\.name) } catch {}
        let theirs = helm.output.split(separator: "\n").filter { $0.hasPrefix("#- ") }.map {
            $0.dropFirst(4).dropLast()
        }
        if helm.status != 0 {
            // Rules that leave no Chart.yaml or template.
            #expect(ours == nil)
        } else {
            let sorted = ours?.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
            let isListed = try MemoryFiles(files, below: "chart/").chart().templates.count == 1
            #expect(!isListed || sorted == theirs.map(String.init), "\(helm.errors)")
        }
    }

    @Test(arguments: [
        ("**", "double-star (**) syntax is not supported"), ("a[", "syntax error in pattern"),
        ("a\\", "syntax error in pattern"), ("[]a]", "syntax error in pattern"), ("[a-]", "syntax error in pattern"),
    ])
    func refuses(rule: String, message: String) throws {
        let error = #expect(throws: ChartError.self) { try IgnoreRules(parsing: Array(rule.utf8)) }
        #expect(error?.description == message)
        let files = ["chart/Chart.yaml": "apiVersion: v2\nname: x\nversion: 1.0.0", "chart/.helmignore": rule]
        #expect(try Helm.run("show", "chart", "chart", beside: files).errors == "Error: \(message)\n")
    }

    @Test func patternsEndInTime() throws {
        let pattern = try GoPattern(String(repeating: "*a", count: 200) + "b")
        #expect(!pattern.matches(String(repeating: "a", count: 4000)))
        #expect(pattern.matches(String(repeating: "a", count: 400) + "b"))
    }
}
