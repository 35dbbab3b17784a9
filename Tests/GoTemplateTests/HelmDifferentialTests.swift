import Foundation
import GoTemplate
import JSON
import Testing

/// Templates that were made up, executed by Helm, whose engine is Go's own, and by this one.
@Suite("Helm's engine", .serialized) struct HelmDifferentialTests {
    /// A template, and what it prints or why it fails.
    private struct Case {
        let name: String
        let text: String
        let result: Result<String, TemplateError>
    }

    /// What executes a case in Helm: output in a form that YAML has nothing to say about.
    private static let caller = #"a: {{ include "NAME" .Values.data | b64enc }}"#

    private static let isDeep = ProcessInfo.processInfo.environment["SLIPWAY_TEST_DEPTH"] == "deep"

    private static func cases(seed: UInt64, count: Int) -> [Case] {
        var generator = TemplateGenerator(seed: seed)
        return (0..<count).map { index in
            let name = "c/templates/_\(index).tpl"
            let text = generator.text(prefix: "T\(index)-")
            return Case(name: name, text: text, result: execute(text, name))
        }
    }

    private static func execute(_ text: String, _ name: String) -> Result<String, TemplateError> {
        Result { () throws(TemplateError) in
            let main = "c/templates/main.yaml"
            let set = try TemplateSet(name: "gotpl", functions: .asInHelm)
                .adding(caller.replacing("NAME", with: name), name: main).adding(text, name: name)
            let data = GoValue(["Values": ["data": HelmChart.values]])
            let output = try set.execute(main, data: data, options: ExecutionOptions(missingKey: .zero))
            return String(output.dropFirst(3))
        }
    }

    /// What succeeds here, many templates at once: Helm must print the same for each.
    @Test(arguments: 0..<(isDeep ? 60 : 6)) func outputs(seed: Int) async throws {
        let cases = Self.cases(seed: UInt64(seed), count: 2000)
        let good = cases.filter { (try? $0.result.get()) != nil }
        #expect(good.count > 400)
        let calls = good.map { "\($0.name): {{ include \"\($0.name)\" .Values.data | b64enc | quote }}\n" }
        let files = Dictionary(uniqueKeysWithValues: good.map { ($0.name, $0.text) })
        let outcome = try HelmChart.render(files, main: calls.joined())
        try #require(outcome.status == 0, "\(outcome.errors)")
        var printed: [String: String] = [:]
        for line in outcome.output.split(separator: "\n") {
            let parts = line.split(separator: ": ")
            guard parts.count == 2, let data = Data(base64Encoded: String(parts[1].dropFirst().dropLast())) else {
                continue
            }
            printed[String(parts[0])] = String(decoding: data, as: UTF8.self)
        }
        #expect(printed.count == good.count)
        for test in good where printed[test.name] != (try test.result.get()) {
            Issue.record("\(test.text)\nHelm: \(printed[test.name] ?? "nothing")\nhere: \(test.result)")
        }
    }

    /// What fails here: Helm must fail with the same words.
    @Test(arguments: 100..<(isDeep ? 140 : 104)) func errors(seed: Int) async throws {
        let cases = Self.cases(seed: UInt64(seed), count: 400)
        var count = 0
        for test in cases {
            guard case .failure(let error) = test.result, count < 75 else { continue }
            count += 1
            let outcome = try HelmChart.render(
                [test.name: test.text], main: Self.caller.replacing("NAME", with: test.name))
            let expected = HelmChart.error(in: outcome.errors)
            if HelmChart.asHelmSays(error) != expected {
                Issue.record("\(test.text)\nHelm: \(expected)\nhere: \(HelmChart.asHelmSays(error))")
            }
        }
        #expect(count == 75)
    }
}
