import JSON

/// A service by its official type; the catalogue may name it by an older one. An open set.
public struct ServiceType: OpenName {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }

    public static let identity: Self = "identity"
    public static let compute: Self = "compute"
    public static let network: Self = "network"
    public static let image: Self = "image"
    public static let blockStorage: Self = "block-storage"
    public static let loadBalancer: Self = "load-balancer"
    public static let placement: Self = "placement"

    /// The types under which catalogues list the service, the best first.
    var catalogueTypes: [String] {
        self == .blockStorage ? ["block-storage", "volumev3", "block-store", "volume"] : [rawValue]
    }

    /// The prefixes of `…_endpoint_override` in `clouds.yaml`.
    var settingNames: [String] { catalogueTypes.map { $0.replacing("-", with: "_") } }
}

/// Which of a service's endpoints is used. An open set.
public struct EndpointInterface: OpenName {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }

    public static let `public`: Self = "public"
    public static let `internal`: Self = "internal"
    public static let admin: Self = "admin"
}
