public import JSON

/// Settings such as `a.b=1,c[0]={x,y}`, as Helm's flags `--set` and its relatives take them (`strvals`).
public struct SetLine {
    /// What values mean.
    public enum Kind: Sendable, Hashable {
        /// `--set`: `true`, `false`, `null` and integers are what they look like, all else is text.
        case typed
        /// `--set-string`: all is text.
        case string
        /// `--set-json`: JSON.
        case json
        /// `--set-literal`: one setting, of which all after the equals sign is text.
        case literal
        /// `--set-file`: names of files, whose contents are the texts.
        case file
    }

    /// The contents of a file that a setting names.
    public typealias FileReader = (_ path: String) throws(ChartError) -> [UInt8]

    static let maximumIndex = 65536
    static let maximumDepth = 30
    /// How many lists may be in lists; Helm knows no bound.
    static let maximumListDepth = 200
    /// Far beyond what anybody writes.
    private static let maximumLength = 16 << 20

    let kind: Kind
    let readFile: FileReader

    /// Puts the settings of a line into values.
    ///
    /// - Throws: `values`, in Helm's words without those of the flag.
    public static func apply(
        _ line: String, _ kind: Kind, to values: inout JSONObject,
        readFile: @escaping FileReader = { path throws(ChartError) in
            throw ChartError(.values, "open \(path): there are no files here")
        }
    ) throws(ChartError) {
        guard line.utf8.count <= maximumLength else {
            throw ChartError(.limit, "a setting is longer than \(maximumLength) bytes")
        }
        var parser = SetParser(line, SetLine(kind: kind, readFile: readFile))
        while true {
            switch parser.key(&values, depth: 0) {
            case nil: continue
            case .endOfLine: return
            case .failure(let error): throw error
            }
        }
    }

    private init(kind: Kind, readFile: @escaping FileReader) {
        self.kind = kind
        self.readFile = readFile
    }

    func value(of text: String) -> Result<JSONValue, ChartError> {
        switch kind {
        case .typed: return .success(Self.typed(text))
        case .string, .json, .literal: return .success(.string(text))
        case .file:
            return Result { () throws(ChartError) in
                .string(String(decoding: try readFile(text), as: UTF8.self))
            }
        }
    }

    private static func typed(_ text: String) -> JSONValue {
        switch text.utf8.count <= 5 ? text.lowercased() : "" {
        case "true": return .bool(true)
        case "false": return .bool(false)
        case "null": return .null
        case "0": return .integer(0)
        default: break
        }
        // What begins with zero is more likely a code than a number.
        guard text.utf8.first != UInt8(ascii: "0"), let number = Int64(text) else { return .string(text) }
        return .integer(number)
    }
}
