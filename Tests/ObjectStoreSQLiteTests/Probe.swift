import Foundation

/// The program that tests kill.
enum Probe {
    /// It is built beside the tests.
    static var path: String {
        let tests =
            (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? CommandLine.arguments[0]
        return URL(fileURLWithPath: tests).deletingLastPathComponent().appendingPathComponent("StoreCrashProbe").path
    }

    /// Whether a file system of our own can be mounted here.
    static var canMount: Bool {
        let directory = FileManager.default.temporaryDirectory.path
        let script = "mount -t tmpfs -o size=1m tmpfs \"$1\""
        let arguments = ["--mount", "--map-root-user", "sh", "-c", script, "sh", directory]
        return (try? run("unshare", arguments).status) == 0
    }

    /// Runs a command to its end.
    static func run(_ command: String, _ arguments: [String]) throws -> (status: Int32, output: String) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [command] + arguments
        let output = Pipe()
        process.standardOutput = output
        process.standardError = output
        try process.run()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: data, as: UTF8.self))
    }

    /// Lets the program write and kills it once it has acknowledged so many writes, or at once for 0.
    ///
    /// - Returns: All lines that it printed whole.
    static func killWhileWriting(in directory: String, seed: Int, after lines: Int) throws -> [Substring] {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = ["write", directory, "\(seed)"]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        var data = Data()
        while data.count(where: { $0 == UInt8(ascii: "\n") }) < lines {
            let more = output.fileHandleForReading.availableData
            if more.isEmpty { break }
            data += more
        }
        kill(process.processIdentifier, SIGKILL)
        data += output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        let text = String(decoding: data, as: UTF8.self)
        let whole = text.lastIndex(of: "\n").map { text[..<$0] } ?? ""
        return whole.split(separator: "\n")
    }
}
