import JSON

/// A typed API object. Its coding, schema and CRD are generated from the Swift source (see `docs/architecture.md`,
/// "Resources as Swift types").
public protocol Resource: JSONRepresentable {
    static var resourceType: ResourceType { get }
    var metadata: ObjectMeta { get set }
}

extension Resource {
    public var namespacedName: NamespacedName {
        NamespacedName(namespace: metadata.namespace, name: metadata.name)
    }

    public init(_ object: Unstructured) throws(DecodingFailure) {
        try self.init(json: .object(object.fields))
    }

    public var unstructured: Unstructured { Unstructured(fields: json.objectValue ?? [:]) }

    /// An owner reference to this object.
    ///
    /// - Parameter isController: Whether this object is the one managing owner.
    public func ownerReference(isController: Bool) -> OwnerReference {
        OwnerReference(
            apiVersion: Self.resourceType.apiVersion, kind: Self.resourceType.kind, name: metadata.name,
            uid: metadata.uid,
            controller: isController ? true : nil, blockOwnerDeletion: isController ? true : nil)
    }
}
