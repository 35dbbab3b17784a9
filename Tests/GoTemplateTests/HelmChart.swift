import Foundation
import GoTemplate
import JSON

/// A chart for Helm in a directory of its own.
enum HelmChart {
    struct Outcome {
        let status: Int32
        let output: String
        let errors: String
    }

    /// Numbers of values are `float64` for Helm, whole ones too.
    static let values: JSONValue = [
        "i": .number(JSONNumber(3)), "j": .number(JSONNumber(-7)), "z": .number(JSONNumber(0)), "f": 2.5, "g": 1e21,
        "h": 1000000.5, "k": 1e-05, "s": "abc", "t": "", "u": "héllo <b>'\"&\n\tx", "b": true, "c": false, "n": nil,
        "l": [1.5, 2.5, 3.5], "e": [], "m": ["a": 1.5, "b": "x", "d": ["e": [1.5, "q", nil, 2.5, true]]], "em": [:],
        "x": [["name": "one", "v": 1.5], ["name": "two"], ["name": nil]], "ss": ["p", "q"], "nn": [nil, nil],
        "deep": ["a": ["b": ["c": "end"]]],
    ]

    private static let helm = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: ".tools/helm")

    /// Renders a chart `c` with some files and one that Helm shows.
    static func render(_ files: [String: String], main: String) throws -> Outcome {
        let directory = FileManager.default.temporaryDirectory.appending(path: "helm-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: directory) }
        let templates = directory.appending(path: "templates")
        try FileManager.default.createDirectory(at: templates, withIntermediateDirectories: true)
        try Data("apiVersion: v2\nname: c\nversion: 1.0.0\n".utf8).write(to: directory.appending(path: "Chart.yaml"))
        let values = JSONValue.object(["data": Self.values]).text
        try Data(values.utf8).write(to: directory.appending(path: "values.yaml"))
        try Data(main.utf8).write(to: templates.appending(path: "main.yaml"))
        for (name, text) in files {
            try Data(text.utf8).write(to: templates.appending(path: String(name.split(separator: "/").last ?? "")))
        }
        return try run(["template", directory.path(percentEncoded: false)], in: directory)
    }

    private static func run(_ arguments: [String], in directory: URL) throws -> Outcome {
        let process = Process()
        process.executableURL = helm
        process.arguments = arguments
        process.environment = ["HOME": directory.path(percentEncoded: false)]
        // Files, because a pipe that is not read would hold the program up.
        let output = directory.appending(path: "output")
        let errors = directory.appending(path: "errors")
        for file in [output, errors] { try Data().write(to: file) }
        process.standardOutput = try FileHandle(forWritingTo: output)
        process.standardError = try FileHandle(forWritingTo: errors)
        try process.run()
        process.waitUntilExit()
        return Outcome(
            status: process.terminationStatus,
            output: String(decoding: try Data(contentsOf: output), as: UTF8.self),
            errors: String(decoding: try Data(contentsOf: errors), as: UTF8.self))
    }

    /// The error out of what Helm wrote.
    static func error(in text: String) -> String {
        let text = text.hasPrefix("Error: ") ? String(text.dropFirst(7)) : text
        return text.components(separatedBy: "\n\nUse --debug flag")[0]
    }

    /// An error of ours in the form that Helm gives errors: of those of parsing it shows the place and the last words.
    static func asHelmSays(_ error: TemplateError) -> String {
        let text = error.description
        guard error.phase == .parsing else { return text }
        let parts = text.components(separatedBy: ": ")
        return "parse error at (\(parts[1])): \(parts[parts.count - 1])"
    }
}
