import JSON

/// Neutron. Every operation throws `OpenStackError` and, where the task is cancelled, `CancellationError`.
public struct NetworkService: Sendable {
    let caller: ServiceCaller

    public func networks(_ filter: NetworkFilter = NetworkFilter()) async throws -> [Network] {
        try await caller.list(["networks"], "networks", query: filter.query)
    }

    public func network(_ id: String) async throws -> Network { try await caller.get(["networks", id], "network") }

    public func createNetwork(_ network: NewNetwork) async throws -> Network {
        try await caller.create(["networks"], "network", network.json)
    }

    /// Takes the network's subnets with it.
    @discardableResult
    public func deleteNetwork(_ id: String) async throws -> Bool { try await caller.delete(["networks", id]) }

    public func subnets(_ filter: NetworkFilter = NetworkFilter()) async throws -> [Subnet] {
        try await caller.list(["subnets"], "subnets", query: filter.query)
    }

    public func subnet(_ id: String) async throws -> Subnet { try await caller.get(["subnets", id], "subnet") }

    public func createSubnet(_ subnet: NewSubnet) async throws -> Subnet {
        try await caller.create(["subnets"], "subnet", subnet.json)
    }

    public func setNameservers(_ nameservers: [String], ofSubnet id: String) async throws -> Subnet {
        try await caller.update(["subnets", id], "subnet", ["dns_nameservers": nameservers.json])
    }

    @discardableResult
    public func deleteSubnet(_ id: String) async throws -> Bool { try await caller.delete(["subnets", id]) }

    public func ports(_ filter: NetworkFilter = NetworkFilter()) async throws -> [Port] {
        try await caller.list(["ports"], "ports", query: filter.query)
    }

    public func port(_ id: String) async throws -> Port { try await caller.get(["ports", id], "port") }

    /// `nil` where it is gone.
    public func findPort(_ id: String) async throws -> Port? { try await caller.find(["ports", id], "port") }

    public func createPort(_ port: NewPort) async throws -> Port {
        try await caller.create(["ports"], "port", port.json)
    }

    public func updatePort(_ id: String, _ change: PortChange) async throws -> Port {
        try await caller.update(["ports", id], "port", change.json)
    }

    @discardableResult
    public func deletePort(_ id: String) async throws -> Bool { try await caller.delete(["ports", id]) }

    public func trunks(_ filter: NetworkFilter = NetworkFilter()) async throws -> [Trunk] {
        try await caller.list(["trunks"], "trunks", query: filter.query)
    }

    public func createTrunk(name: String, description: String = "", portID: String) async throws -> Trunk {
        let fields: JSONObject = [
            "name": .string(name), "description": .string(description), "port_id": .string(portID),
            "admin_state_up": true,
        ]
        return try await caller.create(["trunks"], "trunk", fields)
    }

    @discardableResult
    public func deleteTrunk(_ id: String) async throws -> Bool { try await caller.delete(["trunks", id]) }

    public func extensions() async throws -> [NetworkExtension] {
        try await caller.list(["extensions"], "extensions", isPaged: false)
    }

    public func availabilityZones() async throws -> [AvailabilityZone] {
        try await caller.list(["availability_zones"], "availability_zones", isPaged: false)
    }

    /// The quotas of a project and what of them is used.
    public func quotas(ofProject id: String) async throws -> [String: ResourceQuota] {
        let fields = try await caller.object(["quotas", id, "details.json"])
        return ResourceQuota.read(fields["quota"], maximum: "limit", used: "used")
    }

    /// What has tags, by the name of its collection. An open set.
    public struct Tagged: OpenName {
        public let rawValue: String
        public init(rawValue: String) { self.rawValue = rawValue }

        public static let networks: Self = "networks"
        public static let subnets: Self = "subnets"
        public static let ports: Self = "ports"
        public static let routers: Self = "routers"
        public static let floatingIPs: Self = "floatingips"
        public static let securityGroups: Self = "security-groups"
        public static let trunks: Self = "trunks"
    }

    /// Replaces all tags. Neutron cannot create with tags: until this has been done, the name alone tells the owner.
    public func setTags(_ tags: [String], of kind: Tagged, _ id: String) async throws {
        _ = try await caller.send(.put, [kind.rawValue, id, "tags"], body: ["tags": tags.json])
    }

    public func addTag(_ tag: String, to kind: Tagged, _ id: String) async throws {
        _ = try await caller.send(.put, [kind.rawValue, id, "tags", tag])
    }

    @discardableResult
    public func removeTag(_ tag: String, from kind: Tagged, _ id: String) async throws -> Bool {
        try await caller.delete([kind.rawValue, id, "tags", tag])
    }
}
