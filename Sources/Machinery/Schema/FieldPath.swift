/// The way from a value to one inside it, kept while walking and written out only where there is something to say.
struct FieldPath {
    private enum Step {
        case member(String)
        case index(Int)
    }

    private let root: String
    private var steps: [Step] = []

    /// - Parameter root: The path of the value that the walk begins at; empty for a whole object.
    init(_ root: String = "") {
        self.root = root
    }

    mutating func push(_ member: String) { steps.append(.member(member)) }
    mutating func push(_ index: Int) { steps.append(.index(index)) }
    mutating func pop() { steps.removeLast() }

    /// `spec.list[2].name`
    var text: String {
        var text = root
        for step in steps {
            switch step {
            case .member(let name): text += text.isEmpty ? name : ".\(name)"
            case .index(let index): text += "[\(index)]"
            }
        }
        return text
    }
}
