import Foundation

/// Writes the JSON coding, schema and CRD of the API types next to their sources.
///
///     swift run --package-path Tools generate
///
/// Run from the root of the project. Every Swift file of the targets below that declares an API type gets a
/// `Generated/<File>+Generated.swift` in its folder; generated files whose source is gone are removed.
@main
struct Generate {
    /// The targets whose types are generated.
    static let targets = ["ClusterAPI", "DevAPI"]
    static let generatorSources = "Tools/Sources/generate"

    static func main() {
        do {
            let changed = try run()
            print(changed == 0 ? "Generated files are up to date." : "Wrote \(changed) generated files.")
        } catch {
            FileHandle.standardError.write(Data("generate: \(error)\n".utf8))
            exit(1)
        }
    }

    /// - Returns: How many files were written or removed.
    static func run() throws -> Int {
        guard FileManager.default.fileExists(atPath: generatorSources) else {
            throw GeneratorError("run it from the root of the project")
        }
        let generatorBytes = try swiftFiles(below: generatorSources).reduce(into: [UInt8]()) { bytes, path in
            bytes += try read(path)
        }
        var changed = 0
        for target in targets where FileManager.default.fileExists(atPath: "Sources/\(target)") {
            changed += try generate(target: target, generatorBytes: generatorBytes)
        }
        return changed
    }

    private static func generate(target: String, generatorBytes: [UInt8]) throws -> Int {
        var changed = 0
        var expected: Set<String> = []
        let all = try swiftFiles(below: "Sources/\(target)")
        for path in all where !path.contains("/Generated/") {
            let source = try read(path)
            let reader = SourceReader(path: path, source: String(decoding: source, as: UTF8.self))
            let types = try reader.types()
            guard !types.isEmpty else { continue }
            let output = generatedPath(for: path)
            expected.insert(output)
            let text = try FileWriter(
                sourceName: URL(filePath: path).lastPathComponent, hash: SHA256.hex(generatorBytes + source),
                publicImports: reader.publicImports(), types: types
            ).text
            changed += try write(text, to: output) ? 1 : 0
        }
        for path in all where path.contains("/Generated/") && !expected.contains(path) {
            try FileManager.default.removeItem(atPath: path)
            changed += 1
        }
        return changed
    }

    /// `Sources/X/Folder/File.swift` becomes `Sources/X/Folder/Generated/File+Generated.swift`.
    private static func generatedPath(for path: String) -> String {
        let url = URL(filePath: path, relativeTo: nil)
        let name = url.deletingPathExtension().lastPathComponent
        let folder = path.split(separator: "/").dropLast().joined(separator: "/")
        return "\(folder)/Generated/\(name)+Generated.swift"
    }

    /// In the order of their bytes, as `LC_ALL=C sort` puts them: `Scripts/check-generated` hashes them in that order too.
    private static func swiftFiles(below folder: String) throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: folder)
            .filter { $0.hasSuffix(".swift") }
            .map { "\(folder)/\($0)" }
            .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    private static func read(_ path: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: URL(filePath: path)))
    }

    private static func write(_ text: String, to path: String) throws -> Bool {
        let bytes = Data(text.utf8)
        if let present = try? Data(contentsOf: URL(filePath: path)), present == bytes { return false }
        try FileManager.default.createDirectory(
            at: URL(filePath: path).deletingLastPathComponent(), withIntermediateDirectories: true)
        try bytes.write(to: URL(filePath: path))
        return true
    }
}

/// Why nothing could be generated: the file, and what is wrong with it.
struct GeneratorError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}
