/// Reads the notation of `MessageTables`.
struct MessageTableReader {
    private struct Draft {
        var table: MessageTables.Table
        var name: String
        var isKind = false
        var fields: [Substring] = []

        var qualifiedName: String { "\(table.name).\(name)" }
    }

    private var drafts: [Draft] = []
    private var references: [String: MessageSchema.Reference] = [:]
    private var problems: [String] = []

    /// - Returns: `problems` says what the tables have wrong; the schema lacks it. Tests see to it that there are none.
    static func read(_ tables: [MessageTables.Table]) -> (schema: MessageSchema, problems: [String]) {
        var reader = MessageTableReader()
        for table in tables { reader.outline(table) }
        let schema = reader.schema()
        return (schema, reader.problems)
    }

    // MARK: Messages

    /// Notes the messages of a table, so that fields of any table can refer to them.
    private mutating func outline(_ table: MessageTables.Table) {
        var lines: [String] = []
        for line in table.text.split(separator: "\n") {
            if line.hasPrefix(" "), !lines.isEmpty {
                lines[lines.count - 1] += line
            } else {
                lines.append(String(line))
            }
        }
        for line in lines {
            let parts = line.split(separator: ":", maxSplits: 1)
            let words = parts.first?.split(separator: " ") ?? []
            guard let name = words.last, words.count == 1 || (words.count == 2 && words[0] == "kind") else {
                problems.append("\(table.name): not a message: \(line)")
                continue
            }
            let fields = parts.count > 1 ? parts[1].split(separator: ",") : []
            let names = name.split(separator: "+")
            let isKind = words.count == 2
            note(Draft(table: table, name: String(names[0]), isKind: isKind, fields: fields))
            if names.count > 1 {
                let list: [Substring] = ["1 metadata meta.ListMeta", "2 items! [\(names[0])]"]
                note(Draft(table: table, name: "\(names[0])List", isKind: isKind, fields: list))
            }
        }
    }

    private mutating func note(_ draft: Draft) {
        let reference = MessageSchema.Reference(index: drafts.count)
        if references.updateValue(reference, forKey: draft.qualifiedName) != nil {
            problems.append("\(draft.qualifiedName): a second message of that name")
        }
        drafts.append(draft)
    }

    private mutating func schema() -> MessageSchema {
        var schema = MessageSchema()
        for (index, draft) in drafts.enumerated() {
            schema.append(
                MessageSchema.Message(
                    name: draft.qualifiedName, fields: draft.fields.compactMap { field($0, of: draft) }))
            if draft.isKind {
                schema.register(
                    draft.name, in: draft.table.apiVersion, as: MessageSchema.Reference(index: index))
            }
        }
        return schema
    }

    // MARK: Fields

    private mutating func field(_ text: Substring, of draft: Draft) -> MessageSchema.Field? {
        let words = text.split(separator: " ")
        if words.count == 2, let number = Int(words[0]), (1...1000).contains(number), words[1].hasPrefix("..."),
            let type = type(words[1].dropFirst(3), in: draft.table)
        {
            return MessageSchema.Field(
                number: number, name: String(words[1].dropFirst(3)), shape: .inline, type: type, omitsEmpty: false)
        }
        guard words.count == 3, let number = Int(words[0]), (1...1000).contains(number),
            let type = type(words[2].trimming(while: { "[{}]".contains($0) }), in: draft.table)
        else {
            problems.append("\(draft.qualifiedName): not a field, or of an unknown type:\(text)")
            return nil
        }
        let name = words[1].trimming { "?!~".contains($0) }
        let marks = words[1].dropFirst(name.count)
        let shape: MessageSchema.Field.Shape =
            switch words[2].first {
            case "[": .list
            case "{": .map
            default: marks.contains("?") ? .pointer : .value
            }
        return MessageSchema.Field(
            number: number, name: String(name), shape: shape, type: type,
            omitsEmpty: shape == .value && type.isStructure ? marks.contains("~") : !marks.contains("!"))
    }

    private func type(_ name: Substring, in table: MessageTables.Table) -> MessageSchema.FieldType? {
        switch name {
        case "bool": .bool
        case "int32": .int32
        case "int64": .int64
        case "double": .double
        case "string": .string
        case "bytes": .bytes
        case "Strings": .strings
        case "Quantity": .quantity
        case "IntOrString": .intOrString
        case "Time": .time
        case "MicroTime": .microTime
        case "Duration": .duration
        case "JSON": .json
        case "SchemaOrArray": references["\(table.name).JSONSchemaProps"].map { .schemaOrArray($0) }
        case "SchemaOrBool": references["\(table.name).JSONSchemaProps"].map { .schemaOrBool($0) }
        case "SchemaOrStrings": references["\(table.name).JSONSchemaProps"].map { .schemaOrStrings($0) }
        default: references[name.contains(".") ? String(name) : "\(table.name).\(name)"].map { .message($0) }
        }
    }
}

extension MessageSchema.FieldType {
    /// Whether Go holds it as a structure, which JSON's `omitempty` never leaves out.
    var isStructure: Bool {
        switch self {
        case .bool, .int32, .int64, .double, .string, .bytes, .strings: false
        default: true
        }
    }
}

extension Substring {
    fileprivate func trimming(while isTrimmed: (Character) -> Bool) -> Substring {
        var rest = drop(while: isTrimmed)
        while let last = rest.last, isTrimmed(last) { rest.removeLast() }
        return rest
    }
}
