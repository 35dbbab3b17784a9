import JSON
import Machinery

/// Looks for values that are none of those a field may have.
struct ValueCheck {
    private(set) var errors: [FieldError] = []
    private var path: [String] = []

    mutating func check(_ object: JSONObject, as message: BuiltInMessage, isResource: Bool = false) {
        for (name, value) in object {
            guard let place = message.place(of: name), !(isResource && name == "metadata") else { continue }
            let field = message.fields[place]
            path.append(path.isEmpty ? name : ".\(name)")
            switch (field.shape, value) {
            case (.list, .array(let elements)):
                for (index, element) in elements.enumerated() {
                    path.append("[\(index)]")
                    check(element, field)
                    path.removeLast()
                }
            case (.map, .object(let members)):
                for (key, member) in members {
                    path.append("[\(key)]")
                    check(member, field)
                    path.removeLast()
                }
            default: check(value, field)
            }
            path.removeLast()
        }
    }

    private mutating func check(_ value: JSONValue, _ field: BuiltInMessage.Field) {
        switch (field.type, value) {
        case (.message(let reference), .object(let object)): check(object, as: BuiltInMessage[reference])
        case (.string, .string(let text)):
            guard !field.notes.values.isEmpty, !text.isEmpty, !field.notes.values.contains(text) else { return }
            errors.append(.notSupported(path.joined(), value, supported: field.notes.values))
        default: break
        }
    }
}
