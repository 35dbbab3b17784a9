public import Effects
public import JSON
public import KubernetesAPI
public import Machinery

/// The observed state of a Machine.
public struct MachineStatus: JSONRepresentable {
    /// The Node of this machine, once it is known.
    public var nodeRef: ObjectReference?

    /// What the Node says about its operating system, kernel and Kubernetes components.
    public var nodeInfo: NodeInfo?

    /// When the phase last changed.
    public var lastUpdated: Timestamp?

    /// A terminal problem as one word for programs. Deprecated upstream: see the conditions.
    public var failureReason: String?

    /// A terminal problem in words for people. Deprecated upstream: see the conditions.
    // +minLength=1
    // +maxLength=10240
    public var failureMessage: String?

    /// The addresses that the infrastructure reports.
    public var addresses: [MachineAddress] = []

    /// Where the machine stands in its life, for people; programs read the conditions.
    public var phase: MachinePhase?

    /// When the first of the machine's control-plane certificates expires; absent on workers.
    public var certificatesExpiryDate: Timestamp?

    /// Whether the bootstrap data is ready.
    public var bootstrapReady: Bool?

    /// Whether the infrastructure is ready.
    public var infrastructureReady: Bool?

    /// The generation of the object that was last reconciled without error.
    // +minimum=1
    public var observedGeneration: Int64?

    /// The conditions in Cluster API's own form.
    public var conditions: [Condition] = []

    /// How far the deletion of the machine has come.
    public var deletion: MachineDeletionStatus?

    /// The state in the form that the next version of this API has.
    public var v1beta2: ConditionsV1Beta2Status?

    public var unknownFields = JSONObject()

    public init() {}
}

/// How far the deletion of a machine has come.
public struct MachineDeletionStatus: JSONRepresentable {
    /// When the drain of the Node began.
    public var nodeDrainStartTime: Timestamp?

    /// When the wait for the detachment of volumes began.
    public var waitForNodeVolumeDetachStartTime: Timestamp?

    public var unknownFields = JSONObject()
}

/// What a Node says about itself (core/v1 `NodeSystemInfo`).
public struct NodeInfo: JSONRepresentable {
    /// The CPU architecture.
    // +required
    public var architecture = ""
    /// The identity of this boot.
    // +required
    public var bootID = ""
    /// The container runtime with its version, such as `containerd://2.1.0`.
    // +required
    public var containerRuntimeVersion = ""
    /// The kernel's version.
    // +required
    public var kernelVersion = ""
    /// The version of kube-proxy. Deprecated upstream.
    // +required
    public var kubeProxyVersion = ""
    /// The version of the kubelet.
    // +required
    public var kubeletVersion = ""
    /// The identity that the operating system gave the machine.
    // +required
    public var machineID = ""
    /// The operating system.
    // +required
    public var operatingSystem = ""
    /// The image of the operating system.
    // +required
    public var osImage = ""
    /// The identity that the machine's firmware reports.
    // +required
    public var systemUUID = ""

    public var unknownFields = JSONObject()
}

/// The phases of a Machine.
// +enum
public struct MachinePhase: OpenEnum {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }

    /// Nothing has begun.
    public static let pending: Self = "Pending"
    /// The infrastructure is being made.
    public static let provisioning: Self = "Provisioning"
    /// The infrastructure is there; its Node is not.
    public static let provisioned: Self = "Provisioned"
    /// The machine has a Node.
    public static let running: Self = "Running"
    /// The machine is being deleted.
    public static let deleting: Self = "Deleting"
    /// The machine is gone.
    public static let deleted: Self = "Deleted"
    /// A terminal problem needs a person or a repair.
    public static let failed: Self = "Failed"
    /// The phase cannot be told.
    public static let unknown: Self = "Unknown"
}

/// Conditions in the form of the v1beta2 API, for kinds that have nothing else to say in it.
public struct ConditionsV1Beta2Status: JSONRepresentable {
    /// The conditions in Kubernetes' form.
    // +listType=map
    // +listMapKey=type
    // +maxItems=32
    public var conditions: [MetaCondition] = []

    public var unknownFields = JSONObject()

    public init() {}
}
