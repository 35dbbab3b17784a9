import JSON

/// What servers are made from and where they run.
extension ComputeService {
    public func flavors() async throws -> [Flavor] {
        try await caller.list(["flavors", "detail"], "flavors")
    }

    public func flavor(_ id: String) async throws -> Flavor { try await caller.get(["flavors", id], "flavor") }

    public func availabilityZones() async throws -> [AvailabilityZone] {
        try await caller.list(["os-availability-zone"], "availabilityZoneInfo", isPaged: false)
    }

    public func limits() async throws -> ComputeLimits { try await caller.get(["limits"], "limits") }

    /// For administrators.
    public func hypervisors() async throws -> [Hypervisor] {
        try await caller.list(["os-hypervisors", "detail"], "hypervisors")
    }

    public func serverGroups() async throws -> [ServerGroup] {
        // Paged by offset alone, with no link to the next page.
        try await caller.list(["os-server-groups"], "server_groups", isPaged: false)
    }

    public func createServerGroup(name: String, policy: ServerGroupPolicy) async throws -> ServerGroup {
        var fields = JSONObject()
        fields.set("name", name)
        if let version = try await caller.cloud.microversion(of: .compute), version < Microversion(2, 64) {
            fields.set("policies", [policy])
        } else {
            fields.set("policy", policy)
        }
        return try await caller.create(["os-server-groups"], "server_group", fields)
    }

    @discardableResult
    public func deleteServerGroup(_ id: String) async throws -> Bool {
        try await caller.delete(["os-server-groups", id])
    }

    public func keyPair(_ name: String) async throws -> KeyPair? {
        try await caller.find(["os-keypairs", name], "keypair")
    }

    public func keyPairs() async throws -> [KeyPair] {
        try await caller.list(["os-keypairs"], "keypairs", wrappedIn: "keypair")
    }

    /// - Parameter publicKey: As in `authorized_keys`.
    public func importKeyPair(name: String, publicKey: String) async throws -> KeyPair {
        try await caller.create(
            ["os-keypairs"], "keypair", ["name": .string(name), "public_key": .string(publicKey), "type": "ssh"])
    }

    @discardableResult
    public func deleteKeyPair(_ name: String) async throws -> Bool { try await caller.delete(["os-keypairs", name]) }
}
