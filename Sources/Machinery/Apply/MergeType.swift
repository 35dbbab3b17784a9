import JSON

/// What a value at some place may be and how it merges: a view of a schema that is worked out step by step and keeps
/// nothing, so that it costs no more than the paths that are walked.
enum MergeType: Sendable {
    /// Objects merge member by member, lists are replaced: what lies in fields that a schema preserves unknown.
    case deduced
    /// One value, whatever it is.
    case untyped
    /// A field that the schema does not know.
    case undeclared
    case scalar(MergeScalar)
    /// - Parameters:
    ///   - preserves: Whether the schema, or one around it, preserves unknown fields.
    ///   - isResource: Whether the value is a whole object, with `apiVersion`, `kind` and `metadata`.
    case schema(StructuralSchema, preserves: Bool, isResource: Bool)
}

enum MergeScalar: Sendable {
    case numeric, string, boolean, untyped
}

struct MergeList: Sendable {
    enum Relationship: Sendable {
        case atomic, set
        case map(keys: [String])
    }

    var relationship: Relationship
    var element: MergeType

    var isAtomic: Bool {
        if case .atomic = relationship { true } else { false }
    }
}

struct MergeMap: Sendable {
    enum Members: Sendable {
        case all(MergeType)
        case schema(StructuralSchema, preserves: Bool, isResource: Bool)
    }

    var isAtomic: Bool
    var members: Members
}

/// Which forms a value may have, or after a look at it has.
struct MergeForms: OptionSet, Sendable {
    let rawValue: UInt8

    static let map = MergeForms(rawValue: 1)
    static let scalar = MergeForms(rawValue: 2)
    static let list = MergeForms(rawValue: 4)
}

/// The rules for a value by its form.
enum MergeRules: Sendable {
    case map(MergeMap)
    case scalar(MergeScalar)
    case list(MergeList)
    case none
}

extension MergeType {
    var scalar: MergeScalar? {
        switch self {
        case .deduced, .untyped: .untyped
        case .undeclared: nil
        case .scalar(let scalar): scalar
        case .schema(let schema, _, _):
            switch schema.type {
            case .integer, .number: .numeric
            case .string: schema.isText ? .string : .untyped
            case .boolean: .boolean
            case nil: .untyped
            case .array, .object: nil
            }
        }
    }

    var list: MergeList? {
        switch self {
        case .deduced, .untyped: MergeList(relationship: .atomic, element: .untyped)
        case .undeclared, .scalar: nil
        case .schema(let schema, let preserves, _):
            schema.type == nil || schema.type == .array ? Self.list(schema, preserves: preserves) : nil
        }
    }

    var map: MergeMap? {
        switch self {
        case .deduced: MergeMap(isAtomic: false, members: .all(.deduced))
        case .untyped: MergeMap(isAtomic: true, members: .all(.untyped))
        case .undeclared, .scalar: nil
        case .schema(let schema, let preserves, let isResource):
            schema.type == nil || schema.type == .object
                ? MergeMap(
                    isAtomic: schema.mapType == .atomic,
                    members: .schema(
                        schema, preserves: preserves || schema.preservesUnknownFields, isResource: isResource))
                : nil
        }
    }

    private static func list(_ schema: StructuralSchema, preserves: Bool) -> MergeList {
        let relationship: MergeList.Relationship =
            switch schema.listType {
            case nil, .atomic: .atomic
            case .set: .set
            case .map: .map(keys: schema.listMapKeys)
            }
        let preserves = preserves || schema.preservesUnknownFields
        let element = schema.items.map {
            MergeType.schema($0, preserves: preserves, isResource: $0.isEmbeddedResource)
        }
        return MergeList(relationship: relationship, element: element ?? .untyped)
    }

    private var forms: MergeForms {
        switch self {
        case .deduced, .untyped: [.map, .scalar, .list]
        case .undeclared: []
        case .scalar: .scalar
        case .schema(let schema, _, _):
            switch schema.type {
            case nil: [.map, .scalar, .list]
            case .object: .map
            case .array: .list
            default: .scalar
            }
        }
    }

    /// The form of `value` where the type allows it; else all that the type allows, as for values that are not there or
    /// null.
    func forms(of value: JSONValue?) -> MergeForms {
        let all = forms
        let form: MergeForms =
            switch value {
            case nil, .null?: all
            case .object?: .map
            case .array?: .list
            default: .scalar
            }
        return all.contains(form) ? form : all
    }

    func rules(for forms: MergeForms) -> MergeRules {
        if forms.contains(.map), let map { return .map(map) }
        if forms.contains(.scalar), let scalar { return .scalar(scalar) }
        if forms.contains(.list), let list { return .list(list) }
        return .none
    }

    func rules(for value: JSONValue?) -> MergeRules { rules(for: forms(of: value)) }
}

extension MergeMap {
    /// - Returns: The type of a member, and whether the schema names it, as it does the fields of a struct.
    func member(_ name: String) -> (type: MergeType, isDeclared: Bool) {
        switch members {
        case .all(let type): return (type, false)
        case .schema(let schema, let preserves, let isResource):
            if isResource {
                if name == "metadata" { return (.objectMeta, true) }
                if name == "apiVersion" || name == "kind" { return (.scalar(.string), true) }
            }
            if let property = schema.properties[name] {
                return (.schema(property, preserves: preserves, isResource: property.isEmbeddedResource), true)
            }
            return (elements, false)
        }
    }

    /// The type of the members that are not named.
    private var elements: MergeType {
        switch members {
        case .all(let type): return type
        case .schema(let schema, let preserves, let isResource):
            switch schema.additionalProperties {
            case .schema(let schema):
                return .schema(schema, preserves: preserves, isResource: schema.isEmbeddedResource)
            case .anything: return .deduced
            case nil: return preserves || schema.properties.isEmpty && !isResource ? .deduced : .undeclared
            }
        }
    }

    /// Whether the map names no members and says nothing of those it has. A change of such a map's type is not told from
    /// the fields that were set.
    var isUntyped: Bool {
        switch members {
        case .all(.deduced): return true
        case .all: return false
        case .schema(let schema, _, let isResource):
            guard schema.properties.isEmpty, !isResource else { return false }
            switch elements {
            case .deduced: return true
            case .schema(let element, _, _): return element.type == nil || element.type == .string && !element.isText
            default: return false
            }
        }
    }

    /// The value that a key of a list has where an element does not name it.
    func defaultValue(of name: String) -> JSONValue? {
        switch members {
        case .all: nil
        case .schema(let schema, _, _): schema.properties[name]?.defaultValue
        }
    }
}

extension StructuralSchema {
    /// Whether a text has no format that would let it be another scalar.
    fileprivate var isText: Bool { rules.format.isEmpty || rules.format == "byte" }
}
