public import Effects
public import JSON
public import KubernetesAPI
public import Machinery

/// kubeadm's configuration of the machine that initializes a cluster (kubeadm.k8s.io `InitConfiguration`).
public struct KubeadmInitConfiguration: JSONRepresentable {
    /// Ignored: the version of kubeadm's API follows from the Kubernetes version.
    public var apiVersion: String?

    /// Ignored: the kind is known.
    public var kind: String?

    /// Bootstrap tokens to make.
    // +maxItems=100
    public var bootstrapTokens: [KubeadmBootstrapToken] = []

    /// How the machine registers its Node.
    public var nodeRegistration = KubeadmNodeRegistration()

    /// Where the machine's API server listens.
    public var localAPIEndpoint: KubeadmLocalAPIEndpoint?

    /// Phases of kubeadm to leave out.
    // +maxItems=50
    // +items.minLength=1
    // +items.maxLength=256
    public var skipPhases: [String] = []

    /// Patches of the files that kubeadm writes.
    public var patches: KubeadmPatches?

    public var unknownFields = JSONObject()
}

/// kubeadm's configuration of a machine that joins a cluster (kubeadm.k8s.io `JoinConfiguration`).
public struct KubeadmJoinConfiguration: JSONRepresentable {
    /// Ignored: the version of kubeadm's API follows from the Kubernetes version.
    public var apiVersion: String?

    /// Ignored: the kind is known.
    public var kind: String?

    /// How the machine registers its Node.
    public var nodeRegistration = KubeadmNodeRegistration()

    /// The path of the cluster's CA certificate on the machine. Default: `/etc/kubernetes/pki/ca.crt`.
    // +minLength=1
    // +maxLength=512
    public var caCertPath: String?

    /// How the machine finds the cluster and comes to trust it. Default: by a token that is made for it.
    public var discovery = KubeadmDiscovery()

    /// Makes the machine a control-plane machine.
    public var controlPlane: KubeadmJoinControlPlane?

    /// Phases of kubeadm to leave out.
    // +maxItems=50
    // +items.minLength=1
    // +items.maxLength=256
    public var skipPhases: [String] = []

    /// Patches of the files that kubeadm writes.
    public var patches: KubeadmPatches?

    public var unknownFields = JSONObject()
}

/// What a joining control-plane machine needs beside the rest.
public struct KubeadmJoinControlPlane: JSONRepresentable {
    /// Where the machine's API server listens.
    public var localAPIEndpoint: KubeadmLocalAPIEndpoint?

    public var unknownFields = JSONObject()
}

/// How a machine registers its Node.
public struct KubeadmNodeRegistration: JSONRepresentable {
    /// The name of the Node. Default: the host name.
    // +minLength=1
    // +maxLength=253
    public var name: String?

    /// The socket of the container runtime.
    // +minLength=1
    // +maxLength=512
    public var criSocket: String?

    /// The taints of the Node. Absent: the control-plane taint on control-plane machines. An empty list: none.
    // +maxItems=100
    public var taints: [Taint]?

    /// More flags of the kubelet, without their leading dashes.
    public var kubeletExtraArgs: [String: String] = [:]

    /// Checks of kubeadm whose failure is a warning.
    // +maxItems=50
    // +items.minLength=1
    // +items.maxLength=512
    public var ignorePreflightErrors: [String] = []

    /// When images are pulled: `Always`, `IfNotPresent` or `Never`. Needs Kubernetes 1.22 or later.
    // +enum=Always;IfNotPresent;Never
    public var imagePullPolicy: String?

    /// Whether images are pulled one after the other. Needs Kubernetes 1.31 or later.
    public var imagePullSerial: Bool?

    public var unknownFields = JSONObject()

    public init() {}
}

/// Where an API server listens.
public struct KubeadmLocalAPIEndpoint: JSONRepresentable {
    /// The address it announces. Default: the address of the default route's interface.
    // +minLength=1
    // +maxLength=39
    public var advertiseAddress: String?

    /// The port. Default: 6443.
    public var bindPort: Int32?

    public var unknownFields = JSONObject()
}

/// Patches of the files that kubeadm writes. Needs Kubernetes 1.22 or later.
public struct KubeadmPatches: JSONRepresentable {
    /// The directory with the patches on the machine.
    // +minLength=1
    // +maxLength=512
    public var directory: String?

    public var unknownFields = JSONObject()
}

/// A token with which machines join.
public struct KubeadmBootstrapToken: JSONRepresentable {
    /// The token, `[a-z0-9]{6}.[a-z0-9]{16}`.
    // +minLength=1
    // +maxLength=23
    public var token: String

    /// What the token is for.
    // +minLength=1
    // +maxLength=512
    public var description: String?

    /// How long the token lives. Default: `24h`. Not beside `expires`.
    public var ttl: MetaDuration?

    /// When the token expires. Not beside `ttl`.
    public var expires: Timestamp?

    /// What the token may be used for: `signing`, `authentication`.
    // +maxItems=100
    // +items.minLength=1
    // +items.maxLength=256
    public var usages: [String] = []

    /// More groups of whoever uses the token.
    // +maxItems=100
    // +items.minLength=1
    // +items.maxLength=256
    public var groups: [String] = []

    public var unknownFields = JSONObject()
}
