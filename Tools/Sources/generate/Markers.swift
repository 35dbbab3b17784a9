/// The `// +key`, `// +key=value` and `// +key: a=b, c="d"` comments above a declaration.
///
/// A comment line that follows a marker and begins with no `+` continues it.
struct Markers {
    private var entries: [(key: String, text: String)] = []

    init(commentLines: [String]) throws {
        var lines: [String] = []
        for comment in commentLines {
            let text = comment.trimmed
            if text.hasPrefix("+") {
                lines.append(String(text.dropFirst()))
            } else if !lines.isEmpty {
                lines[lines.count - 1] += " " + text
            }
        }
        entries = lines.map(Self.entry)
    }

    func has(_ key: String) -> Bool { entries.contains { $0.key == key } }

    /// The text after `key=` or `key:`, of each marker with this key.
    func all(_ key: String) -> [String] { entries.filter { $0.key == key }.map(\.text) }

    func value(_ key: String) -> String? { all(key).first }

    func parameters(_ key: String) throws -> [MarkerParameters] { try all(key).map(MarkerParameters.init(parsing:)) }

    /// Every key that is not in `known`: a misspelt marker must not pass silently.
    func keys(notIn known: Set<String>) -> [String] { entries.map(\.key).filter { !known.contains($0) } }

    private static func entry(_ line: String) -> (key: String, text: String) {
        guard let end = line.firstIndex(where: { $0 == "=" || $0 == ":" }) else { return (line.trimmed, "") }
        return (String(line[..<end]).trimmed, String(line[line.index(after: end)...]).trimmed)
    }
}

/// `a=b, c="d, e"`: values in quotes may hold commas; lists are separated by `;`.
struct MarkerParameters {
    private var values: [(key: String, value: String)] = []

    init(parsing text: String) throws {
        var rest = Substring(text)
        while !rest.isEmpty {
            guard let equals = rest.firstIndex(of: "=") else {
                throw GeneratorError("marker parameter without '=': \(rest)")
            }
            let key = String(rest[..<equals]).trimmed
            rest = rest[rest.index(after: equals)...]
            let isQuoted = rest.first == "\""
            if isQuoted { rest = rest.dropFirst() }
            let end = rest.firstIndex(of: isQuoted ? "\"" : ",") ?? rest.endIndex
            values.append((key, isQuoted ? String(rest[..<end]) : String(rest[..<end]).trimmed))
            rest = rest[end...].drop { $0 == "\"" || $0 == "," || $0 == " " }
        }
    }

    subscript(key: String) -> String? { values.first { $0.key == key }?.value }

    func list(_ key: String) -> [String] {
        self[key]?.split(separator: ";").map { String($0).trimmed } ?? []
    }

    func required(_ key: String) throws -> String {
        guard let value = self[key] else { throw GeneratorError("marker parameter '\(key)' is missing") }
        return value
    }
}

extension String {
    var trimmed: String {
        var text = Substring(self)
        while text.first?.isWhitespace == true { text.removeFirst() }
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }
}
