import JSON

/// Placement; most clouds let administrators alone ask it. Every operation throws `OpenStackError` and, where the task is
/// cancelled, `CancellationError`.
public struct PlacementService: Sendable {
    let caller: ServiceCaller

    public func resourceProviders() async throws -> [ResourceProvider] {
        try await caller.list(["resource_providers"], "resource_providers", isPaged: false)
    }

    /// What a provider has of each class, such as `VCPU`.
    public func inventories(ofProvider id: String) async throws -> [String: Inventory] {
        let path = ["resource_providers", id, "inventories"]
        let fields = Fields(try await caller.object(path))
        do {
            return try fields["inventories"]
        } catch {
            throw OpenStackError(.invalidAnswer, "\(error)", cause: error)
                .located(.placement, .get, "/" + path.joined(separator: "/"))
        }
    }

    /// What of each class is in use.
    public func usages(ofProvider id: String) async throws -> [String: Int] {
        let fields = try await caller.object(["resource_providers", id, "usages"])
        return fields["usages"].flatMap { [String: Int](json: $0) } ?? [:]
    }

    /// How many ways there are to place resources now.
    ///
    /// - Parameter limit: Not more than these are counted.
    public func candidateCount(for resources: [String: Int], limit: Int = 100) async throws -> Int {
        var query = CloudQuery()
        query.set("resources", joined: resources.sorted { $0.key < $1.key }.map { "\($0.key):\($0.value)" })
        query.set("limit", String(limit))
        let fields = try await caller.object(["allocation_candidates"], query: query)
        return fields["allocation_requests"]?.arrayValue?.count ?? 0
    }

    /// What a consumer, such as a server, holds; by provider, then by class. Empty for a consumer that holds nothing.
    public func allocations(ofConsumer id: String) async throws -> [String: [String: Int]] {
        let fields = try await caller.object(["allocations", id])
        var held: [String: [String: Int]] = [:]
        for (provider, allocation) in fields["allocations"]?.objectValue ?? JSONObject() {
            held[provider] = allocation["resources"].flatMap { [String: Int](json: $0) }
        }
        return held
    }
}

public struct ResourceProvider: CloudResource, Hashable {
    public var id: String
    public var name: String

    public init(_ fields: Fields) throws {
        id = try fields["uuid"]
        name = try fields["name", default: ""]
    }
}

public struct Inventory: CloudResource, Hashable {
    public var total: Int
    public var reserved: Int
    public var allocationRatio: Double

    /// How much can be given away, in use or not.
    public var capacity: Int {
        let capacity = Double(max(0, total - reserved)) * allocationRatio
        return capacity < Double(Int32.max) ? Int(max(0, capacity)) : Int(Int32.max)
    }

    public init(_ fields: Fields) throws {
        total = try fields["total"]
        reserved = try fields["reserved", default: 0]
        allocationRatio = try fields["allocation_ratio", default: 1]
    }
}
