public import JSON
public import Machinery

/// How a machine finds a cluster and comes to trust it.
public struct KubeadmDiscovery: JSONRepresentable {
    /// By a token: the cluster's CA is checked against hashes.
    public var bootstrapToken: KubeadmBootstrapTokenDiscovery?

    /// By a kubeconfig file.
    public var file: KubeadmFileDiscovery?

    /// The token with which the kubelet asks for its certificate. Default: the token of `bootstrapToken`.
    // +minLength=1
    // +maxLength=512
    public var tlsBootstrapToken: String?

    /// How long to try.
    public var timeout: MetaDuration?

    public var unknownFields = JSONObject()

    public init() {}
}

/// Discovery by a token.
public struct KubeadmBootstrapTokenDiscovery: JSONRepresentable {
    /// The token, `[a-z0-9]{6}.[a-z0-9]{16}`. Default: one made for the machine.
    // +maxLength=512
    public var token: String?

    /// The address of an API server, `host:port`. Default: the Cluster's endpoint.
    // +minLength=1
    // +maxLength=512
    public var apiServerEndpoint: String?

    /// Hashes of the CA's public key, `sha256:<hex>` (RFC 7469 fingerprints).
    // +maxItems=100
    // +items.minLength=1
    // +items.maxLength=512
    public var caCertHashes: [String] = []

    /// Whether the CA is trusted without a hash. Dangerous: somebody on the way can pose as the cluster.
    public var unsafeSkipCAVerification: Bool?

    public var unknownFields = JSONObject()
}

/// Discovery by a kubeconfig file.
public struct KubeadmFileDiscovery: JSONRepresentable {
    /// The path of the file on the machine.
    // +minLength=1
    // +maxLength=512
    public var kubeConfigPath: String

    /// The content of the file, to be written there.
    public var kubeConfig: KubeadmFileDiscoveryKubeConfig?

    public var unknownFields = JSONObject()
}

/// The content of a kubeconfig file for discovery.
public struct KubeadmFileDiscoveryKubeConfig: JSONRepresentable {
    /// The cluster. Default: the Cluster's endpoint and CA.
    public var cluster: KubeadmKubeConfigCluster?

    /// How the machine authenticates.
    public var user: KubeadmKubeConfigUser

    public var unknownFields = JSONObject()
}

/// The cluster of a kubeconfig file for discovery.
public struct KubeadmKubeConfigCluster: JSONRepresentable {
    /// The URL of the API server. Default: the Cluster's endpoint.
    // +minLength=1
    // +maxLength=512
    public var server: String?

    /// The name that the server's certificate must have. Default: the host of `server`.
    // +minLength=1
    // +maxLength=512
    public var tlsServerName: String?

    /// Whether the server's certificate is not checked. Dangerous: somebody on the way can pose as the cluster.
    public var insecureSkipTLSVerify: Bool?

    /// The CA certificates in PEM, encoded in base64. Default: the Cluster's.
    // +format=byte
    // +minLength=1
    // +maxLength=51200
    public var certificateAuthorityData: String?

    /// The URL of a proxy.
    // +minLength=1
    // +maxLength=512
    public var proxyURL: String?

    public var unknownFields = JSONObject()
}

/// How a machine authenticates with a kubeconfig file for discovery.
public struct KubeadmKubeConfigUser: JSONRepresentable {
    /// A plug-in that is built into the client.
    public var authProvider: KubeadmAuthProvider?

    /// A command that prints a credential.
    public var exec: KubeadmAuthExec?

    public var unknownFields = JSONObject()
}

/// A plug-in that is built into the client.
public struct KubeadmAuthProvider: JSONRepresentable {
    /// Its name.
    // +minLength=1
    // +maxLength=256
    public var name: String

    /// Its settings.
    public var config: [String: String] = [:]

    public var unknownFields = JSONObject()
}

/// A command that prints a credential (client.authentication.k8s.io).
public struct KubeadmAuthExec: JSONRepresentable {
    /// The command.
    // +minLength=1
    // +maxLength=1024
    public var command: String

    /// Its arguments.
    // +maxItems=100
    // +items.minLength=1
    // +items.maxLength=512
    public var args: [String] = []

    /// More environment variables.
    // +maxItems=100
    public var env: [KubeadmAuthExecVariable] = []

    /// The version of the protocol. Default: `client.authentication.k8s.io/v1`.
    // +minLength=1
    // +maxLength=512
    public var apiVersion: String?

    /// Whether the command is told about the cluster.
    public var provideClusterInfo: Bool?

    public var unknownFields = JSONObject()
}

/// An environment variable of a command.
public struct KubeadmAuthExecVariable: JSONRepresentable {
    /// The name.
    // +minLength=1
    // +maxLength=512
    public var name: String

    /// The value.
    // +minLength=1
    // +maxLength=512
    public var value: String

    public var unknownFields = JSONObject()
}
