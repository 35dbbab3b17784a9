public import Effects
public import JSON

/// `metav1.ObjectMeta`: what every object says about itself. Absent strings are empty.
public struct ObjectMeta: JSONRepresentable {
    public var name = ""
    public var generateName = ""
    public var namespace = ""
    public var uid = ""
    public var resourceVersion = ""
    public var generation: Int64 = 0
    public var creationTimestamp: Timestamp?
    public var deletionTimestamp: Timestamp?
    public var deletionGracePeriodSeconds: Int64?
    public var labels: [String: String] = [:]
    public var annotations: [String: String] = [:]
    public var ownerReferences: [OwnerReference] = []
    public var finalizers: [String] = []
    /// Members without a property here, `managedFields` among them.
    public var unknownFields = JSONObject()

    public init(
        name: String = "", namespace: String = "", labels: [String: String] = [:], annotations: [String: String] = [:]
    ) {
        self.name = name
        self.namespace = namespace
        self.labels = labels
        self.annotations = annotations
    }

    /// The owner that manages this object, at most one.
    public var controller: OwnerReference? { ownerReferences.first { $0.controller == true } }

    public var isBeingDeleted: Bool { deletionTimestamp != nil }
}

/// `metav1.OwnerReference`.
public struct OwnerReference: JSONRepresentable {
    public var apiVersion: String
    public var kind: String
    public var name: String
    public var uid: String
    public var controller: Bool?
    public var blockOwnerDeletion: Bool?
    public var unknownFields = JSONObject()

    public init(
        apiVersion: String, kind: String, name: String, uid: String, controller: Bool? = nil,
        blockOwnerDeletion: Bool? = nil
    ) {
        self.apiVersion = apiVersion
        self.kind = kind
        self.name = name
        self.uid = uid
        self.controller = controller
        self.blockOwnerDeletion = blockOwnerDeletion
    }

    public var groupKind: GroupKind { GroupVersionKind(apiVersion: apiVersion, kind: kind).groupKind }
}
