public import Effects
public import JSON
public import Machinery

/// The observed state of a KubeadmControlPlane.
public struct KubeadmControlPlaneStatus: JSONRepresentable {
    /// The label selector as text, for the scale subresource.
    // +minLength=1
    // +maxLength=4096
    public var selector: String?

    /// How many machines exist.
    public var replicas: Int32?

    /// The lowest Kubernetes version of the machines.
    // +minLength=1
    // +maxLength=256
    public var version: String?

    /// How many machines match the current specification.
    public var updatedReplicas: Int32?

    /// How many machines have a ready Node.
    public var readyReplicas: Int32?

    /// How many machines are missing or have no ready Node.
    public var unavailableReplicas: Int32?

    /// Whether the first machine has brought up the cluster; it never goes back.
    public var initialized: Bool?

    /// Whether the API server has been ready once.
    public var ready: Bool?

    /// A terminal problem as one word for programs. Deprecated upstream: see the conditions.
    public var failureReason: String?

    /// A terminal problem in words for people. Deprecated upstream: see the conditions.
    // +minLength=1
    // +maxLength=10240
    public var failureMessage: String?

    /// The generation of the object that was last reconciled without error.
    // +minimum=1
    public var observedGeneration: Int64?

    /// The conditions in Cluster API's own form.
    public var conditions: [Condition] = []

    /// The last repair of an unhealthy machine.
    public var lastRemediation: LastRemediation?

    /// The state in the form that the next version of this API has.
    public var v1beta2: ReplicasV1Beta2Status?

    public var unknownFields = JSONObject()

    public init() {}
}

/// The last repair of an unhealthy control-plane machine.
public struct LastRemediation: JSONRepresentable {
    /// The machine that was deleted.
    // +minLength=1
    // +maxLength=253
    public var machine: String

    /// When it was deleted.
    public var timestamp: Timestamp

    /// How often the same repair had been tried before.
    public var retryCount: Int32

    public var unknownFields = JSONObject()
}
