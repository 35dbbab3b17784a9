import JSON

/// Routers, floating IPs and security groups.
extension NetworkService {
    public func routers(_ filter: NetworkFilter = NetworkFilter()) async throws -> [Router] {
        try await caller.list(["routers"], "routers", query: filter.query)
    }

    public func router(_ id: String) async throws -> Router { try await caller.get(["routers", id], "router") }

    public func createRouter(
        name: String, description: String = "", gateway: Router.Gateway? = nil
    ) async throws -> Router {
        var fields: JSONObject = ["name": .string(name), "description": .string(description)]
        fields.set("external_gateway_info", gateway)
        return try await caller.create(["routers"], "router", fields)
    }

    /// - Parameter gateway: `nil` takes the gateway away.
    public func setGateway(_ gateway: Router.Gateway?, ofRouter id: String) async throws -> Router {
        try await caller.update(["routers", id], "router", ["external_gateway_info": gateway?.json ?? .null])
    }

    @discardableResult
    public func deleteRouter(_ id: String) async throws -> Bool { try await caller.delete(["routers", id]) }

    /// - Throws: Code `badRequest` or `conflict` where the subnet is at a router already.
    public func addInterface(ofSubnet subnetID: String, toRouter id: String) async throws {
        let body: JSONObject = ["subnet_id": .string(subnetID)]
        _ = try await caller.send(.put, ["routers", id, "add_router_interface"], body: body, isIdempotent: false)
    }

    /// - Returns: `false` where there was none.
    @discardableResult
    public func removeInterface(ofSubnet subnetID: String, fromRouter id: String) async throws -> Bool {
        do {
            let body: JSONObject = ["subnet_id": .string(subnetID)]
            _ = try await caller.send(.put, ["routers", id, "remove_router_interface"], body: body)
            return true
        } catch let error as OpenStackError where error.code == .notFound {
            return false
        }
    }

    public func floatingIPs(_ filter: NetworkFilter = NetworkFilter()) async throws -> [FloatingIP] {
        try await caller.list(["floatingips"], "floatingips", query: filter.query)
    }

    public func floatingIP(_ id: String) async throws -> FloatingIP {
        try await caller.get(["floatingips", id], "floatingip")
    }

    public func createFloatingIP(_ floatingIP: NewFloatingIP) async throws -> FloatingIP {
        try await caller.create(["floatingips"], "floatingip", floatingIP.json)
    }

    /// - Parameter portID: `nil` takes the floating IP off its port.
    public func associate(floatingIP id: String, withPort portID: String?) async throws -> FloatingIP {
        try await caller.update(["floatingips", id], "floatingip", ["port_id": portID?.json ?? .null])
    }

    @discardableResult
    public func deleteFloatingIP(_ id: String) async throws -> Bool { try await caller.delete(["floatingips", id]) }

    public func securityGroups(_ filter: NetworkFilter = NetworkFilter()) async throws -> [SecurityGroup] {
        try await caller.list(["security-groups"], "security_groups", query: filter.query)
    }

    public func securityGroup(_ id: String) async throws -> SecurityGroup {
        try await caller.get(["security-groups", id], "security_group")
    }

    /// Comes with rules that let all traffic out.
    public func createSecurityGroup(name: String, description: String = "") async throws -> SecurityGroup {
        try await caller.create(
            ["security-groups"], "security_group", ["name": .string(name), "description": .string(description)])
    }

    @discardableResult
    public func deleteSecurityGroup(_ id: String) async throws -> Bool {
        try await caller.delete(["security-groups", id])
    }

    /// - Throws: Code `conflict` where there is such a rule.
    public func createRule(_ rule: SecurityGroupRule) async throws -> SecurityGroupRule {
        try await caller.create(["security-group-rules"], "security_group_rule", rule.json.objectValue ?? [:])
    }

    /// All or none, in one request.
    public func createRules(_ rules: [SecurityGroupRule]) async throws {
        guard !rules.isEmpty else { return }
        _ = try await caller.send(.post, ["security-group-rules"], body: ["security_group_rules": rules.json])
    }

    @discardableResult
    public func deleteRule(_ id: String) async throws -> Bool { try await caller.delete(["security-group-rules", id]) }
}
