public import JSON
public import Machinery

/// kubeadm's configuration of a cluster (kubeadm.k8s.io `ClusterConfiguration`), independent of kubeadm's API version.
public struct KubeadmClusterConfiguration: JSONRepresentable {
    /// Ignored: the version of kubeadm's API follows from the Kubernetes version.
    public var apiVersion: String?

    /// Ignored: the kind is known.
    public var kind: String?

    /// Where etcd runs. Default: on the control-plane machines.
    public var etcd: KubeadmEtcd?

    /// The network. Default: as the Cluster says.
    public var networking: KubeadmNetworking?

    /// The Kubernetes version. Default: the version of the Machine.
    // +minLength=1
    // +maxLength=256
    public var kubernetesVersion: String?

    /// The address of the control plane, `host:port`. Default: the Cluster's endpoint.
    // +minLength=1
    // +maxLength=512
    public var controlPlaneEndpoint: String?

    /// The API server.
    public var apiServer: KubeadmAPIServer?

    /// The controller manager.
    public var controllerManager: KubeadmControlPlaneComponent?

    /// The scheduler.
    public var scheduler: KubeadmControlPlaneComponent?

    /// The DNS add-on.
    public var dns: KubeadmDNS?

    /// The directory of the certificates. Default: `/etc/kubernetes/pki`.
    // +minLength=1
    // +maxLength=512
    public var certificatesDir: String?

    /// The registry of the images. Default: kubeadm's, `registry.k8s.io`.
    // +minLength=1
    // +maxLength=512
    public var imageRepository: String?

    /// kubeadm's feature gates.
    public var featureGates: [String: Bool] = [:]

    /// The name of the cluster. Default: the name of the Cluster.
    // +minLength=1
    // +maxLength=63
    public var clusterName: String?

    public var unknownFields = JSONObject()
}

/// A component that runs as a static Pod.
public struct KubeadmControlPlaneComponent: JSONRepresentable {
    /// More flags, without their leading dashes.
    public var extraArgs: [String: String] = [:]

    /// More directories and files of the host.
    // +maxItems=100
    public var extraVolumes: [KubeadmHostPathMount] = []

    /// More environment variables. Needs kubeadm of Kubernetes 1.31 or later.
    // +maxItems=100
    public var extraEnvs: [KubeadmEnvironmentVariable] = []

    public var unknownFields = JSONObject()
}

/// The API server.
public struct KubeadmAPIServer: JSONRepresentable {
    /// More flags, without their leading dashes.
    public var extraArgs: [String: String] = [:]

    /// More directories and files of the host.
    // +maxItems=100
    public var extraVolumes: [KubeadmHostPathMount] = []

    /// More environment variables. Needs kubeadm of Kubernetes 1.31 or later.
    // +maxItems=100
    public var extraEnvs: [KubeadmEnvironmentVariable] = []

    /// More names and addresses for the serving certificate.
    // +maxItems=100
    // +items.minLength=1
    // +items.maxLength=253
    public var certSANs: [String] = []

    /// How long kubeadm waits for the API server to answer.
    public var timeoutForControlPlane: MetaDuration?

    public var unknownFields = JSONObject()
}

/// A directory or file of the host that a static Pod mounts.
public struct KubeadmHostPathMount: JSONRepresentable {
    /// The name of the volume in the Pod.
    // +minLength=1
    // +maxLength=63
    public var name: String

    /// The path on the host.
    // +minLength=1
    // +maxLength=512
    public var hostPath: String

    /// The path in the Pod.
    // +minLength=1
    // +maxLength=512
    public var mountPath: String

    /// Whether the Pod can only read it.
    public var readOnly: Bool?

    /// What must be there, or is made if it is not: core/v1 `HostPathType`, such as `DirectoryOrCreate`.
    public var pathType: String?

    public var unknownFields = JSONObject()
}

/// An environment variable (core/v1 `EnvVar`).
public struct KubeadmEnvironmentVariable: JSONRepresentable {
    /// The name.
    public var name: String

    /// The value.
    public var value: String?

    /// Where the value comes from (core/v1 `EnvVarSource`).
    public var valueFrom: JSONObject?

    public var unknownFields = JSONObject()
}

/// The DNS add-on.
public struct KubeadmDNS: JSONRepresentable {
    /// The registry of its image.
    // +minLength=1
    // +maxLength=512
    public var imageRepository: String?

    /// The tag of its image.
    // +minLength=1
    // +maxLength=256
    public var imageTag: String?

    public var unknownFields = JSONObject()
}

/// The network of a cluster.
public struct KubeadmNetworking: JSONRepresentable {
    /// The ranges of Service addresses, joined by commas.
    // +minLength=1
    // +maxLength=1024
    public var serviceSubnet: String?

    /// The ranges of Pod addresses, joined by commas.
    // +minLength=1
    // +maxLength=1024
    public var podSubnet: String?

    /// The DNS domain of Services. Default: `cluster.local`.
    // +minLength=1
    // +maxLength=253
    public var dnsDomain: String?

    public var unknownFields = JSONObject()
}

/// Where etcd runs: on the control-plane machines, or elsewhere.
public struct KubeadmEtcd: JSONRepresentable {
    /// etcd on the control-plane machines.
    public var local: KubeadmLocalEtcd?

    /// An etcd cluster that somebody else runs.
    public var external: KubeadmExternalEtcd?

    public var unknownFields = JSONObject()
}

/// etcd on the control-plane machines.
public struct KubeadmLocalEtcd: JSONRepresentable {
    /// The registry of its image.
    // +minLength=1
    // +maxLength=512
    public var imageRepository: String?

    /// The tag of its image.
    // +minLength=1
    // +maxLength=256
    public var imageTag: String?

    /// The directory of its data. Default: `/var/lib/etcd`.
    // +minLength=1
    // +maxLength=512
    public var dataDir: String?

    /// More flags, without their leading dashes.
    public var extraArgs: [String: String] = [:]

    /// More environment variables. Needs kubeadm of Kubernetes 1.31 or later.
    // +maxItems=100
    public var extraEnvs: [KubeadmEnvironmentVariable] = []

    /// More names and addresses for the serving certificate.
    // +maxItems=100
    // +items.minLength=1
    // +items.maxLength=253
    public var serverCertSANs: [String] = []

    /// More names and addresses for the peer certificate.
    // +maxItems=100
    // +items.minLength=1
    // +items.maxLength=253
    public var peerCertSANs: [String] = []

    public var unknownFields = JSONObject()
}

/// An etcd cluster that somebody else runs.
public struct KubeadmExternalEtcd: JSONRepresentable {
    /// The URLs of its members.
    // +maxItems=50
    // +items.minLength=1
    // +items.maxLength=512
    public var endpoints: [String]

    /// The path of its CA certificate on the machines.
    // +minLength=1
    // +maxLength=512
    public var caFile: String

    /// The path of the client certificate on the machines.
    // +minLength=1
    // +maxLength=512
    public var certFile: String

    /// The path of the client key on the machines.
    // +minLength=1
    // +maxLength=512
    public var keyFile: String

    public var unknownFields = JSONObject()
}
