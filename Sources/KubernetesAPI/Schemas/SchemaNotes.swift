import JSON

/// What the tables of messages do not say of the built-in kinds, in a notation of its own.
///
/// A message is a line, the fields of which something is noted are indented lines below it:
///
///     core.PodSpec: What the containers of a pod are, and where and how they run.
///       containers @name merge=name: The containers; at least one.
///       restartPolicy (Always|OnFailure|Never) ="Always"
///
/// Behind a name come marks, and after a colon a description. `atomic` on a message or a field means that server-side
/// apply owns it as a whole, `set` that a list is one of distinct scalars, and `@a,b` that its elements are told apart by
/// these members. `merge`, `merge=key`, `retainKeys`, `retainKeys=key` and `replace` are the strategies of strategic merge
/// patches. `*` and `-` say that OpenAPI documents call a field required, or do not, where the table suggests otherwise.
/// `=` is a default in JSON without blanks, and parentheses hold all values that the server accepts.
struct SchemaNotes: Sendable {
    struct Message: Sendable {
        var description = ""
        var isAtomic = false
        var fields: [String: Field] = [:]
    }

    struct Field: Sendable {
        var description = ""
        /// `nil` where the table decides.
        var isRequired: Bool?
        var isAtomic = false
        var isSet = false
        var listMapKeys: [String] = []
        /// As OpenAPI documents name it: `merge`, `retainKeys`, `merge,retainKeys` or `replace`.
        var patchStrategy: String?
        var patchMergeKey: String?
        var defaultValue: JSONValue?
        var values: [String] = []
    }

    private(set) var messages: [String: Message] = [:]
    /// Lines that cannot be read. Tests see to it that there are none.
    private(set) var problems: [String] = []

    static let all = SchemaNotes(reading: [meta, pods, volumes, core, workloads, others])

    init(reading texts: [String]) {
        var name = ""
        for line in texts.joined(separator: "\n").split(separator: "\n") {
            let halves = line.split(separator: ": ", maxSplits: 1)
            let words = halves[0].split(separator: " ")
            let description = halves.count > 1 ? String(halves[1]) : ""
            guard let first = words.first else { continue }
            if line.hasPrefix(" ") {
                let field = field(marks: words.dropFirst(), description, line)
                messages[name, default: Message()].fields[String(first)] = field
            } else {
                name = String(first)
                if messages[name] != nil { problems.append("\(name) is noted twice") }
                messages[name] = Message(description: description, isAtomic: words.dropFirst().contains("atomic"))
            }
        }
    }

    private mutating func field(
        marks: ArraySlice<Substring>, _ description: String, _ line: Substring
    ) -> Field {
        var field = Field(description: description)
        for mark in marks {
            let parts = mark.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            switch (parts[0], parts.count) {
            case ("*", 1): field.isRequired = true
            case ("-", 1): field.isRequired = false
            case ("atomic", 1): field.isAtomic = true
            case ("set", 1): field.isSet = true
            case ("", 2): field.defaultValue = try? JSONValue(parsing: String(parts[1]))
            case ("merge", _), ("retainKeys", _), ("replace", 1):
                let isKeyed = parts.count > 1
                field.patchStrategy = parts[0] == "retainKeys" && isKeyed ? "merge,retainKeys" : String(parts[0])
                field.patchMergeKey = isKeyed ? String(parts[1]) : nil
            case _ where mark.hasPrefix("@"):
                field.listMapKeys = mark.dropFirst().split(separator: ",").map(String.init)
            case _ where mark.hasPrefix("(") && mark.hasSuffix(")"):
                field.values = mark.dropFirst().dropLast().split(separator: "|").map(String.init)
            default: problems.append("\(mark) is no mark: \(line)")
            }
            if mark.hasPrefix("="), field.defaultValue == nil { problems.append("\(mark) is no default: \(line)") }
        }
        return field
    }
}
