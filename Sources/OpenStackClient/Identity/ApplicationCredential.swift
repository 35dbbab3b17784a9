public import Effects
public import JSON

public struct ApplicationCredential: CloudResource {
    public var id: String
    public var name: String
    public var description: String
    public var projectID: String
    public var expiresAt: Timestamp?
    /// Whether it may make further credentials.
    public var isUnrestricted: Bool
    public var roles: [String]
    public var accessRules: [AccessRule]
    /// In the answer to its creation alone.
    public var secret: Redacted?

    public init(_ fields: Fields) throws {
        id = try fields["id"]
        name = try fields["name"]
        description = try fields["description", default: ""]
        projectID = try fields["project_id", default: ""]
        expiresAt = try fields[optional: "expires_at"]
        isUnrestricted = try fields["unrestricted", default: false]
        roles = (fields.raw("roles")?.arrayValue ?? []).compactMap { $0["name"]?.stringValue }
        accessRules = try fields["access_rules", default: []]
        secret = try (fields[optional: "secret"] as String?).map { Redacted($0) }
    }
}

/// One kind of request that an application credential is good for.
public struct AccessRule: CloudResource, Hashable {
    /// The service's type in the catalogue.
    public var service: String
    public var method: String
    /// From the root of the service, with `*` for a segment and `**` for several: `/v2.1/servers/*`.
    public var path: String

    public init(service: String, method: String, path: String) {
        self.service = service
        self.method = method
        self.path = path
    }

    public init(_ fields: Fields) throws {
        self.init(service: try fields["service"], method: try fields["method"], path: try fields["path"])
    }

    public var json: JSONValue {
        ["service": .string(service), "method": .string(method), "path": .string(path)]
    }
}

public struct NewApplicationCredential: Sendable {
    public var name: String
    public var description = ""
    /// `nil`: it does not expire.
    public var expiresAt: Timestamp?
    /// By name; empty: all that the token has.
    public var roles: [String] = []
    /// Whether it may make further credentials.
    public var isUnrestricted = false
    /// Empty: every request.
    public var accessRules: [AccessRule] = []

    public init(name: String) { self.name = name }

    var json: JSONObject {
        var fields = JSONObject()
        fields.set("name", name)
        fields.set("description", description)
        fields.set("expires_at", expiresAt)
        if !roles.isEmpty { fields["roles"] = .array(roles.map { ["name": .string($0)] }) }
        fields.set("unrestricted", isUnrestricted)
        if !accessRules.isEmpty { fields.set("access_rules", accessRules) }
        return fields
    }
}
