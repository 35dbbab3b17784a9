public import GoTemplate
import Sprig

/// `.Files`: the files of a chart that have no meaning of their own.
///
/// It is a map of names to bytes. Where all of its files together have more than `largestByteLists` bytes, the values
/// of that map are strings, for each byte in a list takes many times its room.
public struct FilesObject: GoObject {
    static let largestByteLists = 4 << 20

    private let files: [String: [UInt8]]

    public init(_ files: [ChartFile]) {
        self.files = Dictionary(files.map { ($0.name, $0.contents) }) { $1 }
    }

    private init(files: [String: [UInt8]]) { self.files = files }

    public var typeName: String { "engine.files" }

    public func field(_ name: String) -> GoValue? { nil }

    public func method(_ name: String) -> TemplateFunction? {
        switch name {
        case "Get": ofName { .string(GoString(bytes: $0)) }
        case "GetBytes": ofName { Self.byteList($0) }
        case "Lines": ofName { Self.lines(of: $0) }
        case "Glob": glob
        case "AsConfig": listing { String(decoding: $0, as: UTF8.self) }
        case "AsSecrets": listing { String(decoding: Base64.encode($0), as: UTF8.self) }
        default: nil
        }
    }

    public var entries: GoMap? {
        let size = files.values.reduce(0) { $0 + $1.count }
        return GoMap(
            files.mapValues { size > Self.largestByteLists ? .string(GoString(bytes: $0)) : Self.byteList($0) })
    }

    public var printed: String {
        let parts = files.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }.map { name, bytes in
            "\(name):[\(bytes.map { "\($0)" }.joined(separator: " "))]"
        }
        return "map[\(parts.joined(separator: " "))]"
    }

    private static func byteList(_ bytes: [UInt8]) -> GoValue {
        .list(GoList(bytes.map { .integer(Int64($0), .uint8) }, of: .uint8))
    }

    /// Without the break at the end.
    private static func lines(of contents: [UInt8]) -> GoValue {
        guard !contents.isEmpty else { return .strings([]) }
        let newline = UInt8(ascii: "\n")
        let text = contents.last == newline ? contents.dropLast() : contents[...]
        let lines = text.split(separator: newline, omittingEmptySubsequences: false)
        return .list(GoList(lines.map { .string(GoString(bytes: $0)) }, of: .string))
    }

    /// A function of a file's name that gives something of its contents; those of a file that is not there are empty.
    private func ofName(_ body: @escaping @Sendable ([UInt8]) -> GoValue) -> TemplateFunction {
        let files = files
        return TemplateFunction(.string) { (arguments, call) throws(FunctionFailure) in
            let contents = files[try arguments.string(at: 0).text] ?? []
            try call.charge(bytes: contents.count * MemoryLayout<GoValue>.stride)
            return body(contents)
        }
    }

    private var glob: TemplateFunction {
        let files = files
        return TemplateFunction(.string) { (arguments, call) throws(FunctionFailure) in
            let pattern = GlobPattern(try arguments.string(at: 0).text)
            try call.charge(bytes: files.count * MemoryLayout<GoValue>.stride)
            // What is no pattern stands for all files, as in Helm.
            return .object(FilesObject(files: files.filter { pattern?.matches($0.key) ?? true }))
        }
    }

    /// YAML with an entry for each file under the last part of its name.
    private func listing(_ text: @escaping @Sendable ([UInt8]) -> String) -> TemplateFunction {
        let files = files
        return TemplateFunction { (_, call) throws(FunctionFailure) in
            var entries: [String: String] = [:]
            // Of files with one name the last counts, so that the result is always the same.
            for (name, contents) in files.sorted(by: { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }) {
                try call.charge(bytes: contents.count * 2)
                entries[GoPath.base(of: name)] = text(contents)
            }
            return .text(try HelmFunctions.yaml(.map(GoMap(entries.mapValues { .text($0) })), call))
        }
    }
}
