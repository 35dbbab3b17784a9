import Foundation

@testable import HelmChart

/// The real Helm, which `Scripts/install-test-tools` installs.
enum Helm {
    struct Outcome {
        var status: Int32
        var output: String
        var errors: String
    }

    private static let program = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: ".tools/helm")

    static func run(_ arguments: [String], in directory: URL) throws -> Outcome {
        let process = Process()
        process.executableURL = program
        process.arguments = arguments
        process.currentDirectoryURL = directory
        process.environment = ["HOME": directory.path(percentEncoded: false)]
        let files = [directory.appending(path: ".output"), directory.appending(path: ".errors")]
        for file in files { try Data().write(to: file) }
        process.standardOutput = try FileHandle(forWritingTo: files[0])
        process.standardError = try FileHandle(forWritingTo: files[1])
        process.standardInput = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        return Outcome(
            status: process.terminationStatus, output: String(decoding: try Data(contentsOf: files[0]), as: UTF8.self),
            errors: String(decoding: try Data(contentsOf: files[1]), as: UTF8.self))
    }

    /// Runs Helm beside files, of which those of a chart lie below its name.
    static func run(_ arguments: String..., beside files: [String: String]) throws -> Outcome {
        try withDirectory(files) { try run(arguments, in: $0) }
    }

    static func withDirectory<Result>(
        _ files: [String: String], _ body: (URL) throws -> Result
    ) throws -> Result {
        let directory = FileManager.default.temporaryDirectory.appending(path: "helm-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: directory) }
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        for (name, text) in files {
            let file = directory.appending(path: name)
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: file)
        }
        return try body(directory)
    }
}

/// A directory that is not there.
struct MemoryFiles: ChartFiles {
    var files: [String: String]

    /// - Parameter prefix: The directory of a chart among the files.
    init(_ files: [String: String], below prefix: String = "") {
        self.files = [:]
        for (name, text) in files where name.hasPrefix(prefix) {
            self.files[String(name.dropFirst(prefix.count))] = text
        }
    }

    func entries() -> [ChartDirectoryEntry] {
        var directories: Set<String> = []
        for name in files.keys {
            let parts = name.split(separator: "/")
            for count in parts.indices.dropFirst() { directories.insert(parts[..<count].joined(separator: "/")) }
        }
        return files.keys.map { ChartDirectoryEntry(path: $0, kind: .file) }
            + directories.map { ChartDirectoryEntry(path: $0, kind: .directory) }
    }

    func contents(of path: String) throws(ChartError) -> [UInt8] { Array((files[path] ?? "").utf8) }

    func chart() throws(ChartError) -> Chart {
        var loader = ChartLoader()
        return try loader.load(directory: self)
    }
}
