import Foundation
import NIOCore
import NIOPosix
import Testing

/// The programs that `Scripts/install-test-tools` installs.
enum Program {
    static let tools = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: ".tools")

    /// Runs a program to its end.
    ///
    /// - Returns: What it printed; the test fails where it did not end with 0.
    @discardableResult
    static func run(
        _ name: String, _ arguments: [String], sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> String {
        let process = Process()
        process.executableURL = tools.appending(path: name)
        process.arguments = arguments
        process.environment = ["ETCDCTL_API": "3"]
        let output = FileManager.default.temporaryDirectory.appending(path: "etcd-run-\(UUID().uuidString)")
        try Data().write(to: output)
        defer { try? FileManager.default.removeItem(at: output) }
        let handle = try FileHandle(forWritingTo: output)
        process.standardOutput = handle
        process.standardError = handle
        let status = try await withCheckedThrowingContinuation {
            (continuation: CheckedContinuation<Int32, any Error>) in
            process.terminationHandler = { continuation.resume(returning: $0.terminationStatus) }
            do { try process.run() } catch { continuation.resume(throwing: error) }
        }
        let text = try String(contentsOf: output, encoding: .utf8)
        try #require(
            status == 0, "\(name) \(arguments.joined(separator: " ")): \(text)", sourceLocation: sourceLocation)
        return text
    }
}

/// A port on loopback at which nothing listens.
func freePort() -> Int {
    let channel = try? ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
        .bind(host: "127.0.0.1", port: 0).wait()
    defer { try? channel?.close().wait() }
    return channel?.localAddress?.port ?? 0
}
