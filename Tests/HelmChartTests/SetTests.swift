import Foundation
import JSON
import SeededRandomness
import Testing

@testable import HelmChart

/// Settings of the command line, held against what Helm makes of them.
@Suite("Settings") struct SetTests {
    private static let chart = [
        "chart/Chart.yaml": "apiVersion: v2\nname: x\nversion: 1.0.0",
        "chart/templates/values.yaml": "#= {{ .Values | toJson }}",
        "base.yaml": """
        scalar: text
        number: 5
        nothing: null
        table: {a: 1, b: {c: 2}}
        empty: {}
        list: [1, {a: b}, [2, 3]]
        """,
        "content.txt": "of a file\n",
    ]

    /// What Helm says of the settings: the values as JSON, or the error.
    private static func helm(_ directory: URL, _ flags: [String]) throws -> String {
        let outcome = try Helm.run(["template", "chart", "-f", "base.yaml"] + flags, in: directory)
        let line = outcome.output.split(separator: "\n").first { $0.hasPrefix("#= ") }
        return line.map { String($0.dropFirst(3)) } ?? outcome.errors
    }

    private static func ours(_ overrides: ValueOverrides) -> String {
        var overrides = overrides
        overrides.files = [ChartFile(name: "base.yaml", text: chart["base.yaml"] ?? "")]
        do throws(ChartError) {
            let values = try overrides.values { path throws(ChartError) in
                guard path == "content.txt" else {
                    throw ChartError(.values, "open \(path): no such file or directory")
                }
                return Array("of a file\n".utf8)
            }
            let chart = Chart(metadata: ChartMetadata(name: "x", version: "1.0.0"))
            return try GoJSON.text(.object(chart.coalescedValues(values).values))
        } catch {
            return "Error: \(error)\n"
        }
    }

    private static func check(_ flag: String, _ lines: [String], _ make: (String) -> ValueOverrides) throws {
        try Helm.withDirectory(chart) { directory in
            for line in lines {
                let helm = try helm(directory, ["\(flag)=\(line)"])
                #expect(ours(make(line)) == helm, "\(flag)=\(line)")
            }
        }
    }

    @Test func typed() throws {
        try Self.check("--set", Self.lines) { ValueOverrides(typed: [$0]) }
    }

    @Test func strings() throws {
        try Self.check("--set-string", Self.lines) { ValueOverrides(strings: [$0]) }
    }

    @Test func literals() throws {
        try Self.check("--set-literal", Self.lines) { ValueOverrides(literals: [$0]) }
    }

    private static let lines = [
        "a=b", "a=1", "a=-1", "a=+1", "a=0", "a=-0", "a=00", "a=01", "a=1.5", "a=1e3", "a=true", "a=TRUE", "a=tRue",
        "a=null", "a=NULL", "a=nil", "a=", "a", "", ",", "=", "=b", "a,", "a=b,", "a=b,,", "a=b,c", "a=b,c=d",
        "a.b=c", "a.b.c=d", "a.b=1,a.c=2", "a.", "a.=1", "a.b", ".a=1", "a..b=1", "a=b=c", "a={}", "a={b}", "a={b,c}",
        "a={b,1,null}", "a={b", "a={b},c=d", "a={b}c=d", "a={b,}", "a={{b}}", "a={b\\,c}", "a=b\\,c", "a\\.b=c",
        "a\\=b=c", "a=b\\", "a\\", "a[0]=b", "a[2]=b", "a[0].b=c", "a[0].b=1,a[0].c=2", "a[0].b=c,a[2].d=e",
        "a[0][1]=b", "a[0][0].b=c", "a[0]=b,a[1]=c", "a[1]=b,a[0]=c", "a[0]", "a[0]x=1", "a[x]=1", "a[]=1", "a[-1]=1",
        "a[0", "a[99999999999999999999]=1", "a[65537]=1", "a[0]=", "a[0].b=", "a[0].b", "a[0]={b,c}", "a[ 0]=1",
        "table=x", "table.a=x", "table.b.c=x", "table.b=x", "table.b=null", "table.d.e=f", "table[0]=1", "table=null",
        "scalar.a=1", "scalar[0]=1", "number.a=1", "nothing.a=1", "nothing[0]=1", "nothing=1", "empty.a=1", "empty.a",
        "list=x", "list[0]=x", "list[1].a=c", "list[1].d=e", "list[1].d=", "list[0].a=1", "list[2][0]=x", "list[2].a=1",
        "list[1][0]=x", "list[0][0]=x", "list[5]=x", "list[5].a=b", "list[5].a=", "list.a=1", "list=null", "a b=c d",
        " a = b ", "a=\tb", "ü.ö=ä", "a=\u{1f600}", "a=\"b\"", "a='b'", "a=9223372036854775807",
        "a=9223372036854775808", "a=-9223372036854775808", "a=1_000", "a=0x10", "a=~", "a=yes", "a=b\nc", "a\nb=c",
        (1...29).map { "k\($0)" }.joined(separator: ".") + "=1",
        (1...31).map { "k\($0)" }.joined(separator: ".") + "=1",
        (1...32).map { "k\($0)" }.joined(separator: ".") + "=1", "a[0].b[0].c[0]=d,a[0].b[1].c[0]=e",
        "a.b[0]=c,a.b[1]=d",
        "a=b,a.c=d", "a.b=c,a=d", "a={b},a[1]=c", "a={b},a.c=d", "<=&,>=<", "a[0]=null", "a=[b]", "a={b c, d}",
    ]

    @Test func json() throws {
        let lines = [
            "a=1", "a=1.5", "a=1e3", "a=null", "a=", "a", "a=[1,2]", "a={\"b\":{\"c\":[1,null,true]}}", "a=\"b,c\"",
            "a=1,b=2", "a={\"b\":1},c=[2]", "a= 1 , b= 2", "a=b", "a={", "a=\"", "a=[1", "a=1x=2", "a=01", "a=-",
            "a=-1", "a=1.", "a=1e", "a=truex=1", "a=tru", "a.b={\"c\":1}", "a[0]={\"b\":1}", "a[0]=", "a[1]=2,a[0]=1",
            "a[0]=[1,2],a[1]=3", "a=\"\\u00e9\\n\"", "a={\"a\":1,\"a\":2}", "a=1e400", "table={\"a\":5}", "table.a=[]",
            "a=12345678901234567890", "a=1.0", "a=\"<&>\"", "a=1 b=2", "a=[],b={}", "a=[1] b=2", "a=,b=1", "a[0]=,b=1",
            "list[1]={\"z\":1}", "list[0].x=1", "scalar.x=1", "a=\"a\\\"b\",c=1", "a={\"b\":\"}\"},c=1", "{\"a\":1}",
            "a=false",
        ]
        try Self.check("--set-json", lines) { ValueOverrides(json: [$0]) }
    }

    @Test func files() throws {
        let lines = [
            "a=content.txt", "a.b=content.txt,c=content.txt", "a={content.txt,content.txt}", "a[1]=content.txt",
        ]
        try Self.check("--set-file", lines) { ValueOverrides(fileContents: [$0]) }
        let missing = Self.ours(ValueOverrides(fileContents: ["a=none"]))
        #expect(missing == "Error: failed parsing --set-file data: open none: no such file or directory\n")
    }

    /// Lines of a grammar's pieces in any order.
    @Test func generated() throws {
        let pieces = [
            "a", "b", "list", "table", ".", "[", "]", "0", "1", "=", ",", "{", "}", "\\", " ", "null", "true", "x",
            "[0]",
            "=1", ".b", "a=1,", "[1].c=",
        ]
        var random = SplitMix(seed: 11)
        var lines: [String] = []
        for _ in 0..<120 {
            let count = Int(random.next() % 9) + 1
            lines.append((0..<count).map { _ in pieces[Int(random.next() % UInt64(pieces.count))] }.joined())
        }
        try Self.check("--set", lines) { ValueOverrides(typed: [$0]) }
    }

    /// Settings that build on one another: 3,000 of them in groups.
    @Test func accumulated() throws {
        let keys = ["a", "b", "list", "table", "scalar", "empty", "x y", "a\\.b", "ü"]
        let steps = [".", "[0].", "[1].", "[2][0].", "[0]", "[3]", ""]
        let settings = [
            "1", "x", "{a,b}", "null", "true", "", "01", "-7", "a\\,b", "{}", "{1,null}", "a=b", "9223372036854775807",
        ]
        var random = SplitMix(seed: 23)
        func any(_ choices: [String]) -> String { choices[Int(random.next() % UInt64(choices.count))] }
        func path() -> String {
            var path = any(keys)
            for _ in 0..<Int(random.next() % 4) {
                let step = any(steps)
                path += step + (step.hasSuffix(".") ? any(keys) : "")
            }
            return path
        }
        try Helm.withDirectory(Self.chart) { directory in
            for _ in 0..<50 {
                var overrides = ValueOverrides()
                while overrides.typed.count < 60 {
                    let line = (0...Int(random.next() % 3)).map { _ in "\(path())=\(any(settings))" }.joined(
                        separator: ",")
                    var longer = overrides
                    longer.typed.append(line)
                    if !Self.ours(longer).hasPrefix("Error") { overrides = longer }
                }
                let helm = try Self.helm(directory, overrides.typed.map { "--set=\($0)" })
                #expect(Self.ours(overrides) == helm, "\(overrides.typed)")
            }
        }
    }

    @Test func mergesInOrder() throws {
        let files = Self.chart.merging(["more.yaml": "table: {b: null, d: 1}\nlist: [x]\nempty: 5\nscalar: {a: 1}"]) {
            $1
        }
        let flags = [
            "-f", "more.yaml", "--set", "a=1,table.d=2", "--set-string", "a=2", "--set-json", "a=[3],table.e={}",
            "--set-literal", "l={a,b}", "--set-file", "f=content.txt", "--set", "s=1", "--set-string", "s=01",
        ]
        let helm = try Helm.withDirectory(files) { try Self.helm($0, flags) }
        let overrides = ValueOverrides(
            files: ["base.yaml", "more.yaml"].map { ChartFile(name: $0, text: files[$0] ?? "") },
            json: ["a=[3],table.e={}"], typed: ["a=1,table.d=2", "s=1"], strings: ["a=2", "s=01"],
            fileContents: ["f=content.txt"], literals: ["l={a,b}"])
        let values = try overrides.values { _ in Array("of a file\n".utf8) }
        #expect(GoJSON.text(.object(values)) == helm)
    }

    @Test func boundsLines() throws {
        var values = JSONObject()
        let deep = "a" + String(repeating: "[0]", count: 100_000) + "=1"
        #expect(throws: ChartError.self) { try SetLine.apply(deep, .typed, to: &values) }
        let dots = String(repeating: "a.", count: 100_000) + "a=1"
        #expect(throws: ChartError.self) { try SetLine.apply(dots, .typed, to: &values) }
    }
}
