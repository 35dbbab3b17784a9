public import JSON
public import Machinery

/// The bootstrap data of one machine, made for kubeadm.
// +resource: group=bootstrap.cluster.x-k8s.io, version=v1beta1, plural=kubeadmconfigs, categories=cluster-api,
//     subresources=status, contract=v1beta1, provider=bootstrap-kubeadm
// +printColumn: name=Cluster, type=string, jsonPath=.metadata.labels['cluster\.x-k8s\.io/cluster-name'],
//     description="Cluster the machine belongs to"
// +printColumn: name=Age, type=date, jsonPath=.metadata.creationTimestamp, description="Time since creation"
public struct KubeadmConfig: Resource {
    public var metadata = ObjectMeta()

    /// What the machine does on its first boot.
    public var spec = KubeadmConfigSpec()

    /// The state that was last observed.
    public var status: KubeadmConfigStatus?

    public var unknownFields = JSONObject()
}

/// What a machine does on its first boot: how kubeadm runs, and what comes before and after it.
public struct KubeadmConfigSpec: JSONRepresentable {
    /// kubeadm's configuration of the cluster; used by the machine that initializes it.
    public var clusterConfiguration: KubeadmClusterConfiguration?

    /// kubeadm's configuration of the machine that initializes the cluster.
    public var initConfiguration: KubeadmInitConfiguration?

    /// kubeadm's configuration of a machine that joins the cluster.
    public var joinConfiguration: KubeadmJoinConfiguration?

    /// Files to write.
    // +maxItems=200
    public var files: [BootstrapFile] = []

    /// Partitions and file systems to make.
    public var diskSetup: BootstrapDiskSetup?

    /// Mounts, each in the fields of `/etc/fstab`: device, mount point, type, options, dump, pass.
    // +maxItems=100
    public var mounts: [[String]] = []

    /// Commands for early in the boot, before anything else is set up.
    // +maxItems=1000
    // +items.minLength=1
    // +items.maxLength=10240
    public var bootCommands: [String] = []

    /// Commands before kubeadm runs.
    // +maxItems=1000
    // +items.minLength=1
    // +items.maxLength=10240
    public var preKubeadmCommands: [String] = []

    /// Commands after kubeadm has run.
    // +maxItems=1000
    // +items.minLength=1
    // +items.maxLength=10240
    public var postKubeadmCommands: [String] = []

    /// Users to add.
    // +maxItems=100
    public var users: [BootstrapUser] = []

    /// Time synchronization.
    public var ntp: BootstrapNTP?

    /// The format of the bootstrap data. Default: `cloud-config`.
    public var format: BootstrapFormat?

    /// The verbosity of kubeadm, as its flag `--v`.
    public var verbosity: Int32?

    /// Whether a shell script runs `kubeadm join` with retries. Deprecated upstream.
    public var useExperimentalRetryJoin: Bool?

    /// Settings for the format `ignition`.
    public var ignition: IgnitionSpec?

    public var unknownFields = JSONObject()

    public init() {}
}

/// The formats of bootstrap data.
// +enum
public struct BootstrapFormat: OpenEnum {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }

    /// For cloud-init.
    public static let cloudConfig: Self = "cloud-config"
    /// For Ignition, as Flatcar Container Linux runs it.
    public static let ignition: Self = "ignition"
}

/// The observed state of a KubeadmConfig.
public struct KubeadmConfigStatus: JSONRepresentable {
    /// Whether the Secret with the data is complete.
    public var ready: Bool?

    /// The name of the Secret with the data.
    // +minLength=1
    // +maxLength=253
    public var dataSecretName: String?

    /// A terminal problem as one word for programs. Deprecated upstream: see the conditions.
    // +minLength=1
    // +maxLength=256
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

    /// The state in the form that the next version of this API has.
    public var v1beta2: ConditionsV1Beta2Status?

    public var unknownFields = JSONObject()

    public init() {}
}
