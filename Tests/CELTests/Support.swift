import Foundation

/// The same numbers for the same seed.
struct SeededRandom {
    var state: UInt64

    mutating func next(_ bound: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int((state >> 33) % UInt64(bound))
    }

    mutating func pick<T>(_ choices: [T]) -> T { choices[next(choices.count)] }
}

/// Python of the system, which the tests need as the scripts of this project do.
enum PythonProcess {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    static func output(of script: String) throws -> String {
        try output(of: "/usr/bin/env", ["python3", "-c", script])
    }

    static func output(of program: String, _ arguments: [String], input: Data = Data()) throws -> String {
        let process = Process()
        process.executableURL = URL(filePath: program)
        process.arguments = arguments
        let directory = FileManager.default.temporaryDirectory.appending(path: "python-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        let files = ["in", "out", "err"].map { directory.appending(path: $0) }
        try input.write(to: files[0])
        for file in files.dropFirst() { try Data().write(to: file) }
        process.standardInput = try FileHandle(forReadingFrom: files[0])
        process.standardOutput = try FileHandle(forWritingTo: files[1])
        process.standardError = try FileHandle(forWritingTo: files[2])
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            let text = String(decoding: try Data(contentsOf: files[2]), as: UTF8.self)
            throw Failure(description: "\(program) ended with \(process.terminationStatus): \(text)")
        }
        return String(decoding: try Data(contentsOf: files[1]), as: UTF8.self)
    }
}
