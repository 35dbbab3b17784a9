/// The messages of an OpenAPI v2 document and how they read in JSON.
struct OpenAPIMessages: Sendable {
    enum FieldType: Sendable, Hashable {
        case string, bool, int64, double
        /// A message that holds any value as text, which is YAML and may be JSON.
        case any
        /// A message by its place.
        case message(Int)
    }

    /// Which values of its message a field holds.
    enum Content: Sendable, Hashable {
        /// One member.
        case member(String)
        /// The members without a field of their own.
        case otherMembers
        /// The members whose names begin with `x-`.
        case extensions
        /// The value itself, if it is an object with such a member.
        case valueWith(String)
        /// The value itself, if it is an object whose member is that.
        case valueWhere(String, is: String)
        /// The value itself.
        case value
        /// The value itself, or each element of it.
        case valueOrElements
    }

    struct Field: Sendable {
        let number: Int
        let content: Content
        let type: FieldType
        let isList: Bool
    }

    struct Message: Sendable {
        let name: String
        let fields: [Field]
        /// By descending number, the order in which they are written backwards.
        let writingOrder: [Field]
        /// The members that have a field of their own.
        let members: Set<String>
        let hasExtensions: Bool

        init(name: String, fields: [Field]) {
            self.name = name
            self.fields = fields
            writingOrder = fields.sorted { $0.number > $1.number }
            members = Set(
                fields.compactMap { field in
                    if case .member(let name) = field.content { return name }
                    return nil
                })
            hasExtensions = fields.contains { $0.content == .extensions }
        }

        /// Whether a member belongs to `Content.otherMembers`.
        func isOther(_ member: String) -> Bool {
            !members.contains(member) && !(hasExtensions && member.hasPrefix("x-"))
        }
    }

    /// The first is that of the document.
    private(set) var messages: [Message] = []
    /// What the table has wrong. Tests see to it that there is nothing.
    private(set) var problems: [String] = []

    static let shared = OpenAPIMessages(table)

    init(_ table: String) {
        var lines: [String] = []
        for line in table.split(separator: "\n") {
            if line.hasPrefix(" "), !lines.isEmpty {
                lines[lines.count - 1] += line
            } else {
                lines.append(String(line))
            }
        }
        let drafts = lines.map { line in
            let head = line.prefix { $0 != ":" && $0 != "=" }
            let name = head.split(separator: " ").first.map(String.init) ?? ""
            let isChoice = line.dropFirst(head.count).first == "="
            return (name: name, isChoice: isChoice, fields: line.dropFirst(head.count + 1).split(separator: ","))
        }
        var places: [String: Int] = [:]
        for (place, draft) in drafts.enumerated() where places.updateValue(place, forKey: draft.name) != nil {
            problems.append("\(draft.name): a second message of that name")
        }
        for draft in drafts {
            var fields: [Field] = []
            for text in draft.fields {
                if let field = Self.field(text, isChoice: draft.isChoice, places) {
                    fields.append(field)
                } else {
                    problems.append("\(draft.name): not a field, or of an unknown type:\(text)")
                }
            }
            messages.append(Message(name: draft.name, fields: fields))
        }
    }

    private static func field(_ text: Substring, isChoice: Bool, _ places: [String: Int]) -> Field? {
        let words = text.split(separator: " ")
        guard (isChoice ? 2...3 : 3...3).contains(words.count), let number = Int(words[0]), number > 0,
            let typeName = words.last
        else { return nil }
        let bareName = typeName.filter { !"[]+".contains($0) }
        guard let type = type(bareName, places) else { return nil }
        return Field(
            number: number,
            content: isChoice
                ? choice(words.count == 3 ? words[1] : nil, isOneOrMore: typeName.hasSuffix("+")) : member(words[1]),
            type: type, isList: typeName.hasPrefix("["))
    }

    private static func member(_ name: Substring) -> Content {
        switch name {
        case "*": .otherMembers
        case "x-*": .extensions
        default: .member(String(name))
        }
    }

    private static func choice(_ condition: Substring?, isOneOrMore: Bool) -> Content {
        guard let condition else { return isOneOrMore ? .valueOrElements : .value }
        let parts = condition.split(separator: ":").map(String.init)
        return parts.count == 2 ? .valueWhere(parts[0], is: parts[1]) : .valueWith(String(condition))
    }

    private static func type(_ name: String, _ places: [String: Int]) -> FieldType? {
        switch name {
        case "string": .string
        case "bool": .bool
        case "int64": .int64
        case "double": .double
        case "Any": .any
        default: places[name].map { .message($0) }
        }
    }
}
