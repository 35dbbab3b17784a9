import JSON

/// How the values of a kind that has no complete schema merge: written by hand from the marks of `k8s.io/api`.
indirect enum MergeShape: Sendable {
    case string
    /// A scalar of any type.
    case scalar
    /// Whatever it is, objects are structs without a rule of their own and lists are replaced.
    case open
    /// One value, whatever it is.
    case atomic
    case object(Struct)
    /// An object whose members are data.
    case map(MergeShape)
    case set
    case list(keys: [String], MergeShape)

    struct Struct: Sendable {
        var fields: [String: MergeShape] = [:]
        /// Whether there are fields besides those named.
        var isOpen = true
        var isAtomic = false
        /// What the keys of a list are where an element does not name them.
        var defaults: [String: JSONValue] = [:]
    }

    /// A struct of which only the fields with rules are named.
    static func fields(_ fields: [String: MergeShape], defaults: [String: JSONValue] = [:]) -> MergeShape {
        .object(Struct(fields: fields, defaults: defaults))
    }

    /// A struct that has no other fields.
    static func closed(_ fields: [String: MergeShape]) -> MergeShape {
        .object(Struct(fields: fields, isOpen: false))
    }

    /// The elements of a list that are replaced one by one.
    static func atomicElement(defaults: [String: JSONValue] = [:]) -> MergeShape {
        .object(Struct(isAtomic: true, defaults: defaults))
    }

    static func list(by keys: String..., of element: MergeShape = .open) -> MergeShape {
        .list(keys: keys, element)
    }

    static let texts = MergeShape.map(.string)
    static let quantities = MergeShape.map(.scalar)
}

extension MergeShape {
    var forms: MergeForms {
        switch self {
        case .string, .scalar: .scalar
        case .open, .atomic: [.map, .scalar, .list]
        case .object, .map: .map
        case .set, .list: .list
        }
    }

    var scalar: MergeScalar? {
        switch self {
        case .string: .string
        case .scalar, .open, .atomic: .untyped
        case .object, .map, .set, .list: nil
        }
    }

    var list: MergeList? {
        switch self {
        case .string, .scalar, .object, .map: nil
        case .open, .atomic: MergeList(relationship: .atomic, element: .untyped)
        case .set: MergeList(relationship: .set, element: .scalar(.untyped))
        case .list(let keys, let element): MergeList(relationship: .map(keys: keys), element: .shape(element))
        }
    }

    var map: MergeMap? {
        switch self {
        case .string, .scalar, .set, .list: nil
        case .open: MergeMap(isAtomic: false, members: .shape(Struct()))
        case .atomic: MergeMap(isAtomic: true, members: .all(.untyped))
        case .object(let shape): MergeMap(isAtomic: shape.isAtomic, members: .shape(shape))
        case .map(let element): MergeMap(isAtomic: false, members: .all(.shape(element)))
        }
    }
}

extension MergeShape.Struct {
    func member(_ name: String) -> (type: MergeType, isDeclared: Bool) {
        if let field = fields[name] { return (.shape(field), true) }
        return isOpen ? (.shape(.open), true) : (.undeclared, false)
    }
}

extension MergeShape {
    /// `metav1.ObjectMeta`, whose rules hold for every kind.
    static let objectMeta = closed([
        "annotations": texts, "creationTimestamp": .scalar, "deletionGracePeriodSeconds": .scalar,
        "deletionTimestamp": .scalar, "finalizers": .set, "generateName": .string, "generation": .scalar,
        "labels": texts, "managedFields": .atomic, "name": .string, "namespace": .string,
        "ownerReferences": .list(by: "uid", of: .atomicElement()), "resourceVersion": .string, "selfLink": .string,
        "uid": .string,
    ])
}
