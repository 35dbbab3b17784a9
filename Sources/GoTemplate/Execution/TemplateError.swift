/// Why a text could not be parsed or a template not be executed. The description is Go's, to the letter.
public struct TemplateError: Error, Sendable, Hashable {
    public enum Phase: Sendable, Hashable {
        case parsing
        case executing
    }

    private struct Place: Sendable, Hashable {
        let line: Int
        let column: Int?
        let context: String?
    }

    private struct Details: Sendable, Hashable {
        let phase: Phase
        let source: String
        let template: String
        let place: Place?
        let message: String
    }

    /// One pointer, so that functions that may throw this stay small on the stack.
    private indirect enum Storage: Sendable, Hashable {
        case details(Details)
    }

    private let storage: Storage

    private init(_ phase: Phase, source: String, template: String, place: Place?, message: String) {
        storage = .details(
            Details(phase: phase, source: source, template: template, place: place, message: message))
    }

    init(parsing source: String, line: Int, message: String) {
        let place = Place(line: line, column: nil, context: nil)
        self.init(.parsing, source: source, template: source, place: place, message: message)
    }

    /// - Parameter node: Nil if the error is at none.
    init(executing definition: Definition, at node: Node?, message: String) {
        let place = node.map { node in
            let (line, column) = definition.source.place(of: node.position)
            return Place(line: line, column: column, context: node.text)
        }
        self.init(
            .executing, source: definition.source.name, template: definition.name, place: place, message: message)
    }

    /// An error that is not in a template.
    init(template: String, message: String) {
        self.init(.executing, source: template, template: template, place: nil, message: message)
    }

    private var details: Details {
        switch storage {
        case .details(let details): details
        }
    }
}

extension TemplateError {
    public var phase: Phase { details.phase }

    /// The name of the text that the error is in, which is another than `template` for what `define` defines.
    public var source: String { details.source }

    /// The template that was executed; the name of the text for errors of parsing.
    public var template: String { details.template }

    /// Counted from one. Nil if the error is at no place, such as a template that does not exist.
    public var line: Int? { details.place?.line }

    /// The byte in the line, counted from zero. Errors of parsing have none.
    public var column: Int? { details.place?.column }

    /// The piece of the template that could not be evaluated. Errors of parsing have none.
    public var context: String? { details.place?.context }

    public var message: String { details.message }
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
