import JSON

public struct NewLoadBalancer: Sendable {
    public var name: String
    public var description = ""
    /// One of these three says where the VIP is.
    public var vipSubnetID: String?
    public var vipNetworkID: String?
    public var vipPortID: String?
    public var vipAddress: String?
    /// `nil` for the cloud's default.
    public var provider: String?
    public var flavorID: String?
    public var availabilityZone: String?
    public var tags: [String] = []

    public init(name: String) { self.name = name }

    var json: JSONObject {
        var fields: JSONObject = ["admin_state_up": true]
        fields.set("name", name)
        fields.set("description", description)
        fields.set("vip_subnet_id", vipSubnetID)
        fields.set("vip_network_id", vipNetworkID)
        fields.set("vip_port_id", vipPortID)
        fields.set("vip_address", vipAddress)
        fields.set("provider", provider)
        fields.set("flavor_id", flavorID)
        fields.set("availability_zone", availabilityZone)
        if !tags.isEmpty { fields.set("tags", tags) }
        return fields
    }
}

public struct NewListener: Sendable {
    public var name: String
    public var loadBalancerID: String
    public var protocolName = "TCP"
    public var port: Int
    /// `nil` for anywhere; known since version 2.12 of the API.
    public var allowedCIDRs: [String]?
    public var defaultPoolID: String?
    public var tags: [String] = []

    public init(name: String, loadBalancerID: String, port: Int) {
        self.name = name
        self.loadBalancerID = loadBalancerID
        self.port = port
    }

    var json: JSONObject {
        var fields = JSONObject()
        fields.set("name", name)
        fields.set("loadbalancer_id", loadBalancerID)
        fields.set("protocol", protocolName)
        fields.set("protocol_port", port)
        fields.set("allowed_cidrs", allowedCIDRs)
        fields.set("default_pool_id", defaultPoolID)
        if !tags.isEmpty { fields.set("tags", tags) }
        return fields
    }
}

public struct NewPool: Sendable {
    public var name: String
    public var listenerID: String
    public var protocolName = "TCP"
    /// Octavia's OVN provider knows `SOURCE_IP_PORT` alone.
    public var algorithm = "ROUND_ROBIN"
    public var tags: [String] = []

    public init(name: String, listenerID: String) {
        self.name = name
        self.listenerID = listenerID
    }

    var json: JSONObject {
        var fields = JSONObject()
        fields.set("name", name)
        fields.set("listener_id", listenerID)
        fields.set("protocol", protocolName)
        fields.set("lb_algorithm", algorithm)
        if !tags.isEmpty { fields.set("tags", tags) }
        return fields
    }
}

public struct NewPoolMember: Sendable {
    public var name: String
    public var address: String
    public var port: Int
    public var subnetID: String?
    public var tags: [String] = []

    public init(name: String, address: String, port: Int) {
        self.name = name
        self.address = address
        self.port = port
    }

    var json: JSONObject {
        var fields = JSONObject()
        fields.set("name", name)
        fields.set("address", address)
        fields.set("protocol_port", port)
        fields.set("subnet_id", subnetID)
        if !tags.isEmpty { fields.set("tags", tags) }
        return fields
    }
}

public struct NewHealthMonitor: Sendable {
    public var name: String
    public var poolID: String
    public var type = "TCP"
    public var delaySeconds = 10
    public var timeoutSeconds = 5
    public var maximumRetries = 5
    public var maximumRetriesDown = 3

    public init(name: String, poolID: String) {
        self.name = name
        self.poolID = poolID
    }

    var json: JSONObject {
        var fields = JSONObject()
        fields.set("name", name)
        fields.set("pool_id", poolID)
        fields.set("type", type)
        fields.set("delay", delaySeconds)
        fields.set("timeout", timeoutSeconds)
        fields.set("max_retries", maximumRetries)
        fields.set("max_retries_down", maximumRetriesDown)
        return fields
    }
}
