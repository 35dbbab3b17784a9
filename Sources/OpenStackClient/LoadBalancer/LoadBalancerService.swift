import JSON

/// Octavia. Every operation throws `OpenStackError` and, where the task is cancelled, `CancellationError`.
///
/// A change of one part makes the whole load balancer pending; until it is active again, further changes are refused with
/// code `conflict`.
public struct LoadBalancerService: Sendable {
    let caller: ServiceCaller

    public func loadBalancers(_ filter: NetworkFilter = NetworkFilter()) async throws -> [LoadBalancer] {
        try await caller.list(["loadbalancers"], "loadbalancers", query: filter.query)
    }

    public func loadBalancer(_ id: String) async throws -> LoadBalancer {
        try await caller.get(["loadbalancers", id], "loadbalancer")
    }

    /// `nil` where it is gone.
    public func findLoadBalancer(_ id: String) async throws -> LoadBalancer? {
        let found: LoadBalancer? = try await caller.find(["loadbalancers", id], "loadbalancer")
        // Deleted ones stay in Octavia's database for a while.
        return found?.provisioningStatus == .deleted ? nil : found
    }

    public func createLoadBalancer(_ loadBalancer: NewLoadBalancer) async throws -> LoadBalancer {
        try await caller.create(["loadbalancers"], "loadbalancer", loadBalancer.json)
    }

    /// Asks for deletion of the load balancer and of all its parts.
    @discardableResult
    public func deleteLoadBalancer(_ id: String) async throws -> Bool {
        var query = CloudQuery()
        query.set("cascade", true)
        return try await caller.delete(["loadbalancers", id], query: query)
    }

    /// The load balancer and its parts with their states.
    public func statusTree(_ id: String) async throws -> LoadBalancerStatus {
        let fields = try await caller.object(["loadbalancers", id, "status"])
        return LoadBalancerStatus(fields["statuses"]?["loadbalancer"])
    }

    public func listeners(_ filter: NetworkFilter = NetworkFilter()) async throws -> [Listener] {
        try await caller.list(["listeners"], "listeners", query: filter.query)
    }

    public func createListener(_ listener: NewListener) async throws -> Listener {
        try await caller.create(["listeners"], "listener", listener.json)
    }

    /// - Parameter cidrs: Empty for anywhere.
    public func setAllowedCIDRs(_ cidrs: [String], ofListener id: String) async throws -> Listener {
        try await caller.update(["listeners", id], "listener", ["allowed_cidrs": cidrs.isEmpty ? .null : cidrs.json])
    }

    @discardableResult
    public func deleteListener(_ id: String) async throws -> Bool { try await caller.delete(["listeners", id]) }

    public func pools(_ filter: NetworkFilter = NetworkFilter()) async throws -> [Pool] {
        try await caller.list(["pools"], "pools", query: filter.query)
    }

    public func createPool(_ pool: NewPool) async throws -> Pool {
        try await caller.create(["pools"], "pool", pool.json)
    }

    @discardableResult
    public func deletePool(_ id: String) async throws -> Bool { try await caller.delete(["pools", id]) }

    public func members(ofPool id: String, _ filter: NetworkFilter = NetworkFilter()) async throws -> [PoolMember] {
        try await caller.list(["pools", id, "members"], "members", query: filter.query)
    }

    public func createMember(_ member: NewPoolMember, inPool id: String) async throws -> PoolMember {
        try await caller.create(["pools", id, "members"], "member", member.json)
    }

    @discardableResult
    public func deleteMember(_ id: String, ofPool poolID: String) async throws -> Bool {
        try await caller.delete(["pools", poolID, "members", id])
    }

    public func healthMonitors(_ filter: NetworkFilter = NetworkFilter()) async throws -> [HealthMonitor] {
        try await caller.list(["healthmonitors"], "healthmonitors", query: filter.query)
    }

    /// - Throws: Code `unsupported` where the provider has none of the kind.
    public func createHealthMonitor(_ monitor: NewHealthMonitor) async throws -> HealthMonitor {
        try await caller.create(["healthmonitors"], "healthmonitor", monitor.json)
    }

    @discardableResult
    public func deleteHealthMonitor(_ id: String) async throws -> Bool {
        try await caller.delete(["healthmonitors", id])
    }

    public func providers() async throws -> [LoadBalancerProvider] {
        try await caller.list(["providers"], "providers", isPaged: false)
    }

    public func flavors() async throws -> [LoadBalancerFlavor] { try await caller.list(["flavors"], "flavors") }

    /// The quotas of a project.
    public func quotas(ofProject id: String) async throws -> [String: ResourceQuota] {
        let fields = try await caller.object(["quotas", id])
        return ResourceQuota.read(fields["quota"], maximum: "limit", used: "used")
    }

    /// The newest version of the API, such as 2.27: what a cloud's Octavia can do depends on it.
    public func version() async throws -> Microversion {
        try await caller.cloud.versions(of: .loadBalancer).map(\.id).max() ?? Microversion(2, 0)
    }
}

/// A load balancer, or a part of it, with its states and parts.
public struct LoadBalancerStatus: Sendable, Hashable {
    public var id: String
    public var name: String
    public var provisioningStatus: ProvisioningStatus
    public var operatingStatus: OperatingStatus
    public var address: String?
    public var parts: [LoadBalancerStatus]

    init(_ json: JSONValue?, depth: Int = 0) {
        id = json?["id"]?.stringValue ?? ""
        name = json?["name"]?.stringValue ?? ""
        provisioningStatus = ProvisioningStatus(rawValue: json?["provisioning_status"]?.stringValue ?? "")
        operatingStatus = OperatingStatus(rawValue: json?["operating_status"]?.stringValue ?? "")
        address = json?["address"]?.stringValue
        let kinds = depth < 8 ? ["listeners", "pools", "members", "health_monitor", "l7policies", "rules"] : []
        parts = kinds.flatMap { kind in
            let value = json?[kind]
            let values = value?.arrayValue ?? (value?.objectValue.map { $0.isEmpty ? [] : [.object($0)] } ?? [])
            return values.map { LoadBalancerStatus($0, depth: depth + 1) }
        }
    }
}
