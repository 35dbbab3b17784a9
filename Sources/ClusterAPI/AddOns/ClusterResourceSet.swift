public import JSON
public import Machinery

/// Objects that are made in every cluster that a selector fits, such as a network plug-in.
// +resource: group=addons.cluster.x-k8s.io, version=v1beta1, plural=clusterresourcesets, categories=cluster-api,
//     subresources=status, contract=v1beta1, provider=cluster-api
// +printColumn: name=Strategy, type=string, jsonPath=.spec.strategy, description="Whether changes are carried over"
// +printColumn: name=Age, type=date, jsonPath=.metadata.creationTimestamp, description="Time since creation"
public struct ClusterResourceSet: Resource {
    public var metadata = ObjectMeta()

    /// Which objects, and in which clusters.
    public var spec: ClusterResourceSetSpec

    /// The state that was last observed.
    public var status: ClusterResourceSetStatus?

    public var unknownFields = JSONObject()
}

/// Which objects are made, and in which clusters.
public struct ClusterResourceSetSpec: JSONRepresentable {
    /// Selects Clusters of the same namespace by their labels; it must not be empty. Cannot be changed.
    public var clusterSelector: LabelSelector

    /// The Secrets and ConfigMaps of the same namespace that hold the manifests.
    // +maxItems=100
    public var resources: [ResourceSetReference] = []

    /// Whether changes of the manifests are carried over to clusters that have them. Default: `ApplyOnce`. Cannot be changed.
    public var strategy: ResourceSetStrategy?

    public var unknownFields = JSONObject()
}

/// A Secret or ConfigMap with manifests.
public struct ResourceSetReference: JSONRepresentable {
    /// The name of the object.
    // +minLength=1
    // +maxLength=253
    public var name: String

    /// The kind of the object. A Secret must have the type `addons.cluster.x-k8s.io/resource-set`.
    public var kind: ResourceSetKind

    public var unknownFields = JSONObject()
}

/// The kinds of objects that hold manifests.
// +enum
public struct ResourceSetKind: OpenEnum {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }

    public static let secret: Self = "Secret"
    public static let configMap: Self = "ConfigMap"
}

/// Whether changes of manifests are carried over.
// +enum
public struct ResourceSetStrategy: OpenEnum {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }

    /// What is there stays as it is.
    public static let applyOnce: Self = "ApplyOnce"
    /// What differs is changed.
    public static let reconcile: Self = "Reconcile"
}

/// The observed state of a ClusterResourceSet.
public struct ClusterResourceSetStatus: JSONRepresentable {
    /// The generation of the object that was last reconciled without error.
    // +minimum=1
    public var observedGeneration: Int64?

    /// The conditions in Cluster API's own form.
    public var conditions: [Condition] = []

    /// The state in the form that the next version of this API has.
    public var v1beta2: ConditionsV1Beta2Status?

    public var unknownFields = JSONObject()

    public init() {}
}
