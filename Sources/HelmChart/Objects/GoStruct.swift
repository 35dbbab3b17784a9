import GoTemplate
import Sprig

/// A struct of Helm's as templates see it.
struct GoStruct: GoJSONStruct {
    struct Field {
        var name: String
        /// Nil where JSON does not have the field.
        var jsonName: String?
        var value: GoValue
        /// Whether JSON leaves the field out where it is empty.
        var omitsEmpty = true
    }

    let typeName: String
    let fields: [Field]
    var methods: [String: TemplateFunction] = [:]
    /// How `%v` prints the struct where it has a way of its own.
    var ownText: String?
    /// Fields of an embedded struct, which count as the struct's own.
    var embedded: [(name: String, value: GoStruct)] = []

    var entries: GoMap? { nil }

    func field(_ name: String) -> GoValue? {
        if let field = fields.first(where: { $0.name == name }) { return field.value }
        for (embeddedName, value) in embedded {
            if embeddedName == name { return .object(value) }
            if let field = value.field(name) { return field }
        }
        return nil
    }

    func method(_ name: String) -> TemplateFunction? { methods[name] }

    var printed: String {
        if let ownText { return ownText }
        let parts = embedded.map(\.value.printed) + fields.map { $0.value.printedByGo }
        return "{\(parts.joined(separator: " "))}"
    }

    var jsonMembers: [(name: String, value: GoValue)] {
        embedded.flatMap(\.value.jsonMembers)
            + fields.compactMap { field in
                guard let name = field.jsonName, !field.omitsEmpty || !field.value.isEmptyInJSON else { return nil }
                return (name, field.value)
            }
    }
}

extension GoValue {
    static func text(_ text: String) -> GoValue { .string(GoString(text)) }

    static func strings(_ texts: [String]) -> GoValue { .list(GoList(texts.map { .text($0) }, of: .string)) }

    /// As `%v` prints the value; nothing for what is too deep or contains itself.
    fileprivate var printedByGo: String { (try? GoFormat.printed(self, BoundedCall()).text) ?? "" }

    /// What `omitempty` leaves out.
    fileprivate var isEmptyInJSON: Bool {
        switch self {
        case .null: true
        case .bool(let value): !value
        case .integer(let value, _): value == 0
        case .float(let value): value == 0
        case .string(let string): string.count == 0
        case .list(let list): list.elements.isEmpty
        case .map(let map): map.values.isEmpty
        case .object: false
        }
    }
}

/// For what prints itself without a render around it.
struct BoundedCall: FunctionCall {
    func charge(bytes: Int) throws(FunctionFailure) {}
    func execute(template name: String, data: GoValue) throws(FunctionFailure) -> String {
        throw FunctionFailure("there are no templates here")
    }
    func execute(text: String, data: GoValue) throws(FunctionFailure) -> String {
        throw FunctionFailure("there are no templates here")
    }
}
