/// A piece of a template as it is executed: everything that can be settled when a text is parsed is settled here.
final class Node: Sendable {
    /// Where it begins in its text, in bytes, which errors tell.
    let position: Int
    let form: Form

    init(_ position: Int, _ form: Form) {
        self.position = position
        self.form = form
    }

    enum Form: Sendable {
        // Statements
        case text([UInt8])
        case action(Pipeline, Node)
        case branch(Branch)
        case range(Branch)
        case template(name: String, Node?)
        case `break`
        case `continue`
        // Expressions
        case pipeline(Pipeline)
        case command([Node])
        case field([String])
        /// Fields of a term in parentheses or of a function.
        case chain(Node, [String])
        case variable(VariableName, [String])
        case function(name: String, CallTarget)
        case dot
        case `nil`
        case bool(Bool)
        case number(NumberConstant)
        case string(literal: String, GoString)
    }
}

struct Pipeline: Sendable {
    let declared: [VariableName]
    /// Whether the variables are assigned and not declared.
    let assigns: Bool
    /// Nodes of the form `command`.
    let commands: [Node]
}

/// `if`, `with` or `range`.
struct Branch: Sendable {
    enum Keyword: String {
        case `if`
        case with
        case range
    }

    let keyword: Keyword
    /// A node of the form `pipeline`.
    let pipeline: Node
    let body: [Node]
    let otherwise: [Node]?
}

/// The name of a variable, with a number that stands for it within one text.
struct VariableName: Sendable {
    /// With its dollar sign.
    let name: String
    let number: Int

    /// `$`, what a template was given.
    static let root = VariableName(name: "$", number: 0)
}

/// What a name calls.
enum CallTarget: Sendable {
    case function(TemplateFunction)
    case builtIn(BuiltIn)
}

/// A parsed template.
struct Definition: Sendable {
    let name: String
    let source: Source
    let body: [Node]

    /// Whether there is nothing but space, so that this replaces no other template.
    var isEmpty: Bool { body.allSatisfy { node in node.isBlank } }
}

extension Node {
    fileprivate var isBlank: Bool {
        guard case .text(let text) = form else { return false }
        return String(decoding: text, as: UTF8.self).unicodeScalars.allSatisfy { $0.properties.isWhitespace }
    }
}

/// A text that was parsed, for the places of errors.
struct Source: Sendable {
    let name: String
    let text: [UInt8]

    /// The line, counted from one, and the byte in it, counted from zero, as Go tells them.
    func place(of position: Int) -> (line: Int, column: Int) {
        let before = text.prefix(position)
        let line = 1 + before.count { $0 == UInt8(ascii: "\n") }
        let start = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
        return (line, position - start)
    }
}
