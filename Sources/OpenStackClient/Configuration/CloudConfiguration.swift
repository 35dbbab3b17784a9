/// All that is needed to reach a cloud as somebody. Descriptions show no secret.
public struct CloudConfiguration: Sendable, Hashable {
    /// The name of the entry in `clouds.yaml`.
    public var name: String
    /// Keystone's address, as in `auth_url`; `/v3` is added where it is missing.
    public var identityURL: String
    public var credential: Credential
    public var scope: Scope
    /// `nil`: the first region of the catalogue that has the service.
    public var region: String?
    public var interface: EndpointInterface = .public
    public var trust = Trust()
    /// Endpoints that replace those of the catalogue.
    public var endpointOverrides: [ServiceType: String] = [:]

    public init(name: String, identityURL: String, credential: Credential, scope: Scope, region: String? = nil) {
        self.name = name
        self.identityURL = identityURL
        self.credential = credential
        self.scope = scope
        self.region = region
    }

    public enum Credential: Sendable, Hashable {
        case password(user: Named, password: Redacted)
        case token(Redacted)
        case applicationCredential(ApplicationCredentialLogin)
    }

    /// By ID; or by name, which is unique for a user alone.
    public struct ApplicationCredentialLogin: Sendable, Hashable {
        public var id: String?
        public var name: String?
        public var user: Named?
        public var secret: Redacted

        public init(id: String? = nil, name: String? = nil, user: Named? = nil, secret: Redacted) {
            self.id = id
            self.name = name
            self.user = user
            self.secret = secret
        }
    }

    /// A user or project: by ID, or by a name within a domain.
    public struct Named: Sendable, Hashable {
        public var id: String?
        public var name: String?
        public var domain: Domain?

        public init(id: String? = nil, name: String? = nil, domain: Domain? = nil) {
            self.id = id
            self.name = name
            self.domain = domain
        }
    }

    public enum Domain: Sendable, Hashable {
        case id(String)
        case name(String)
    }

    public enum Scope: Sendable, Hashable {
        /// What the credential itself says: an application credential's project, the user's default project.
        case implied
        case project(Named)
        case domain(Domain)
        case system
    }

    /// Whom the connection trusts, and by what it is known.
    public struct Trust: Sendable, Hashable {
        /// `false` takes every certificate for the cloud's.
        public var verifies = true
        /// PEM; `nil` for the system's authorities.
        public var authorities: [UInt8]?
        public var clientCertificate: ClientCertificate?

        public init() {}
    }

    /// PEM, for clouds that ask for mutual TLS.
    public struct ClientCertificate: Sendable, Hashable {
        public var chain: [UInt8]
        public var key: Redacted

        public init(chain: [UInt8], key: Redacted) {
            self.chain = chain
            self.key = key
        }
    }
}
