import JSON

/// Nova. Every operation throws `OpenStackError` and, where the task is cancelled, `CancellationError`.
public struct ComputeService: Sendable {
    let caller: ServiceCaller

    public func server(_ id: String) async throws -> Server { try await caller.get(["servers", id], "server") }

    /// `nil` where it is gone.
    public func findServer(_ id: String) async throws -> Server? { try await caller.find(["servers", id], "server") }

    public func servers(_ filter: ServerFilter = ServerFilter()) async throws -> [Server] {
        let servers: [Server] = try await caller.list(["servers", "detail"], "servers", query: filter.query)
        // Nova's own filter is a pattern of its database's kind.
        return filter.name.map { name in servers.filter { $0.name == name } } ?? servers
    }

    /// - Returns: The new server's ID: Nova tells little more before it is scheduled.
    public func createServer(_ server: NewServer) async throws -> String {
        let answer = try await caller.send(.post, ["servers"], body: server.json)
        let created: Created = try caller.decode(answer, "server", .post, ["servers"])
        return created.id
    }

    /// Asks for deletion; the server is gone once `findServer` returns `nil`.
    ///
    /// - Returns: `false` where there was none.
    @discardableResult
    public func deleteServer(_ id: String) async throws -> Bool { try await caller.delete(["servers", id]) }

    public func startServer(_ id: String) async throws { try await act(id, "os-start") }
    public func stopServer(_ id: String) async throws { try await act(id, "os-stop") }

    public enum Reboot: String, Sendable { case soft = "SOFT", hard = "HARD" }

    public func rebootServer(_ id: String, _ kind: Reboot) async throws {
        try await act(id, "reboot", ["type": .string(kind.rawValue)])
    }

    private func act(_ id: String, _ action: String, _ value: JSONValue = .null) async throws {
        _ = try await caller.send(.post, ["servers", id, "action"], body: [action: value])
    }

    /// The last lines of the console.
    public func consoleOutput(_ id: String, lines: Int) async throws -> String {
        let path = ["servers", id, "action"]
        let answer = try await caller.send(
            .post, path, body: ["os-getConsoleOutput": ["length": .integer(Int64(lines))]], isIdempotent: true)
        return try ServiceCaller.object(answer, CloudRequest(.compute, .post, path))["output"]?.stringValue ?? ""
    }

    /// Sets these keys and leaves others as they are.
    public func setMetadata(_ metadata: [String: String], ofServer id: String) async throws {
        _ = try await caller.send(
            .post, ["servers", id, "metadata"], body: ["metadata": metadata.json], isIdempotent: true)
    }

    @discardableResult
    public func removeMetadata(_ key: String, ofServer id: String) async throws -> Bool {
        try await caller.delete(["servers", id, "metadata", key])
    }

    /// Replaces all tags.
    public func setTags(_ tags: [String], ofServer id: String) async throws {
        _ = try await caller.send(.put, ["servers", id, "tags"], body: ["tags": tags.json])
    }

    public func interfaces(ofServer id: String) async throws -> [ServerInterface] {
        try await caller.list(["servers", id, "os-interface"], "interfaceAttachments", isPaged: false)
    }

    public func attachPort(_ portID: String, toServer id: String) async throws -> ServerInterface {
        try await caller.create(["servers", id, "os-interface"], "interfaceAttachment", ["port_id": .string(portID)])
    }

    @discardableResult
    public func detachPort(_ portID: String, fromServer id: String) async throws -> Bool {
        try await caller.delete(["servers", id, "os-interface", portID])
    }

    public func volumeAttachments(ofServer id: String) async throws -> [VolumeAttachment] {
        try await caller.list(["servers", id, "os-volume_attachments"], "volumeAttachments")
    }

    public func attachVolume(
        _ volumeID: String, toServer id: String, deletesOnTermination: Bool = false
    ) async throws -> VolumeAttachment {
        var fields: JSONObject = ["volumeId": .string(volumeID)]
        // Known since microversion 2.79.
        if deletesOnTermination { fields.set("delete_on_termination", true) }
        return try await caller.create(["servers", id, "os-volume_attachments"], "volumeAttachment", fields)
    }

    @discardableResult
    public func detachVolume(_ volumeID: String, fromServer id: String) async throws -> Bool {
        try await caller.delete(["servers", id, "os-volume_attachments", volumeID])
    }
}

/// What `ComputeService.servers` lists; everything must hold.
public struct ServerFilter: Sendable {
    /// The exact name.
    public var name: String?
    public var status: ServerStatus?
    /// All of these.
    public var tags: [String] = []
    /// One of these at least.
    public var anyTags: [String] = []
    public var host: String?
    /// Of every project; for administrators.
    public var allProjects = false

    public init(name: String? = nil, tags: [String] = []) {
        self.name = name
        self.tags = tags
    }

    var query: CloudQuery {
        var query = CloudQuery()
        query.set("name", name.map { "^\(Self.quoted($0))$" })
        query.set("status", status?.rawValue)
        query.set("tags", joined: tags)
        query.set("tags-any", joined: anyTags)
        query.set("host", host)
        if allProjects { query.set("all_tenants", "1") }
        return query
    }

    private static func quoted(_ name: String) -> String {
        name.reduce(into: "") { text, character in
            if #"\.[]{}()*+?^$|"#.contains(character) { text.append("\\") }
            text.append(character)
        }
    }
}

/// The one field that answers to creation always have.
struct Created: CloudResource {
    let id: String
    init(_ fields: Fields) throws { id = try fields["id"] }
}
