public import JSON

/// What a user gives over a chart's values, in the forms that Helm's command line has.
public struct ValueOverrides: Sendable {
    /// Files of values, the later over the earlier (`--values`). The names are for messages.
    public var files: [ChartFile]
    public var json: [String]
    public var typed: [String]
    public var strings: [String]
    public var fileContents: [String]
    public var literals: [String]

    public init(
        files: [ChartFile] = [], json: [String] = [], typed: [String] = [], strings: [String] = [],
        fileContents: [String] = [], literals: [String] = []
    ) {
        self.files = files
        self.json = json
        self.typed = typed
        self.strings = strings
        self.fileContents = fileContents
        self.literals = literals
    }

    /// All of it in one: files first, then `--set-json`, `--set`, `--set-string`, `--set-file` and `--set-literal`.
    ///
    /// - Parameter readFile: Gives the contents of what `fileContents` names.
    /// - Throws: `values`, in Helm's words.
    public func values(
        readFile: @escaping SetLine.FileReader = { path throws(ChartError) in
            throw ChartError(.values, "open \(path): there are no files here")
        }
    ) throws(ChartError) -> JSONObject {
        var values = JSONObject()
        for file in files {
            do throws(ChartError) {
                Self.merge(try ChartValues.parse(file.contents), over: &values)
            } catch {
                throw error.within("failed to parse \(file.name)")
            }
        }
        for line in json {
            do throws(ChartError) {
                try SetLine.apply(line, .json, to: &values)
            } catch {
                throw ChartError(.values, "failed parsing --set-json data \(line)")
            }
        }
        for (lines, kind, flag) in [
            (typed, SetLine.Kind.typed, "--set"), (strings, .string, "--set-string"),
            (fileContents, .file, "--set-file"), (literals, .literal, "--set-literal"),
        ] {
            for line in lines {
                do throws(ChartError) {
                    try SetLine.apply(line, kind, to: &values, readFile: readFile)
                } catch {
                    throw error.within("failed parsing \(flag) data")
                }
            }
        }
        return values
    }

    /// Puts values over others: tables are merged, all else is replaced.
    public static func merge(_ values: JSONObject, over target: inout JSONObject) {
        for (key, value) in values {
            if case .object(let table) = value, case .object(var existing)? = target[key] {
                target[key] = nil
                merge(table, over: &existing)
                target[key] = .object(existing)
            } else {
                target[key] = value
            }
        }
    }
}
