public import ClusterAPI
public import JSON
public import Machinery

/// A simulated machine.
// +resource: group=infrastructure.cluster.x-k8s.io, version=v1beta1, plural=devmachines, categories=cluster-api,
//     subresources=status, contract=v1beta1, provider=infrastructure-dev
// +printColumn: name=Cluster, type=string, jsonPath=.metadata.labels['cluster\.x-k8s\.io/cluster-name'],
//     description="Cluster the machine belongs to"
// +printColumn: name=Machine, type=string, jsonPath=.metadata.ownerReferences[?(@.kind=='Machine')].name,
//     description="Machine that this provides"
// +printColumn: name=ProviderID, type=string, jsonPath=.spec.providerID, description="Identity of the machine"
// +printColumn: name=Ready, type=boolean, jsonPath=.status.ready, description="Whether the machine runs"
// +printColumn: name=Age, type=date, jsonPath=.metadata.creationTimestamp, description="Time since creation"
public struct DevMachine: Resource {
    public var metadata = ObjectMeta()

    /// The desired state of the machine.
    public var spec = DevMachineSpec()

    /// The state that was last observed.
    public var status: DevMachineStatus?

    public var unknownFields = JSONObject()
}

/// The desired state of a DevMachine.
public struct DevMachineSpec: JSONRepresentable {
    /// The identity of the machine, `in-memory:////<name>`. Set by the provider.
    // +minLength=1
    // +maxLength=512
    public var providerID: String?

    /// The failure domain in which the machine is placed. Set by the provider, from the Machine.
    // +minLength=1
    // +maxLength=256
    public var failureDomain: String?

    /// What the machine runs on. Default: in memory.
    public var backend = DevMachineBackend()

    public var unknownFields = JSONObject()

    public init() {}
}

/// What a simulated machine runs on: exactly one backend.
public struct DevMachineBackend: JSONRepresentable {
    /// A container of a Docker engine. Not available yet.
    public var docker: JSONObject?

    /// The memory of the management plane.
    public var inMemory: InMemoryMachineBackend?

    public var unknownFields = JSONObject()

    public init() {}
}

/// A machine in the memory of the management plane: how long each of its parts takes to come up.
public struct InMemoryMachineBackend: JSONRepresentable {
    /// The virtual machine.
    public var vm: InMemoryComponent?

    /// The Node, counted from when the virtual machine runs.
    public var node: InMemoryComponent?

    /// The API server of a control-plane machine, counted from when its etcd member runs.
    public var apiServer: InMemoryComponent?

    /// The etcd member of a control-plane machine, counted from when its Node is there.
    public var etcd: InMemoryComponent?

    public var unknownFields = JSONObject()
}

/// How one part of a simulated machine behaves.
public struct InMemoryComponent: JSONRepresentable {
    /// How the part comes up.
    public var provisioning: ProvisioningSettings?

    public var unknownFields = JSONObject()
}

/// How long a part of a simulated machine takes to come up.
public struct ProvisioningSettings: JSONRepresentable {
    /// The least time.
    public var startupDuration: MetaDuration

    /// The most that is added to it by chance, as a fraction of it: `"0.2"` makes `10s` anything between 10 and 12 seconds.
    /// Default: nothing.
    public var startupJitter: String?

    public var unknownFields = JSONObject()
}

/// The observed state of a DevMachine.
public struct DevMachineStatus: JSONRepresentable {
    /// Whether the machine runs.
    public var ready: Bool?

    /// The addresses of the machine.
    public var addresses: [MachineAddress] = []

    /// The conditions in Cluster API's own form.
    public var conditions: [Condition] = []

    /// The state in the form that the next version of this API has.
    public var v1beta2: ConditionsV1Beta2Status?

    public var unknownFields = JSONObject()

    public init() {}
}

extension DevMachine: ConditionedResource {}
extension DevMachineStatus: ConditionedStatus {}
