public import JSON
public import Machinery

/// The observed state of a Cluster.
public struct ClusterStatus: JSONRepresentable {
    /// The failure domains that the infrastructure offers, by name.
    public var failureDomains: [String: FailureDomain] = [:]

    /// A terminal problem as one word for programs. Deprecated upstream: see the conditions.
    // +minLength=1
    public var failureReason: String?

    /// A terminal problem in words for people. Deprecated upstream: see the conditions.
    // +minLength=1
    // +maxLength=10240
    public var failureMessage: String?

    /// Where the cluster stands in its life, for people; programs read the conditions.
    public var phase: ClusterPhase?

    /// Whether the infrastructure is ready for machines.
    public var infrastructureReady: Bool?

    /// Whether the control plane has been ready once; it never goes back.
    public var controlPlaneReady: Bool?

    /// The conditions in Cluster API's own form.
    public var conditions: [Condition] = []

    /// The generation of the object that was last reconciled without error.
    // +minimum=1
    public var observedGeneration: Int64?

    /// The state in the form that the next version of this API has.
    public var v1beta2: ClusterV1Beta2Status?

    public var unknownFields = JSONObject()

    public init() {}
}

/// The phases of a Cluster.
// +enum
public struct ClusterPhase: OpenEnum {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }

    /// Nothing has begun.
    public static let pending: Self = "Pending"
    /// The infrastructure or the control plane is being made.
    public static let provisioning: Self = "Provisioning"
    /// The infrastructure is there and the endpoint is known.
    public static let provisioned: Self = "Provisioned"
    /// The cluster and all it owns are being deleted.
    public static let deleting: Self = "Deleting"
    /// A terminal problem needs a person.
    public static let failed: Self = "Failed"
    /// The phase cannot be told.
    public static let unknown: Self = "Unknown"
}

/// The state of a Cluster in the form of the v1beta2 API.
public struct ClusterV1Beta2Status: JSONRepresentable {
    /// The conditions in Kubernetes' form.
    // +listType=map
    // +listMapKey=type
    // +maxItems=32
    public var conditions: [MetaCondition] = []

    /// Counts of the control-plane machines.
    public var controlPlane: ClusterReplicaCounts?

    /// Counts of the worker machines.
    public var workers: ClusterReplicaCounts?

    public var unknownFields = JSONObject()

    public init() {}
}

/// How many machines one part of a cluster has. A count is absent while it is unknown.
public struct ClusterReplicaCounts: JSONRepresentable {
    /// How many machines are wanted.
    public var desiredReplicas: Int32?

    /// How many machines exist.
    public var replicas: Int32?

    /// How many machines match the current specification.
    public var upToDateReplicas: Int32?

    /// How many machines are ready.
    public var readyReplicas: Int32?

    /// How many machines are available.
    public var availableReplicas: Int32?

    public var unknownFields = JSONObject()
}
