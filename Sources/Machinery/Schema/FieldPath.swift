/// The way from a value to one inside it, kept while walking and written out only where there is something to say.
struct FieldPath {
    private enum Step {
        case member(String)
        case index(Int)
        case key(String)
    }

    private let prefix: String
    private let root: String
    private var steps: [Step] = []

    /// - Parameters:
    ///   - root: The path of the value that the walk begins at; empty for a whole object.
    ///   - prefix: Where the root lies in its object. Fields are named with it, but sentences that name the value leave it out.
    init(_ root: String = "", under prefix: String = "") {
        self.root = root
        self.prefix = prefix
    }

    mutating func push(_ member: String) { steps.append(.member(member)) }
    mutating func push(_ index: Int) { steps.append(.index(index)) }
    /// A member of a map, where its name is data.
    mutating func push(key: String) { steps.append(.key(key)) }
    mutating func pop() { steps.removeLast() }

    /// `spec.list[2].name`, without the prefix.
    var text: String {
        var text = root
        for step in steps {
            switch step {
            case .member(let name): text += text.isEmpty ? name : ".\(name)"
            case .index(let index): text += "[\(index)]"
            case .key(let name): text += "[\(name)]"
            }
        }
        return text
    }

    /// The whole path.
    var field: String {
        let text = text
        if prefix.isEmpty || text.isEmpty { return prefix + text }
        return text.hasPrefix("[") ? prefix + text : "\(prefix).\(text)"
    }
}
