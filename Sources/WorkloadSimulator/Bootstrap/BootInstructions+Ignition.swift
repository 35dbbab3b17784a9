import JSON
import Machinery

/// Ignition configurations of versions 2 and 3: files with their content in them, and units that run scripts.
extension BootInstructions {
    /// Reads an Ignition configuration.
    ///
    /// - Throws: ``SimulatorError/Code/invalidBootstrapData`` with what is wrong and where.
    init(ignition data: [UInt8]) throws(SimulatorError) {
        let root: JSONValue
        do {
            root = try JSONValue(parsing: data)
        } catch {
            throw SimulatorError(
                .invalidBootstrapData, "the Ignition configuration cannot be read: \(error)", cause: error)
        }
        let version = root.value(at: ["ignition", "version"])?.stringValue ?? ""
        guard version.hasPrefix("2.") || version.hasPrefix("3.") else {
            throw .invalid("ignition.version \"\(version)\" is neither 2.x nor 3.x")
        }
        var files: [String: [File]] = [:]
        for (index, entry) in (root.value(at: ["storage", "files"])?.arrayValue ?? []).enumerated() {
            guard let path = entry["path"]?.stringValue, path.hasPrefix("/") else {
                throw .invalid("storage.files[\(index)] has no absolute path")
            }
            let appended = entry["append"]?.arrayValue
            for contents in appended ?? [entry["contents"] ?? [:]] {
                files[path, default: []].append(
                    File(
                        content: try Self.content(of: contents, path), encoding: "",
                        appends: appended != nil || entry["append"]?.boolValue == true))
            }
        }
        var commands: [[String]] = []
        for unit in root.value(at: ["systemd", "units"])?.arrayValue ?? [] {
            guard unit["enabled"]?.boolValue == true || unit["enable"]?.boolValue == true else { continue }
            commands += Self.commands(ofUnit: unit["contents"]?.stringValue ?? "", files)
        }
        self.init(files: files, commands: commands)
    }

    /// The commands that a unit starts; those of the scripts among the configuration's own files.
    private static func commands(ofUnit contents: String, _ files: [String: [File]]) -> [[String]] {
        contents.split(separator: "\n").flatMap { line -> [[String]] in
            guard line.hasPrefix("ExecStart=") else { return [] }
            let commands = ShellWords.commands(in: String(line.dropFirst("ExecStart=".count)))
            return commands.flatMap { command -> [[String]] in
                guard let script = command.first.flatMap({ files[$0] }) else { return [command] }
                let text = String(decoding: script.flatMap(\.content), as: UTF8.self)
                let lines = text.split(separator: "\n").filter { !$0.hasPrefix("#") }
                return ShellWords.commands(in: lines.joined(separator: "\n"))
            }
        }
    }

    /// The bytes of a `data:` URL (RFC 2397); none where there is no source.
    private static func content(of contents: JSONValue, _ path: String) throws(SimulatorError) -> [UInt8] {
        let source = contents["source"]?.stringValue ?? ""
        if source.isEmpty { return [] }
        guard source.hasPrefix("data:"), let comma = source.firstIndex(of: ",") else {
            throw .invalid("\(path) comes from \"\(source.prefix(64))\": a simulated machine reads data URLs only")
        }
        let compression = contents["compression"]?.stringValue ?? ""
        guard compression.isEmpty else {
            throw .invalid("\(path) has the compression \"\(compression)\", which a simulated machine cannot read")
        }
        let payload = source[source.index(after: comma)...]
        guard let bytes = unescape(payload) else { throw .invalid("\(path): the data URL is not well-formed") }
        guard source[..<comma].hasSuffix(";base64") else { return bytes }
        guard let decoded = Base64.decode(String(decoding: bytes, as: UTF8.self)) else {
            throw .invalid("\(path) is not base 64")
        }
        return decoded
    }

    private static func unescape(_ text: Substring) -> [UInt8]? {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            let digits = String(decoding: rest.prefix(2), as: UTF8.self)
            guard digits.utf8.count == 2, digits.allSatisfy(\.isHexDigit), let value = UInt8(digits, radix: 16) else {
                return nil
            }
            bytes.append(value)
            rest = rest.dropFirst(2)
        }
        return bytes
    }
}
