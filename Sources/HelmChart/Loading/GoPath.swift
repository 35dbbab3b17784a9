import GoTemplate
import Machinery
import Sprig

extension GoPath {
    /// The last part: `.` for an empty path, `/` for one of slashes only.
    static func base(of path: String) -> String { String(decoding: base(Array(path.utf8)), as: UTF8.self) }

    /// From the last dot of the last part; empty without one.
    static func fileExtension(of path: String) -> String {
        String(decoding: fileExtension(Array(path.utf8)), as: UTF8.self)
    }

    /// The shortest path that means the same; `.` for an empty one.
    static func clean(_ path: String) -> String { String(decoding: clean(Array(path.utf8)), as: UTF8.self) }
}

extension String {
    /// In double quotes with Go's escapes (`%q`).
    var goQuoted: String { GoFormat.quoted(GoString(self)) }

    /// The characters one by one, each in single quotes, as `%q` prints a list of them.
    var goQuotedCharacters: String {
        let characters = unicodeScalars.map { scalar in
            switch scalar {
            case "'": "'\\''"
            case "\"": "'\"'"
            default: "'\(String(scalar).goQuoted.dropFirst().dropLast())'"
            }
        }
        return "[\(characters.joined(separator: " "))]"
    }

    /// White space as spaces, and nothing that cannot be printed.
    var sanitized: String {
        var text = String.UnicodeScalarView()
        for scalar in unicodeScalars {
            if scalar.properties.isWhitespace {
                text.append(" ")
            } else if scalar.isPrintable {
                text.append(scalar)
            }
        }
        return String(text)
    }

    /// Without white space at the ends, as Go's `strings.TrimSpace`.
    var goTrimmed: String {
        let scalars = unicodeScalars
        guard let first = scalars.firstIndex(where: { !$0.properties.isWhitespace }),
            let last = scalars.lastIndex(where: { !$0.properties.isWhitespace })
        else { return "" }
        return String(scalars[first...last])
    }

    /// Whether the bytes begin with those of another text.
    func hasBytePrefix(_ prefix: String) -> Bool { utf8.starts(with: prefix.utf8) }

    /// Without a text at the front, where the bytes begin with it.
    func droppingBytePrefix(_ prefix: String) -> String {
        hasBytePrefix(prefix) ? String(decoding: utf8.dropFirst(prefix.utf8.count), as: UTF8.self) : self
    }
}
