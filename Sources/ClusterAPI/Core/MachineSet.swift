public import JSON
public import Machinery

/// A number of machines made from one template.
// +resource: group=cluster.x-k8s.io, version=v1beta1, plural=machinesets, shortNames=ms, categories=cluster-api,
//     subresources=status, contract=v1beta1, provider=cluster-api
// +scale: spec=.spec.replicas, status=.status.replicas, selector=.status.selector
// +printColumn: name=Cluster, type=string, jsonPath=.spec.clusterName, description="Cluster the machines belong to"
// +printColumn: name=Desired, type=integer, priority=10, jsonPath=.spec.replicas, description="Machines that are wanted"
// +printColumn: name=Replicas, type=integer, jsonPath=.status.replicas, description="Machines that exist"
// +printColumn: name=Ready, type=integer, jsonPath=.status.readyReplicas, description="Machines whose Node is ready"
// +printColumn: name=Available, type=integer, jsonPath=.status.availableReplicas, description="Machines whose Node has been
//     ready for minReadySeconds"
// +printColumn: name=Age, type=date, jsonPath=.metadata.creationTimestamp, description="Time since creation"
// +printColumn: name=Version, type=string, jsonPath=.spec.template.spec.version, description="Kubernetes version of the
//     machines"
public struct MachineSet: Resource {
    public var metadata = ObjectMeta()

    /// The desired state of the set.
    public var spec: MachineSetSpec

    /// The state that was last observed.
    public var status: MachineSetStatus?

    public var unknownFields = JSONObject()
}

/// The desired state of a MachineSet.
public struct MachineSetSpec: JSONRepresentable {
    /// The name of the Cluster that the machines belong to. Cannot be changed.
    // +minLength=1
    // +maxLength=63
    public var clusterName: String

    /// How many machines there are. Default: 1, or what the autoscaler's annotations say.
    public var replicas: Int32?

    /// How long a new machine's Node must be ready before the machine counts as available. Default: 0.
    public var minReadySeconds: Int32?

    /// Which machines go first when the set shrinks. Default: `Random`.
    public var deletePolicy: MachineSetDeletePolicy?

    /// Selects the machines of the set; it must match the labels of the template. Cannot be changed.
    public var selector: LabelSelector

    /// The template of the machines.
    public var template: MachineTemplateSpec?

    /// How machines are named.
    public var machineNamingStrategy: MachineNamingStrategy?

    public var unknownFields = JSONObject()
}

/// How machines are named.
public struct MachineNamingStrategy: JSONRepresentable {
    /// A Go template of the name, such as `{{ .machineSet.name }}-{{ .random }}`. It must contain `{{ .random }}` and may use
    /// `.cluster.name` and the name of the owner: `.machineSet.name` or `.kubeadmControlPlane.name`. A result of more than 63
    /// characters is cut to 58, and 5 random ones are added.
    // +minLength=1
    // +maxLength=256
    public var template: String?

    public var unknownFields = JSONObject()
}

/// The observed state of a MachineSet.
public struct MachineSetStatus: JSONRepresentable {
    /// The label selector as text, for the scale subresource.
    // +minLength=1
    // +maxLength=4096
    public var selector: String?

    /// How many machines exist.
    public var replicas: Int32?

    /// How many machines carry all labels of the template.
    public var fullyLabeledReplicas: Int32?

    /// How many machines have a ready Node.
    public var readyReplicas: Int32?

    /// How many machines have a Node that has been ready for `minReadySeconds`.
    public var availableReplicas: Int32?

    /// The generation of the object that was last reconciled without error.
    // +minimum=1
    public var observedGeneration: Int64?

    /// A terminal problem as one word for programs. Deprecated upstream: see the conditions.
    public var failureReason: String?

    /// A terminal problem in words for people. Deprecated upstream: see the conditions.
    // +minLength=1
    // +maxLength=10240
    public var failureMessage: String?

    /// The conditions in Cluster API's own form.
    public var conditions: [Condition] = []

    /// The state in the form that the next version of this API has.
    public var v1beta2: ReplicasV1Beta2Status?

    public var unknownFields = JSONObject()

    public init() {}
}

/// The state of a set of machines in the form of the v1beta2 API. A count is absent while it is unknown.
public struct ReplicasV1Beta2Status: JSONRepresentable {
    /// The conditions in Kubernetes' form.
    // +listType=map
    // +listMapKey=type
    // +maxItems=32
    public var conditions: [MetaCondition] = []

    /// How many machines are ready.
    public var readyReplicas: Int32?

    /// How many machines are available.
    public var availableReplicas: Int32?

    /// How many machines match the current specification.
    public var upToDateReplicas: Int32?

    public var unknownFields = JSONObject()

    public init() {}
}
