/// Everything a transport needs to speak to one API server as one user.
///
/// Its description names no secret.
public struct ClientConnection: Sendable, Hashable, CustomStringConvertible {
    public var server: ServerURL
    /// The authorities that may vouch for the server, in PEM; `nil` for those of the operating system.
    public var certificateAuthority: [UInt8]?
    /// The name the server's certificate must hold, where it is not the host of `server`.
    public var tlsServerName: String?
    /// Accepts any certificate: whoever is between the two ends can read and change everything.
    public var skipsTLSVerification = false
    public var proxy: ServerURL?
    public var credentials = Credentials()
    /// The namespace for requests that name none.
    public var namespace = "default"

    public init(server: ServerURL, certificateAuthority: [UInt8]? = nil, credentials: Credentials = Credentials()) {
        self.server = server
        self.certificateAuthority = certificateAuthority
        self.credentials = credentials
    }

    /// Who the client says it is, and the proof.
    public struct Credentials: Sendable, Hashable {
        public var certificate: ClientCertificate?
        public var token: Token?
        public var impersonation: Impersonation?

        public init(certificate: ClientCertificate? = nil, token: Token? = nil) {
            self.certificate = certificate
            self.token = token
        }
    }

    /// A certificate, with the chain to its authority if need be, and its private key, both in PEM.
    public struct ClientCertificate: Sendable, Hashable {
        public var chain: [UInt8]
        public var privateKey: [UInt8]

        public init(chain: [UInt8], privateKey: [UInt8]) {
            self.chain = chain
            self.privateKey = privateKey
        }
    }

    public enum Token: Sendable, Hashable {
        case value(String)
        /// A file that someone else renews, such as the one a Pod's service account token is in.
        case file(path: String)
    }

    /// The user as whom the server shall act, where the client's own user may ask for that.
    public struct Impersonation: Sendable, Hashable {
        public var user: String
        public var uid: String
        public var groups: [String]

        public init(user: String, uid: String = "", groups: [String] = []) {
            self.user = user
            self.uid = uid
            self.groups = groups
        }
    }

    public var description: String {
        let credentials =
            (credentials.certificate == nil ? [] : ["a client certificate"])
            + (credentials.token == nil ? [] : ["a token"])
        return "\(server) with \(credentials.isEmpty ? "no credentials" : credentials.joined(separator: " and "))"
    }
}

extension ClientConnection.Credentials: CustomStringConvertible {
    public var description: String { "credentials" }
}

extension ClientConnection.ClientCertificate: CustomStringConvertible {
    public var description: String { "client certificate" }
}

extension ClientConnection.Token: CustomStringConvertible {
    public var description: String {
        switch self {
        case .value: "token"
        case .file(let path): "token of \(path)"
        }
    }
}
