public import Machinery

/// A way to find the objects of a cache without looking at each: a function from an object to the values it is found by.
public struct Index: Sendable {
    /// Names the index among those of one resource. Two indexes of one name must have the same function.
    public var name: String
    let values: @Sendable (Unstructured) -> [String]

    public init(name: String, values: @escaping @Sendable (Unstructured) -> [String]) {
        self.name = name
        self.values = values
    }

    /// By the value of a label. Lists that ask for the label use it by themselves.
    public static func label(_ key: String) -> Index {
        Index(name: labelName(key)) { object in object.labels[key].map { [$0] } ?? [] }
    }

    /// By the UID of each owner.
    public static let ownerUID = Index(name: "owner-uid") { object in object.ownerReferences.map(\.uid) }

    static func labelName(_ key: String) -> String { "label:\(key)" }
}

/// An index with the resource whose cache it belongs to.
public struct ResourceIndex: Sendable {
    let resource: ResourceType
    let index: Index

    public init<R: Resource>(_ type: R.Type, _ index: Index) {
        resource = R.resourceType
        self.index = index
    }

    public init(_ resource: ResourceType, _ index: Index) {
        self.resource = resource
        self.index = index
    }

    /// By values computed from the typed object; one that cannot be read is not found.
    public init<R: Resource>(_ type: R.Type, name: String, values: @escaping @Sendable (R) -> [String]) {
        self.init(type, Index(name: name) { object in (try? R(object)).map(values) ?? [] })
    }
}
