/// The finalizers of Cluster API, by the kind whose controller sets them.
public enum ClusterFinalizer {
    public static let cluster = "cluster.cluster.x-k8s.io"
    public static let machine = "machine.cluster.x-k8s.io"
    public static let machineSet = "cluster.x-k8s.io/machineset"
    public static let machineDeployment = "cluster.x-k8s.io/machinedeployment"
    public static let addOns = "addons.cluster.x-k8s.io"
    public static let kubeadmControlPlane = "kubeadm.controlplane.cluster.x-k8s.io"
}

/// The names and keys of the Secrets that belong to a cluster; a name is `<cluster>-<suffix>`.
public enum ClusterSecret {
    /// The key of a kubeconfig and of bootstrap data.
    public static let valueKey = "value"
    /// The key of the format of bootstrap data.
    public static let formatKey = "format"
    /// The key of a certificate or public key.
    public static let certificateKey = "tls.crt"
    /// The key of a private key.
    public static let privateKeyKey = "tls.key"

    /// The admin kubeconfig.
    public static let kubeconfig = "kubeconfig"
    /// The cluster's CA.
    public static let clusterCA = "ca"
    /// etcd's CA.
    public static let etcdCA = "etcd"
    /// The CA of the aggregation layer's front proxy.
    public static let frontProxyCA = "proxy"
    /// The key pair with which service account tokens are signed.
    public static let serviceAccount = "sa"
    /// The client certificate for an etcd that somebody else runs.
    public static let externalEtcdClient = "apiserver-etcd-client"

    public static func name(cluster: String, _ suffix: String) -> String { "\(cluster)-\(suffix)" }
}
