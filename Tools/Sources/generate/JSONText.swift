/// JSON written in the order it is built.
enum JSONText {
    static func string(_ value: String) -> String {
        var text = "\""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            default: text.unicodeScalars.append(scalar)
            }
        }
        return text + "\""
    }

    static func list(_ elements: [String]) -> String { "[\(elements.joined(separator: ","))]" }

    static func strings(_ elements: [String]) -> String { list(elements.map(string)) }

    static func object(_ members: [(String, String)]) -> String {
        "{\(members.map { "\(string($0.0)):\($0.1)" }.joined(separator: ","))}"
    }

    /// An object with one member a line, for texts that people compare.
    static func lines(_ members: [(String, String)]) -> String {
        members.isEmpty ? "{}" : "{\n\(members.map { "\(string($0.0)):\($0.1)" }.joined(separator: ",\n"))\n}"
    }
}
