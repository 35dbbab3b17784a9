/// An expression whose names are resolved and whose types are known.
struct CheckedExpression: Sendable {
    /// Calls of functions with dotted names have no target any more.
    var tree: SyntaxTree
    /// By node.
    var types: [CELType]
    /// The overloads that the types leave, by the node of the call.
    var overloads: [NodeID: [Overload]]
    /// The names that stand for types, by node.
    var typeNames: [NodeID: CELType]
    /// The variables that occur.
    var variables: Set<String>

    var type: CELType { types[tree.root] }
}

/// The variables that expressions know, with their types.
struct CheckingEnvironment: Sendable {
    var variables: [String: CELType] = [:]
    /// Whether literals are held to what Kubernetes asks of them beyond their types (`LiteralValidation`).
    var validatesLiterals = true
}
