public import Effects
public import JSON

/// An API object of any kind, as JSON with accessors for what all objects share.
public struct Unstructured: Sendable, Hashable {
    public var fields: JSONObject

    public init(fields: JSONObject) {
        self.fields = fields
    }

    public init(apiVersion: String, kind: String, metadata: ObjectMeta) {
        fields = ["apiVersion": .string(apiVersion), "kind": .string(kind), "metadata": metadata.json]
    }

    public var json: JSONValue { .object(fields) }

    public var apiVersion: String { fields["apiVersion"]?.stringValue ?? "" }
    public var kind: String { fields["kind"]?.stringValue ?? "" }
    public var groupVersionKind: GroupVersionKind { GroupVersionKind(apiVersion: apiVersion, kind: kind) }
    public var namespacedName: NamespacedName { NamespacedName(namespace: namespace, name: name) }

    public var name: String {
        get { metadataString("name") }
        set { setMetadata("name", .string(newValue)) }
    }
    public var generateName: String { metadataString("generateName") }
    public var namespace: String {
        get { metadataString("namespace") }
        set { setMetadata("namespace", newValue.isEmpty ? nil : .string(newValue)) }
    }
    public var uid: String {
        get { metadataString("uid") }
        set { setMetadata("uid", newValue.isEmpty ? nil : .string(newValue)) }
    }
    public var resourceVersion: String {
        get { metadataString("resourceVersion") }
        set { setMetadata("resourceVersion", newValue.isEmpty ? nil : .string(newValue)) }
    }
    public var generation: Int64 {
        get { fields["metadata"]?["generation"]?.integerValue ?? 0 }
        set { setMetadata("generation", .integer(newValue)) }
    }
    public var creationTimestamp: Timestamp? {
        get { metadataTimestamp("creationTimestamp") }
        set { setMetadata("creationTimestamp", newValue.map { .string($0.rfc3339) }) }
    }
    public var deletionTimestamp: Timestamp? {
        get { metadataTimestamp("deletionTimestamp") }
        set { setMetadata("deletionTimestamp", newValue.map { .string($0.rfc3339) }) }
    }
    public var isBeingDeleted: Bool { fields["metadata"]?["deletionTimestamp"]?.stringValue != nil }

    public var labels: [String: String] {
        get { metadataMap("labels") }
        set { setMetadata("labels", Self.map(newValue)) }
    }
    public var annotations: [String: String] {
        get { metadataMap("annotations") }
        set { setMetadata("annotations", Self.map(newValue)) }
    }
    public var finalizers: [String] {
        get { fields["metadata"]?["finalizers"]?.arrayValue?.compactMap(\.stringValue) ?? [] }
        set { setMetadata("finalizers", newValue.isEmpty ? nil : .array(newValue.map(JSONValue.string))) }
    }
    /// The references that are well formed; admission refuses the others before they are stored.
    public var ownerReferences: [OwnerReference] {
        get { fields["metadata"]?["ownerReferences"]?.arrayValue?.compactMap { try? OwnerReference(json: $0) } ?? [] }
        set { setMetadata("ownerReferences", newValue.isEmpty ? nil : .array(newValue.map(\.json))) }
    }

    /// The value at a path of object members.
    public func value(at path: String...) -> JSONValue? { json.value(at: path) }

    private func metadataString(_ key: String) -> String { fields["metadata"]?[key]?.stringValue ?? "" }

    private func metadataTimestamp(_ key: String) -> Timestamp? {
        fields["metadata"]?[key]?.stringValue.flatMap { Timestamp(rfc3339: $0) }
    }

    private func metadataMap(_ key: String) -> [String: String] {
        guard let object = fields["metadata"]?[key]?.objectValue else { return [:] }
        return object.reduce(into: [:]) { map, member in map[member.key] = member.value.stringValue }
    }

    private static func map(_ map: [String: String]) -> JSONValue? {
        guard !map.isEmpty else { return nil }
        let sorted = map.sorted { $0.key < $1.key }
        return .object(JSONObject(uniqueKeysWithValues: sorted.map { ($0.key, JSONValue.string($0.value)) }))
    }

    private mutating func setMetadata(_ key: String, _ value: JSONValue?) {
        var metadata = fields["metadata"]?.objectValue ?? [:]
        metadata[key] = value
        fields["metadata"] = .object(metadata)
    }
}
