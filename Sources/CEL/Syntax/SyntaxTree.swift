typealias NodeID = Int

/// A literal of the text.
enum Constant: Sendable, Hashable {
    case null
    case bool(Bool)
    case int(Int64)
    case uint(UInt64)
    case double(Double)
    case string(String)
    case bytes([UInt8])
}

/// One node of the tree; its children are named by their places in the tree.
enum SyntaxNode: Sendable {
    case constant(Constant)
    case identifier(String)
    /// `a.b`, or `has(a.b)`
    case select(operand: NodeID, field: String, isTest: Bool)
    case call(function: String, target: NodeID?, arguments: [NodeID])
    case list([NodeID], optionals: Set<Int>)
    case map([Entry])
    case message(name: String, fields: [Field])
    case fold(Fold)

    struct Entry: Sendable {
        var key: NodeID
        var value: NodeID
        var isOptional: Bool
    }

    struct Field: Sendable {
        var name: String
        var value: NodeID
        var isOptional: Bool
        var offset: Int
    }

    /// What macros expand to: for every element of the range, while the condition holds, the accumulator becomes the
    /// step.
    struct Fold: Sendable {
        var variable: String
        var secondVariable: String?
        var range: NodeID
        var accumulator: String
        var initial: NodeID
        var condition: NodeID
        var step: NodeID
        var result: NodeID

        /// The variable of folds that have none: they bind the accumulator to a name and do nothing else.
        static let unused = "#unused"

        var isBinding: Bool { variable == Self.unused }
    }
}

/// An expression as a tree in an array, with macros expanded.
struct SyntaxTree: Sendable {
    let source: SourceText
    var nodes: [SyntaxNode] = []
    /// Where every node stands in the text.
    var offsets: [Int] = []
    var depths: [Int] = []
    var root: NodeID = 0

    static let accumulator = "@result"

    init(source: SourceText) {
        self.source = source
    }

    mutating func add(_ node: SyntaxNode, at offset: Int) -> NodeID {
        let depth = node.children.reduce(0) { max($0, depths[$1]) } + 1
        nodes.append(node)
        offsets.append(offset)
        depths.append(depth)
        return nodes.count - 1
    }

    subscript(id: NodeID) -> SyntaxNode { nodes[id] }
}

extension SyntaxNode {
    var children: [NodeID] {
        switch self {
        case .constant, .identifier: []
        case .select(let operand, _, _): [operand]
        case .call(_, let target, let arguments): (target.map { [$0] } ?? []) + arguments
        case .list(let elements, _): elements
        case .map(let entries): entries.flatMap { [$0.key, $0.value] }
        case .message(_, let fields): fields.map(\.value)
        case .fold(let fold): [fold.range, fold.initial, fold.condition, fold.step, fold.result]
        }
    }
}

/// The names that operators have as functions.
enum Operator {
    static let conditional = "_?_:_"
    static let and = "_&&_"
    static let or = "_||_"
    static let not = "!_"
    static let negate = "-_"
    static let equals = "_==_"
    static let notEquals = "_!=_"
    static let less = "_<_"
    static let lessEquals = "_<=_"
    static let greater = "_>_"
    static let greaterEquals = "_>=_"
    static let add = "_+_"
    static let subtract = "_-_"
    static let multiply = "_*_"
    static let divide = "_/_"
    static let modulo = "_%_"
    static let index = "_[_]"
    static let optionalIndex = "_[?_]"
    static let optionalSelect = "_?._"
    static let contains = "@in"
    static let notStrictlyFalse = "@not_strictly_false"
    static let mapInsert = "cel.@mapInsert"
    static let sortByAssociatedKeys = "@sortByAssociatedKeys"

    /// How the operators with two operands are written.
    static let binary = [
        "&&": and, "||": or, "==": equals, "!=": notEquals, "<": less, "<=": lessEquals, ">": greater,
        ">=": greaterEquals, "+": add, "-": subtract, "*": multiply, "/": divide, "%": modulo, "in": contains,
    ]
}
