public import JSON

/// A kubeconfig file: clusters, users, and the contexts that pair them (`client.config` v1 `Config`).
///
/// Fields this type does not know are kept and written back. Its description names no secret.
public struct Kubeconfig: Sendable, Hashable {
    public var clusters: [Entry<Cluster>]
    public var users: [Entry<User>]
    public var contexts: [Entry<Context>]
    /// The context for commands that name none; may be empty.
    public var currentContext: String
    public var unknownFields: JSONObject

    public init(
        clusters: [Entry<Cluster>] = [], users: [Entry<User>] = [], contexts: [Entry<Context>] = [],
        currentContext: String = ""
    ) {
        self.clusters = clusters
        self.users = users
        self.contexts = contexts
        self.currentContext = currentContext
        unknownFields = [:]
    }

    /// A named element of one of the three lists.
    public struct Entry<Value: Sendable & Hashable>: Sendable, Hashable {
        public var name: String
        public var value: Value

        public init(_ name: String, _ value: Value) {
            self.name = name
            self.value = value
        }
    }

    /// How to reach an API server.
    public struct Cluster: Sendable, Hashable {
        /// `https://host:port`
        public var server: String
        /// PEM; takes precedence over the file.
        public var certificateAuthorityData: [UInt8]?
        /// A file's path, from the directory of the kubeconfig if it is relative.
        public var certificateAuthority: String
        public var tlsServerName: String
        public var insecureSkipTLSVerify: Bool
        /// `http://host:port` or `socks5://host:port`
        public var proxyURL: String
        public var unknownFields: JSONObject

        public init(server: String, certificateAuthorityData: [UInt8]? = nil) {
            self.server = server
            self.certificateAuthorityData = certificateAuthorityData
            certificateAuthority = ""
            tlsServerName = ""
            insecureSkipTLSVerify = false
            proxyURL = ""
            unknownFields = [:]
        }
    }

    /// How to log in. Data takes precedence over files, as `token` does over `tokenFile`.
    public struct User: Sendable, Hashable {
        public var clientCertificateData: [UInt8]?
        public var clientCertificate: String
        public var clientKeyData: [UInt8]?
        public var clientKey: String
        public var token: String
        public var tokenFile: String
        public var impersonate: String
        public var impersonateUID: String
        public var impersonateGroups: [String]
        public var exec: Exec?
        /// Among others `username`, `password` and `auth-provider`.
        public var unknownFields: JSONObject

        public init(
            clientCertificateData: [UInt8]? = nil, clientKeyData: [UInt8]? = nil, token: String = "", exec: Exec? = nil
        ) {
            self.clientCertificateData = clientCertificateData
            self.clientKeyData = clientKeyData
            self.token = token
            self.exec = exec
            clientCertificate = ""
            clientKey = ""
            tokenFile = ""
            impersonate = ""
            impersonateUID = ""
            impersonateGroups = []
            unknownFields = [:]
        }
    }

    /// A program that prints credentials (`client.authentication.k8s.io`).
    public struct Exec: Sendable, Hashable {
        public var apiVersion: String
        public var command: String
        public var arguments: [String]
        /// Names and values, in order.
        public var environment: [Entry<String>]
        public var installHint: String
        public var provideClusterInfo: Bool
        /// `Never`, `IfAvailable` or `Always`.
        public var interactiveMode: String
        public var unknownFields: JSONObject

        public init(apiVersion: String, command: String, arguments: [String] = []) {
            self.apiVersion = apiVersion
            self.command = command
            self.arguments = arguments
            environment = []
            installHint = ""
            provideClusterInfo = false
            interactiveMode = ""
            unknownFields = [:]
        }
    }

    /// A user of a cluster, and a namespace to work in.
    public struct Context: Sendable, Hashable {
        public var cluster: String
        public var user: String
        public var namespace: String
        public var unknownFields: JSONObject

        public init(cluster: String, user: String, namespace: String = "") {
            self.cluster = cluster
            self.user = user
            self.namespace = namespace
            unknownFields = [:]
        }
    }
}

extension Kubeconfig {
    /// The kubeconfig of a cluster's administrator, with the names Cluster API gives: user `NAME-admin`, context
    /// `NAME-admin@NAME`.
    ///
    /// - Parameters:
    ///   - certificateAuthority: PEM, as are the certificate and its key.
    ///   - server: `https://host:port`
    public static func administrator(
        ofCluster name: String, server: String, certificateAuthority: String, clientCertificate: String,
        clientKey: String
    ) -> Kubeconfig {
        let user = "\(name)-admin"
        let context = "\(user)@\(name)"
        return Kubeconfig(
            clusters: [
                Entry(name, Cluster(server: server, certificateAuthorityData: Array(certificateAuthority.utf8)))
            ],
            users: [
                Entry(
                    user,
                    User(
                        clientCertificateData: Array(clientCertificate.utf8), clientKeyData: Array(clientKey.utf8)))
            ],
            contexts: [Entry(context, Context(cluster: name, user: user))], currentContext: context)
    }
}

extension Kubeconfig: CustomStringConvertible {
    public var description: String {
        "kubeconfig with the contexts \(contexts.map { "\"\($0.name)\"" }.joined(separator: ", "))"
    }
}

extension Kubeconfig.User: CustomStringConvertible {
    public var description: String { "kubeconfig user" }
}
