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
        case template(TemplateCall)
        case `break`
        case `continue`
        // Expressions
        case pipeline(Pipeline)
        case command([Node])
        case field([String])
        /// Fields of a term in parentheses or of a function.
        case chain(Node, [String])
        case variable(VariableReference)
        case function(FunctionReference)
        case dot
        case `nil`
        case bool(Bool)
        case number(NumberConstant)
        case string(StringConstant)
    }
}

// What nodes hold are objects, so that going down a template passes pointers and takes little of the stack.

final class Pipeline: Sendable {
    let declared: [VariableName]
    /// Whether the variables are assigned and not declared.
    let assigns: Bool
    /// Nodes of the form `command`.
    let commands: [Node]

    init(declared: [VariableName], assigns: Bool, commands: [Node]) {
        self.declared = declared
        self.assigns = assigns
        self.commands = commands
    }
}

/// `if`, `with` or `range`.
final class Branch: Sendable {
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

    init(keyword: Keyword, pipeline: Node, body: [Node], otherwise: [Node]?) {
        self.keyword = keyword
        self.pipeline = pipeline
        self.body = body
        self.otherwise = otherwise
    }
}

/// `template`, or the execution of a `block`.
final class TemplateCall: Sendable {
    let name: String
    /// A node of the form `pipeline`, whose value the dot of the template is.
    let pipeline: Node?

    init(name: String, pipeline: Node?) {
        self.name = name
        self.pipeline = pipeline
    }
}

/// A variable, or fields of it.
final class VariableReference: Sendable {
    let variable: VariableName
    let fields: [String]

    init(_ variable: VariableName, fields: [String] = []) {
        self.variable = variable
        self.fields = fields
    }
}

final class FunctionReference: Sendable {
    let name: String
    let target: CallTarget

    init(name: String, target: CallTarget) {
        self.name = name
        self.target = target
    }
}

final class StringConstant: Sendable {
    /// As the template spells it.
    let literal: String
    let value: GoString

    init(literal: String, value: GoString) {
        self.literal = literal
        self.value = value
    }
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
