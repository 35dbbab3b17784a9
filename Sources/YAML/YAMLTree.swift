/// The nodes of a document as they were written: scalars unresolved, aliases unfollowed.
struct YAMLTree {
    /// A node's place in `nodes`.
    typealias ID = Int

    struct Node {
        var content: Content
        /// The byte offset of the node's first character, its tag and anchor left out.
        var offset: Int
        /// The full tag, such as `tag:yaml.org,2002:str`; `nil` where none is written.
        var tag: String?
        var anchor: String?
    }

    enum Content {
        case scalar(String, isPlain: Bool)
        case sequence([ID])
        case mapping([(key: ID, value: ID)])
        case alias(ID)
    }

    private(set) var nodes: [Node] = []
    var root: ID = 0

    subscript(id: ID) -> Node {
        get { nodes[id] }
        set { nodes[id] = newValue }
    }

    mutating func add(_ content: Content, at offset: Int) -> ID {
        nodes.append(Node(content: content, offset: offset))
        return nodes.count - 1
    }
}
