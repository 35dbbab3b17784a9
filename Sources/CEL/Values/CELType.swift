/// A type of the language.
indirect enum CELType: Sendable, Hashable {
    case dyn
    case null
    case bool
    case int
    case uint
    case double
    case string
    case bytes
    case timestamp
    case duration
    case list(CELType)
    case map(CELType, CELType)
    case type(CELType)
    case optional(CELType)
    /// A type that only functions know the inside of.
    case opaque(OpaqueType)
    case object(SchemaDeclaration)
    /// A type that overloads leave open, by name.
    case parameter(String)
    /// The type of an expression that has been reported.
    case error

    enum OpaqueType: String, Sendable, Hashable, CaseIterable {
        case quantity = "kubernetes.Quantity"
        case url = "kubernetes.URL"
        case ip = "net.IP"
        case cidr = "net.CIDR"
        case semver = "kubernetes.Semver"
        case format = "kubernetes.NamedFormat"
    }

    var isDynamic: Bool { self == .dyn || self == .error }

    /// The types without their parts, by the names that expressions call them.
    static let named: [String: CELType] = {
        var types: [String: CELType] = [
            "bool": .bool, "bytes": .bytes, "double": .double, "int": .int, "string": .string, "uint": .uint,
            "null_type": .null, "list": .list(.dyn), "map": .map(.dyn, .dyn), "type": .type(.dyn), "dyn": .dyn,
            "google.protobuf.Timestamp": .timestamp, "google.protobuf.Duration": .duration,
            "optional_type": .optional(.dyn),
        ]
        for type in OpaqueType.allCases { types[type.rawValue] = .opaque(type) }
        return types
    }()
}

extension CELType: CustomStringConvertible {
    /// As cel-go writes it in errors: `list(int)`, `map(string, dyn)`.
    var description: String {
        switch self {
        case .dyn: "dyn"
        case .null: "null"
        case .bool: "bool"
        case .int: "int"
        case .uint: "uint"
        case .double: "double"
        case .string: "string"
        case .bytes: "bytes"
        case .timestamp: "timestamp"
        case .duration: "duration"
        case .list(let element): "list(\(element))"
        case .map(let key, let value): "map(\(key), \(value))"
        case .type(let type): type == .dyn ? "type" : "type(\(type))"
        case .optional(let type): "optional_type(\(type))"
        case .opaque(let type): type.rawValue
        case .object(let declaration): declaration.name
        case .parameter(let name): name
        case .error: "!error!"
        }
    }

    /// The name that `type()` tells, without parts: `list`, `google.protobuf.Timestamp`.
    var runtimeName: String {
        switch self {
        case .null: "null_type"
        case .list: "list"
        case .map: "map"
        case .type: "type"
        case .optional: "optional_type"
        case .timestamp: "google.protobuf.Timestamp"
        case .duration: "google.protobuf.Duration"
        default: description
        }
    }
}
