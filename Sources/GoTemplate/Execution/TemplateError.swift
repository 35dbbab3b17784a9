/// Why a text could not be parsed or a template not be executed. The description is Go's, to the letter.
public struct TemplateError: Error, Sendable, Hashable {
    public enum Phase: Sendable, Hashable {
        case parsing
        case executing
    }

    public let phase: Phase
    /// The name of the text that the error is in, which is another than `template` for what `define` defines.
    public let source: String
    /// The template that was executed; the name of the text for errors of parsing.
    public let template: String
    /// Counted from one. Nil if the error is at no place, such as a template that does not exist.
    public let line: Int?
    /// The byte in the line, counted from zero. Errors of parsing have none.
    public let column: Int?
    /// The piece of the template that could not be evaluated.
    public let context: String?
    public let message: String

    init(parsing source: String, line: Int?, message: String) {
        phase = .parsing
        self.source = source
        template = source
        self.line = line
        column = nil
        context = nil
        self.message = message
    }

    init(executing definition: Definition, at node: Node?, message: String) {
        phase = .executing
        source = definition.source.name
        template = definition.name
        let place = node.map { definition.source.place(of: $0.position) }
        line = place?.line
        column = place?.column
        context = node?.text
        self.message = message
    }

    /// An error that is not in a template.
    init(template: String, message: String) {
        phase = .executing
        source = template
        self.template = template
        line = nil
        column = nil
        context = nil
        self.message = message
    }
}

extension TemplateError: CustomStringConvertible {
    /// `template: NAME:LINE: MESSAGE` or `template: NAME:LINE:COLUMN: executing "TEMPLATE" at <CONTEXT>: MESSAGE`.
    public var description: String {
        guard let line else { return "template: \(message)" }
        guard let column, let context else { return "template: \(source):\(line): \(message)" }
        let name = GoFormat.quoted(GoString(template))
        return "template: \(source):\(line):\(column): executing \(name) at <\(context)>: \(message)"
    }
}
