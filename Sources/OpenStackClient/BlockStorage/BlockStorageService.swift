import JSON

/// Cinder. Every operation throws `OpenStackError` and, where the task is cancelled, `CancellationError`.
public struct BlockStorageService: Sendable {
    let caller: ServiceCaller

    public func volumes(_ filter: VolumeFilter = VolumeFilter()) async throws -> [Volume] {
        try await caller.list(["volumes", "detail"], "volumes", query: filter.query)
    }

    public func volume(_ id: String) async throws -> Volume { try await caller.get(["volumes", id], "volume") }

    /// `nil` where it is gone.
    public func findVolume(_ id: String) async throws -> Volume? { try await caller.find(["volumes", id], "volume") }

    public func createVolume(_ volume: NewVolume) async throws -> Volume {
        try await caller.create(["volumes"], "volume", volume.json)
    }

    /// Asks for deletion; the volume is gone once `findVolume` returns `nil`.
    @discardableResult
    public func deleteVolume(_ id: String) async throws -> Bool { try await caller.delete(["volumes", id]) }

    /// Sets these keys and leaves others as they are.
    public func setMetadata(_ metadata: [String: String], ofVolume id: String) async throws {
        _ = try await caller.send(
            .post, ["volumes", id, "metadata"], body: ["metadata": metadata.json], isIdempotent: true)
    }

    public func types() async throws -> [VolumeType] { try await caller.list(["types"], "volume_types") }

    public func availabilityZones() async throws -> [AvailabilityZone] {
        try await caller.list(["os-availability-zone"], "availabilityZoneInfo", isPaged: false)
    }

    /// The quotas of a project and what of them is used; volumes, snapshots, gigabytes, also per type.
    public func quotas(ofProject id: String) async throws -> [String: ResourceQuota] {
        var query = CloudQuery()
        query.set("usage", "True")
        let fields = try await caller.object(["os-quota-sets", id], query: query)
        return ResourceQuota.read(fields["quota_set"], maximum: "limit", used: "in_use")
    }
}

/// What `BlockStorageService.volumes` lists; everything must hold.
public struct VolumeFilter: Sendable, Hashable {
    public var name: String?
    public var status: VolumeStatus?
    public var metadata: [String: String] = [:]
    /// Of every project; for administrators.
    public var allProjects = false

    public init(name: String? = nil) { self.name = name }

    var query: CloudQuery {
        var query = CloudQuery()
        query.set("name", name)
        query.set("status", status?.rawValue)
        if !metadata.isEmpty { query.set("metadata", Self.pythonLiteral(metadata)) }
        if allProjects { query.set("all_tenants", "1") }
        return query
    }

    /// `{'key': 'value'}`: Cinder reads the parameter as Python does.
    private static func pythonLiteral(_ metadata: [String: String]) -> String {
        func quoted(_ text: String) -> String {
            "'" + text.replacing("\\", with: "\\\\").replacing("'", with: "\\'").replacing("\n", with: "\\n") + "'"
        }
        let pairs = metadata.sorted { $0.key < $1.key }.map { "\(quoted($0.key)): \(quoted($0.value))" }
        return "{\(pairs.joined(separator: ", "))}"
    }
}
