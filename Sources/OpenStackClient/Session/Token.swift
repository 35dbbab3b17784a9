public import Effects
import JSON

/// What Keystone answered to a log-in: who we are, for what, until when, and where the services are.
public struct Token: Sendable {
    let secret: Redacted
    public let expiresAt: Timestamp
    public let issuedAt: Timestamp
    public let userID: String
    public let userName: String
    /// `nil` without a project as scope.
    public let projectID: String?
    public let projectName: String?
    public let domainID: String?
    public let roles: [String]
    public let catalogue: Catalogue

    /// - Throws: `OpenStackError` with code `invalidAnswer`.
    init(_ answer: HTTPAnswer) throws {
        guard let secret = answer.headers["x-subject-token"], !secret.isEmpty else {
            throw OpenStackError(
                .invalidAnswer, "the answer has no X-Subject-Token: is auth_url the address of Keystone?")
        }
        let json = try Self.parse(answer)
        let token = Fields(json)
        self.secret = Redacted(secret)
        expiresAt = try token["expires_at"]
        issuedAt = try token["issued_at"]
        userID = try token.nested("user")["id"]
        userName = try token.nested("user")["name", default: ""]
        projectID = try token.nested("project")[optional: "id"]
        projectName = try token.nested("project")[optional: "name"]
        domainID = try token.nested("domain")[optional: "id"]
        roles = (token.raw("roles")?.arrayValue ?? []).compactMap { $0["name"]?.stringValue }
        catalogue = Catalogue(token.raw("catalog")?.arrayValue ?? [])
    }

    private static func parse(_ answer: HTTPAnswer) throws -> JSONObject {
        let json = try? JSONValue(parsing: answer.body, limits: JSONLimits(depth: 64), duplicateKeys: .lastWins)
        guard let token = json?["token"]?.objectValue else {
            throw OpenStackError(.invalidAnswer, "the answer to the log-in is no token")
        }
        return token
    }

    /// Renewed a fifth of its life before its end, at most five minutes.
    func mustBeRenewed(at now: Timestamp) -> Bool {
        let margin = min(.seconds(300), (expiresAt - issuedAt) / 5)
        return now >= expiresAt - margin
    }
}

/// The services of a cloud and their endpoints, as a token lists them.
public struct Catalogue: Sendable {
    public struct Endpoint: Sendable, Hashable {
        public var serviceType: String
        public var interface: String
        public var region: String
        public var url: String
    }

    public let endpoints: [Endpoint]

    init(_ entries: [JSONValue]) {
        endpoints = entries.flatMap { entry in
            (entry["endpoints"]?.arrayValue ?? []).compactMap { endpoint in
                guard let type = entry["type"]?.stringValue, let url = endpoint["url"]?.stringValue else { return nil }
                return Endpoint(
                    serviceType: type, interface: endpoint["interface"]?.stringValue ?? "",
                    region: (endpoint["region_id"] ?? endpoint["region"])?.stringValue ?? "", url: url)
            }
        }
    }

    /// The regions with a service.
    public func regions(of service: ServiceType) -> [String] {
        let regions = endpoints.filter { service.catalogueTypes.contains($0.serviceType) }.map(\.region)
        return Set(regions).sorted()
    }

    /// - Throws: `OpenStackError` with code `missingService`, which says what there is instead.
    func url(of service: ServiceType, region: String?, interface: EndpointInterface) throws(OpenStackError) -> String {
        for type in service.catalogueTypes {
            let found = endpoints.first {
                $0.serviceType == type && $0.interface == interface.rawValue && (region == nil || $0.region == region)
            }
            if let found { return found.url }
        }
        throw missing(service, region, interface)
    }

    private func missing(
        _ service: ServiceType, _ region: String?, _ interface: EndpointInterface
    ) -> OpenStackError {
        let ofService = endpoints.filter { service.catalogueTypes.contains($0.serviceType) }
        var message = "the cloud's catalogue has no service \(service)"
        if let region, !ofService.isEmpty, !ofService.contains(where: { $0.region == region }) {
            message += " in region \"\(region)\"; it is in: \(regions(of: service).joined(separator: ", "))"
        } else if !ofService.isEmpty {
            let interfaces = Set(ofService.map(\.interface)).sorted().joined(separator: ", ")
            message += " with an endpoint \"\(interface)\"; it has: \(interfaces)"
        }
        var error = OpenStackError(.missingService, message)
        error.service = service
        return error
    }
}
