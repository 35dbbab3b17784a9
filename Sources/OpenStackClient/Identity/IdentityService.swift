import JSON

/// Keystone. Every operation throws `OpenStackError` and, where the task is cancelled, `CancellationError`.
public struct IdentityService: Sendable {
    let caller: ServiceCaller

    /// The projects that the user of the token has a role in.
    public func ownProjects() async throws -> [Project] {
        try await caller.list(["auth", "projects"], "projects", isPaged: false)
    }

    public func project(_ id: String) async throws -> Project { try await caller.get(["projects", id], "project") }
    public func user(_ id: String) async throws -> User { try await caller.get(["users", id], "user") }

    /// Of the user of the token.
    public func applicationCredentials() async throws -> [ApplicationCredential] {
        try await caller.list(try await path(), "application_credentials", isPaged: false)
    }

    public func applicationCredential(_ id: String) async throws -> ApplicationCredential? {
        try await caller.find(try await path() + [id], "application_credential")
    }

    /// Creates one for the project of the token. Its secret is told once, here. Names are unique for a user.
    ///
    /// - Throws: Code `conflict` where there is one of the name; `forbidden` where the token itself comes from a
    ///   restricted application credential.
    public func createApplicationCredential(
        _ credential: NewApplicationCredential
    ) async throws -> ApplicationCredential {
        try await caller.create(try await path(), "application_credential", credential.json)
    }

    /// - Returns: `false` where there was none.
    @discardableResult
    public func deleteApplicationCredential(_ id: String) async throws -> Bool {
        try await caller.delete(try await path() + [id])
    }

    private func path() async throws -> [String] {
        ["users", try await caller.cloud.token().userID, "application_credentials"]
    }
}

public struct Project: CloudResource, Hashable {
    public var id: String
    public var name: String
    public var domainID: String
    public var isEnabled: Bool

    public init(_ fields: Fields) throws {
        id = try fields["id"]
        name = try fields["name"]
        domainID = try fields["domain_id", default: ""]
        isEnabled = try fields["enabled", default: true]
    }
}

public struct User: CloudResource, Hashable {
    public var id: String
    public var name: String
    public var domainID: String
    public var defaultProjectID: String?

    public init(_ fields: Fields) throws {
        id = try fields["id"]
        name = try fields["name"]
        domainID = try fields["domain_id", default: ""]
        defaultProjectID = try fields[optional: "default_project_id"]
    }
}
