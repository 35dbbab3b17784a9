import Foundation
import Testing

/// The kubectls that the tests drive.
enum Kubectl: String, CaseIterable, Sendable, CustomTestStringConvertible {
    /// Of 2021: validates by `/openapi/v2`, which it reads as protobuf, and knows no server-side validation.
    case of2021 = "kubectl-1.20"
    case of2024 = "kubectl-1.32"
    case newest = "kubectl"

    var path: String { "\(Product.packageDirectory)/.tools/\(rawValue)" }
    var testDescription: String { rawValue }
}

/// One command of a user and what comes of it.
struct Step: Sendable {
    var command: String
    var input: String?
    /// All of these stand in what it prints; in what it complains of, where it must fail.
    var says: [String]
    var status: Int32 = 0
    /// Which kubectls know the command in this form.
    var kubectls = Set(Kubectl.allCases)
    var editor: String?

    /// - Parameter command: Words apart by spaces; single quotes keep a word together.
    static func run(_ command: String, _ says: String..., input: String? = nil, editor: String? = nil) -> Step {
        Step(command: command, input: input, says: says, editor: editor)
    }

    static func fails(_ command: String, _ says: String..., input: String? = nil, status: Int32 = 1) -> Step {
        Step(command: command, input: input, says: says, status: status)
    }

    func only(_ kubectls: Kubectl...) -> Step {
        var copy = self
        copy.kubectls = Set(kubectls)
        return copy
    }

    var words: [String] {
        var words = [""]
        var isQuoted = false
        for character in command {
            switch character {
            case "'": isQuoted.toggle()
            case " " where !isQuoted: words.append("")
            default: words[words.count - 1].append(character)
            }
        }
        return words.filter { !$0.isEmpty }
    }
}

extension Product {
    /// Takes the steps in order, those that this kubectl knows. A step that ends otherwise is an issue; the next is taken all the
    /// same, so that one run shows all that is wrong.
    func take(
        _ steps: [Step], using kubectl: Kubectl, kubeconfig: String? = nil,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        for step in steps where step.kubectls.contains(kubectl) {
            var environment = ["HOME": home]
            environment["KUBE_EDITOR"] = step.editor
            let outcome = try await Self.run(
                kubectl.path, ["--kubeconfig", kubeconfig ?? "\(home)/admin.kubeconfig"] + step.words,
                environment: environment, input: step.input)
            let said = "\(outcome.output)\n\(outcome.errors)"
            let misses = step.says.filter { !said.contains($0) }
            if outcome.status == step.status, misses.isEmpty { continue }
            Issue.record(
                """
                \(kubectl.rawValue) \(step.command)
                exit \(outcome.status), expected \(step.status); \
                missing: \(misses.map { "'\($0)'" }.joined(separator: ", "))
                \(said)
                """, sourceLocation: sourceLocation)
        }
    }
}

extension Product {
    /// Gives `body` the address at which `kubectl proxy` serves this home's plane without TLS.
    func withProxy(of kubectl: Kubectl, _ body: (String) async throws -> Void) async throws {
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(filePath: kubectl.path)
        process.arguments = ["--kubeconfig", "\(home)/admin.kubeconfig", "proxy", "--port=0"]
        process.environment = ["PATH": "/usr/bin:/bin", "HOME": home]
        process.standardOutput = output
        process.standardError = output
        let chunks = AsyncStream<Data> { continuation in
            output.fileHandleForReading.readabilityHandler = { handle in
                let data = handle.availableData
                if data.isEmpty { continuation.finish() } else { continuation.yield(data) }
            }
        }
        try process.run()
        defer {
            output.fileHandleForReading.readabilityHandler = nil
            process.terminate()
        }
        var said = ""
        for await chunk in chunks {
            said += String(decoding: chunk, as: UTF8.self)
            guard let match = said.firstMatch(of: /Starting to serve on (127\.0\.0\.1:\d+)/) else { continue }
            return try await body("http://\(match.output.1)")
        }
        Issue.record("kubectl proxy did not start: \(said)")
    }
}
