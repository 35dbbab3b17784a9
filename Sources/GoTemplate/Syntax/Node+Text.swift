/// Nodes as Go's errors show them.
extension Node {
    var text: String {
        switch form {
        case .text(let bytes): return String(decoding: bytes, as: UTF8.self)
        case .action(_, let pipeline): return "{{\(pipeline.text)}}"
        case .branch(let branch), .range(let branch): return branch.text
        case .template(let call):
            let argument = call.pipeline.map { " " + $0.text } ?? ""
            return "{{template \(GoFormat.quoted(GoString(call.name)))\(argument)}}"
        case .break: return "{{break}}"
        case .continue: return "{{continue}}"
        case .pipeline(let pipeline): return pipeline.text
        case .command(let words): return words.map(\.textAsTerm).joined(separator: " ")
        case .field(let names): return names.map { "." + $0 }.joined()
        case .chain(let term, let names): return term.textAsTerm + names.map { "." + $0 }.joined()
        case .variable(let reference): return reference.variable.name + reference.fields.map { "." + $0 }.joined()
        case .function(let reference): return reference.name
        case .dot: return "."
        case .nil: return "nil"
        case .bool(let value): return value ? "true" : "false"
        case .number(let number): return number.text
        case .string(let string): return string.literal
        }
    }

    /// In parentheses if it is a pipeline.
    private var textAsTerm: String {
        if case .pipeline = form { "(\(text))" } else { text }
    }
}

extension Pipeline {
    fileprivate var text: String {
        let commands = commands.map(\.text).joined(separator: " | ")
        guard !declared.isEmpty else { return commands }
        return declared.map(\.name).joined(separator: ", ") + (assigns ? " = " : " := ") + commands
    }
}

extension Branch {
    fileprivate var text: String {
        let otherwise = otherwise.map { "{{else}}" + $0.map(\.text).joined() } ?? ""
        return "{{\(keyword.rawValue) \(pipeline.text)}}\(body.map(\.text).joined())\(otherwise){{end}}"
    }
}
