/// One API type of a source file.
struct TypeModel {
    enum Form {
        /// A struct with stored properties and `unknownFields`.
        case object([Property], hasMemberwiseInit: Bool)
        /// A struct over a string whose known values are its static members.
        case openEnum(values: [String])
    }

    var name: String
    var documentation: String
    var markers: Markers
    var form: Form
    /// The parameters of the `+resource` marker, where the type is a resource.
    var resource: MarkerParameters?
}

/// One stored property of an object type.
struct Property {
    /// As written, with backticks where it is a keyword.
    var swiftName: String
    /// The member's name in JSON.
    var jsonName: String
    var type: SwiftType
    /// The text after `=`.
    var defaultValue: String?
    var documentation: String
    var markers: Markers

    var isRequired: Bool {
        if markers.has("required") { return true }
        if case .optional = type { return false }
        return defaultValue == nil
    }
}

/// The forms of property types that have a JSON form.
indirect enum SwiftType {
    case named(String)
    case optional(SwiftType)
    case list(SwiftType)
    case map(SwiftType)

    /// The type as Swift text.
    var text: String {
        switch self {
        case .named(let name): name
        case .optional(let wrapped): "\(wrapped.text)?"
        case .list(let element): "[\(element.text)]"
        case .map(let value): "[String: \(value.text)]"
        }
    }

    /// The names of all types in it.
    var names: [String] {
        switch self {
        case .named(let name): [name]
        case .optional(let inner), .list(let inner), .map(let inner): inner.names
        }
    }
}
