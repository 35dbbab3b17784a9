import RE2
import Synchronization

/// The `pattern` of a schema, compiled once.
struct SchemaPattern: Sendable {
    /// Empty for none.
    let text: String
    /// Why the text is no regular expression; `nil` where it is one.
    let problem: String?
    private let expression: RegularExpression?

    /// Schemas share their patterns, and most are read many times: one for every change of a definition.
    private static let compiled = Mutex<[String: SchemaPattern]>([:])
    private static let mostCompiled = 1000

    init(_ text: String) {
        guard !text.isEmpty else {
            self.init(text: text, problem: nil, expression: nil)
            return
        }
        if let known = Self.compiled.withLock({ $0[text] }) {
            self = known
            return
        }
        do {
            self.init(text: text, problem: nil, expression: try RegularExpression(text))
        } catch {
            self.init(text: text, problem: "\(error)", expression: nil)
        }
        Self.compiled.withLock { [self] compiled in
            if compiled.count >= Self.mostCompiled { compiled = [:] }
            compiled[text] = self
        }
    }

    private init(text: String, problem: String?, expression: RegularExpression?) {
        self.text = text
        self.problem = problem
        self.expression = expression
    }

    /// Whether the pattern is found in a text. One that is no regular expression is found in none.
    func accepts(_ value: String) -> Bool {
        text.isEmpty || expression?.matches(value) == true
    }
}
