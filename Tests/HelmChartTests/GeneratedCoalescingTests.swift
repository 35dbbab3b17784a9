import JSON
import SeededRandomness
import Testing

@testable import HelmChart

/// Charts with random values and requirements, held against Helm.
@Suite("Generated coalescing") struct GeneratedCoalescingTests {
    private static func metadata(_ name: String, _ dependencies: String = "") -> String {
        "apiVersion: v2\nname: \(name)\nversion: 1.0.0\n\(dependencies)\n"
    }

    /// Makes values of a few keys, some of them names of charts.
    private struct Values {
        var random: SplitMix
        /// Whether names of charts have tables only, as Helm wants it.
        let isValid: Bool

        init(seed: UInt64, isValid: Bool) {
            random = SplitMix(seed: seed)
            self.isValid = isValid
        }

        mutating func table(depth: Int = 4) -> JSONValue {
            let keys = ["a", "b", "c", "global", "sub", "deep", "tags", "on"]
            var object = JSONObject()
            for _ in 0..<Int(random.next() % 5) {
                let key = keys[Int(random.next() % UInt64(keys.count))]
                let isChart = key == "sub" || key == "deep"
                object[key] = isValid && isChart ? table(depth: max(0, depth - 1)) : value(depth: depth)
            }
            return .object(object)
        }

        private mutating func value(depth: Int) -> JSONValue {
            switch random.next() % (depth > 0 ? 10 : 6) {
            case 0: return .null
            case 1: return .bool(random.next().isMultiple(of: 2))
            case 2: return .integer(Int64(random.next() % 100))
            case 3: return .string("t\(random.next() % 10)")
            case 4: return ["x", 1, ["k": nil]]
            case 5: return .number(JSONNumber(1.5))
            default: return table(depth: depth - 1)
            }
        }

        mutating func imports() -> String {
            [
                "", ", import-values: [{child: a, parent: b}]", ", import-values: [a]",
                ", import-values: [{child: a, parent: .}, {child: b, parent: a.c}]",
            ][Int(random.next() % 4)]
        }

        /// A chart with one in it that has a further one, and another one.
        mutating func chart(_ name: String, in directory: String) -> [String: String] {
            let (inner, innermost) = (imports(), imports())
            let dependencies =
                "dependencies: [{name: sub, version: '*', condition: 'a.on,on', tags: [a]\(inner)}, {name: other, version: '*'}]"
            return [
                "\(directory)/Chart.yaml": GeneratedCoalescingTests.metadata(name, dependencies),
                "\(directory)/values.yaml": table().text,
                "\(directory)/charts/sub/Chart.yaml": GeneratedCoalescingTests.metadata(
                    "sub", "dependencies: [{name: deep, version: '*', condition: deep.on\(innermost)}]"),
                "\(directory)/charts/sub/values.yaml": table().text,
                "\(directory)/charts/sub/charts/deep/Chart.yaml": GeneratedCoalescingTests.metadata("deep"),
                "\(directory)/charts/sub/charts/deep/values.yaml": table().text,
                "\(directory)/charts/other/Chart.yaml": GeneratedCoalescingTests.metadata("other"),
                "\(directory)/charts/other/values.yaml": table().text,
            ]
        }
    }

    /// One chart at a time, whose values may also be refused.
    @Test func oneByOne() throws {
        var values = Values(seed: 3, isValid: false)
        for round in 0..<40 {
            let files = values.chart("x", in: "chart")
            try CoalescingTests.check(
                .init(name: "\(round)", files: files, values: values.table().text), warnings: false)
        }
    }

    /// Many charts in one: 360 of them with 1,800 tables.
    @Test func manyAtOnce() throws {
        var values = Values(seed: 17, isValid: true)
        for round in 0..<12 {
            var files: [String: String] = [:]
            var user = JSONObject()
            for index in 0..<30 {
                let name = "c\(index)"
                files.merge(values.chart(name, in: "chart/charts/\(name)")) { $1 }
                if index.isMultiple(of: 2) { user[name] = values.table() }
            }
            let names = (0..<30).map { "{name: c\($0), version: '*'}" }.joined(separator: ", ")
            files["chart/Chart.yaml"] = Self.metadata("all", "dependencies: [\(names)]")
            files["chart/values.yaml"] = "{global: {g: {h: {i: 1}}}}"
            try CoalescingTests.check(
                .init(name: "\(round)", files: files, values: JSONValue.object(user).text), warnings: false)
        }
    }
}
