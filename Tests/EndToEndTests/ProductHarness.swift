import Foundation
import Testing

/// Runs the built product and real kubectls as a user would, each plane in a home of its own.
struct Product: Sendable {
    let home: String

    /// The binary under test: `SLIPWAY_BINARY`, which `Scripts/test` sets to the release build, else the debug build.
    static let binary =
        ProcessInfo.processInfo.environment["SLIPWAY_BINARY"] ?? "\(packageDirectory)/.build/debug/slipway"
    static let kubectl = "\(packageDirectory)/.tools/kubectl"
    static let oldKubectl = "\(packageDirectory)/.tools/kubectl-1.32"
    static let exampleCluster = "\(packageDirectory)/examples/dev-cluster.yaml"

    static let packageDirectory = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().path(percentEncoded: false).trimmingSuffix("/")

    /// Gives `body` a plane's home that does not exist yet, and takes down and removes whatever it made of it.
    static func withHome<Result>(_ body: (Product) async throws -> Result) async throws -> Result {
        let directory = FileManager.default.temporaryDirectory.path(percentEncoded: false).trimmingSuffix("/")
        let product = Product(home: "\(directory)/slipway-\(UUID().uuidString.prefix(8))")
        do {
            let result = try await body(product)
            await product.cleanUp()
            return result
        } catch {
            let log = (try? String(contentsOfFile: "\(product.home)/slipway.log", encoding: .utf8)) ?? "(no log)"
            await product.cleanUp()
            Issue.record(
                "the plane's last log lines:\n\(log.split(separator: "\n").suffix(40).joined(separator: "\n"))")
            throw error
        }
    }

    private func cleanUp() async {
        _ = try? await slipway("down", "--timeout", "20s")
        try? FileManager.default.removeItem(atPath: home)
    }

    /// Runs `slipway` with this home.
    @discardableResult
    func slipway(_ arguments: String..., input: String? = nil) async throws -> Outcome {
        try await slipway(arguments, input: input)
    }

    func slipway(_ arguments: [String], input: String? = nil) async throws -> Outcome {
        try await Self.run(Self.binary, arguments, environment: ["SLIPWAY_HOME": home], input: input)
    }

    /// Runs the newest kubectl, or another one, against this home's plane.
    @discardableResult
    func kubectl(_ arguments: String..., using program: String = Product.kubectl, input: String? = nil) async throws
        -> Outcome
    {
        try await Self.run(
            program, ["--kubeconfig", "\(home)/admin.kubeconfig"] + arguments, environment: ["HOME": home], input: input
        )
    }

    struct Outcome: Sendable {
        var status: Int32
        var output: String
        var errors: String

        /// Fails the test with what the command said unless it ended with 0.
        @discardableResult
        func succeeded(sourceLocation: SourceLocation = #_sourceLocation) throws -> Outcome {
            try #require(status == 0, "exit \(status)\n\(output)\n\(errors)", sourceLocation: sourceLocation)
            return self
        }

        var lines: [Substring] { output.split(separator: "\n") }
    }

    /// Runs a program to its end and returns what it printed.
    static func run(
        _ program: String, _ arguments: [String], environment: [String: String] = [:], input: String? = nil
    ) async throws -> Outcome {
        let process = Process()
        process.executableURL = URL(filePath: program)
        process.arguments = arguments
        process.environment = ["PATH": "/usr/bin:/bin", "HOME": "/nonexistent"].merging(environment) { $1 }
        // Files rather than pipes: a daemon that the command leaves behind would keep a pipe open.
        let scratch = FileManager.default.temporaryDirectory.appending(path: "slipway-run-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: scratch, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: scratch) }
        let files = try ["in", "out", "err"].map { name in
            let url = scratch.appending(path: name)
            try Data((name == "in" ? input ?? "" : "").utf8).write(to: url)
            return url
        }
        process.standardInput = try FileHandle(forReadingFrom: files[0])
        process.standardOutput = try FileHandle(forWritingTo: files[1])
        process.standardError = try FileHandle(forWritingTo: files[2])
        let status = try await withCheckedThrowingContinuation {
            (continuation: CheckedContinuation<Int32, any Error>) in
            process.terminationHandler = { continuation.resume(returning: $0.terminationStatus) }
            do { try process.run() } catch { continuation.resume(throwing: error) }
        }
        return Outcome(
            status: status, output: try String(contentsOf: files[1], encoding: .utf8),
            errors: try String(contentsOf: files[2], encoding: .utf8))
    }
}

extension String {
    fileprivate func trimmingSuffix(_ suffix: Character) -> String {
        hasSuffix(String(suffix)) ? String(dropLast()) : self
    }
}
