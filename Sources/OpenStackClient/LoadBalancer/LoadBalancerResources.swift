import JSON

/// Whether a change is under way. An open set.
public struct ProvisioningStatus: OpenName {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }

    public static let active: Self = "ACTIVE"
    public static let error: Self = "ERROR"
    public static let deleted: Self = "DELETED"
    public static let pendingCreate: Self = "PENDING_CREATE"
    public static let pendingUpdate: Self = "PENDING_UPDATE"
    public static let pendingDelete: Self = "PENDING_DELETE"

    /// While it is, every change of the load balancer and its parts is refused.
    public var isPending: Bool { rawValue.hasPrefix("PENDING_") }
}

/// Whether it works. An open set.
public struct OperatingStatus: OpenName {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }

    public static let online: Self = "ONLINE"
    public static let offline: Self = "OFFLINE"
    public static let degraded: Self = "DEGRADED"
    public static let draining: Self = "DRAINING"
    public static let noMonitor: Self = "NO_MONITOR"
    public static let error: Self = "ERROR"
}

public struct LoadBalancer: CloudResource {
    public var id: String
    public var name: String
    public var description: String
    public var projectID: String
    public var provisioningStatus: ProvisioningStatus
    public var operatingStatus: OperatingStatus
    public var vipAddress: String
    public var vipPortID: String?
    public var vipSubnetID: String?
    public var vipNetworkID: String?
    public var provider: String
    public var flavorID: String?
    public var availabilityZone: String?
    public var listenerIDs: [String]
    public var poolIDs: [String]
    public var tags: [String]

    public init(_ fields: Fields) throws {
        id = try fields["id"]
        name = try fields["name", default: ""]
        description = try fields["description", default: ""]
        projectID = try fields["project_id", default: ""]
        provisioningStatus = try fields["provisioning_status"]
        operatingStatus = try fields["operating_status", default: ""]
        vipAddress = try fields["vip_address", default: ""]
        vipPortID = try fields[optional: "vip_port_id"]
        vipSubnetID = try fields[optional: "vip_subnet_id"]
        vipNetworkID = try fields[optional: "vip_network_id"]
        provider = try fields["provider", default: ""]
        flavorID = try fields[optional: "flavor_id"]
        availabilityZone = try fields[optional: "availability_zone"]
        listenerIDs = fields.identifiers("listeners")
        poolIDs = fields.identifiers("pools")
        tags = try fields["tags", default: []]
    }
}

public struct Listener: CloudResource {
    public var id: String
    public var name: String
    public var protocolName: String
    public var port: Int
    public var provisioningStatus: ProvisioningStatus
    public var operatingStatus: OperatingStatus
    public var defaultPoolID: String?
    public var allowedCIDRs: [String]
    public var loadBalancerIDs: [String]
    public var tags: [String]

    public init(_ fields: Fields) throws {
        id = try fields["id"]
        name = try fields["name", default: ""]
        protocolName = try fields["protocol"]
        port = try fields["protocol_port"]
        provisioningStatus = try fields["provisioning_status"]
        operatingStatus = try fields["operating_status", default: ""]
        defaultPoolID = try fields[optional: "default_pool_id"]
        allowedCIDRs = try fields["allowed_cidrs", default: []]
        loadBalancerIDs = fields.identifiers("loadbalancers")
        tags = try fields["tags", default: []]
    }
}

public struct Pool: CloudResource {
    public var id: String
    public var name: String
    public var protocolName: String
    public var algorithm: String
    public var provisioningStatus: ProvisioningStatus
    public var operatingStatus: OperatingStatus
    public var healthMonitorID: String?
    public var memberIDs: [String]
    public var listenerIDs: [String]
    public var loadBalancerIDs: [String]
    public var tags: [String]

    public init(_ fields: Fields) throws {
        id = try fields["id"]
        name = try fields["name", default: ""]
        protocolName = try fields["protocol"]
        algorithm = try fields["lb_algorithm", default: ""]
        provisioningStatus = try fields["provisioning_status"]
        operatingStatus = try fields["operating_status", default: ""]
        healthMonitorID = try fields[optional: "healthmonitor_id"]
        memberIDs = fields.identifiers("members")
        listenerIDs = fields.identifiers("listeners")
        loadBalancerIDs = fields.identifiers("loadbalancers")
        tags = try fields["tags", default: []]
    }
}

public struct PoolMember: CloudResource {
    public var id: String
    public var name: String
    public var address: String
    public var port: Int
    public var subnetID: String?
    public var weight: Int
    public var provisioningStatus: ProvisioningStatus
    public var operatingStatus: OperatingStatus
    public var tags: [String]

    public init(_ fields: Fields) throws {
        id = try fields["id"]
        name = try fields["name", default: ""]
        address = try fields["address"]
        port = try fields["protocol_port"]
        subnetID = try fields[optional: "subnet_id"]
        weight = try fields["weight", default: 1]
        provisioningStatus = try fields["provisioning_status"]
        operatingStatus = try fields["operating_status", default: ""]
        tags = try fields["tags", default: []]
    }
}

public struct HealthMonitor: CloudResource {
    public var id: String
    public var name: String
    public var type: String
    public var delaySeconds: Int
    public var timeoutSeconds: Int
    public var maximumRetries: Int
    public var maximumRetriesDown: Int
    public var provisioningStatus: ProvisioningStatus
    public var poolIDs: [String]

    public init(_ fields: Fields) throws {
        id = try fields["id"]
        name = try fields["name", default: ""]
        type = try fields["type"]
        delaySeconds = try fields["delay"]
        timeoutSeconds = try fields["timeout"]
        maximumRetries = try fields["max_retries"]
        maximumRetriesDown = try fields["max_retries_down", default: 3]
        provisioningStatus = try fields["provisioning_status"]
        poolIDs = fields.identifiers("pools")
    }
}

/// A driver of Octavia's.
public struct LoadBalancerProvider: CloudResource, Hashable {
    public var name: String
    public var description: String

    public init(_ fields: Fields) throws {
        name = try fields["name"]
        description = try fields["description", default: ""]
    }
}

public struct LoadBalancerFlavor: CloudResource, Hashable {
    public var id: String
    public var name: String
    public var isEnabled: Bool

    public init(_ fields: Fields) throws {
        id = try fields["id"]
        name = try fields["name"]
        isEnabled = try fields["enabled", default: true]
    }
}

extension Fields {
    /// Of `[{"id": …}]`.
    fileprivate func identifiers(_ name: String) -> [String] {
        (raw(name)?.arrayValue ?? []).compactMap { $0["id"]?.stringValue }
    }
}
