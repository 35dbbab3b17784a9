public import JSON

/// The state of a network, port, router, trunk or floating IP. An open set.
public struct NetworkStatus: OpenName {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }

    public static let active: Self = "ACTIVE"
    public static let build: Self = "BUILD"
    public static let down: Self = "DOWN"
    public static let error: Self = "ERROR"
}

public struct Network: CloudResource {
    public var id: String
    public var name: String
    public var description: String
    public var projectID: String
    public var status: NetworkStatus
    public var subnetIDs: [String]
    public var isExternal: Bool
    public var isShared: Bool
    public var isAdminStateUp: Bool
    public var mtu: Int?
    public var hasPortSecurity: Bool
    public var tags: [String]

    public init(_ fields: Fields) throws {
        id = try fields["id"]
        name = try fields["name", default: ""]
        description = try fields["description", default: ""]
        projectID = try fields[optional: "project_id"] ?? fields["tenant_id", default: ""]
        status = try fields["status", default: ""]
        subnetIDs = try fields["subnets", default: []]
        isExternal = try fields["router:external", default: false]
        isShared = try fields["shared", default: false]
        isAdminStateUp = try fields["admin_state_up", default: true]
        mtu = try fields[optional: "mtu"]
        hasPortSecurity = try fields["port_security_enabled", default: true]
        tags = try fields["tags", default: []]
    }
}

public struct Subnet: CloudResource {
    public var id: String
    public var name: String
    public var description: String
    public var projectID: String
    public var networkID: String
    /// 4 or 6
    public var ipVersion: Int
    public var cidr: String
    public var gatewayIP: String?
    public var dnsNameservers: [String]
    public var allocationPools: [AllocationPool]
    public var hasDHCP: Bool
    public var ipv6AddressMode: String?
    public var ipv6RAMode: String?
    public var tags: [String]

    public init(_ fields: Fields) throws {
        id = try fields["id"]
        name = try fields["name", default: ""]
        description = try fields["description", default: ""]
        projectID = try fields[optional: "project_id"] ?? fields["tenant_id", default: ""]
        networkID = try fields["network_id"]
        ipVersion = try fields["ip_version"]
        cidr = try fields["cidr"]
        gatewayIP = try fields[optional: "gateway_ip"]
        dnsNameservers = try fields["dns_nameservers", default: []]
        allocationPools = try fields["allocation_pools", default: []]
        hasDHCP = try fields["enable_dhcp", default: true]
        ipv6AddressMode = try fields[optional: "ipv6_address_mode"]
        ipv6RAMode = try fields[optional: "ipv6_ra_mode"]
        tags = try fields["tags", default: []]
    }
}

public struct AllocationPool: CloudResource, Hashable {
    public var start: String
    public var end: String

    public init(start: String, end: String) {
        self.start = start
        self.end = end
    }

    public init(_ fields: Fields) throws { self.init(start: try fields["start"], end: try fields["end"]) }
    public var json: JSONValue { ["start": .string(start), "end": .string(end)] }
}

/// An address out of a subnet; where one of both is missing, Neutron chooses.
public struct FixedIP: CloudResource, Hashable {
    public var subnetID: String?
    public var address: String?

    public init(subnetID: String? = nil, address: String? = nil) {
        self.subnetID = subnetID
        self.address = address
    }

    public init(_ fields: Fields) throws {
        self.init(subnetID: try fields[optional: "subnet_id"], address: try fields[optional: "ip_address"])
    }

    public var json: JSONValue {
        var fields = JSONObject()
        fields.set("subnet_id", subnetID)
        fields.set("ip_address", address)
        return .object(fields)
    }
}

public struct AddressPair: CloudResource, Hashable {
    /// An address or a CIDR.
    public var address: String
    public var macAddress: String?

    public init(address: String, macAddress: String? = nil) {
        self.address = address
        self.macAddress = macAddress
    }

    public init(_ fields: Fields) throws {
        self.init(address: try fields["ip_address"], macAddress: try fields[optional: "mac_address"])
    }

    public var json: JSONValue {
        var fields = JSONObject()
        fields.set("ip_address", address)
        fields.set("mac_address", macAddress)
        return .object(fields)
    }
}

public struct Port: CloudResource {
    public var id: String
    public var name: String
    public var description: String
    public var projectID: String
    public var networkID: String
    public var macAddress: String
    public var fixedIPs: [FixedIP]
    public var securityGroupIDs: [String]
    public var allowedAddressPairs: [AddressPair]
    public var status: NetworkStatus
    public var isAdminStateUp: Bool
    public var hasPortSecurity: Bool
    /// What uses the port: a server, router, load balancer; empty for nothing.
    public var deviceID: String
    /// `compute:nova`, `network:router_interface`, `Octavia`, …
    public var deviceOwner: String
    public var vnicType: String
    /// For administrators, as is the host.
    public var vifType: String?
    public var hostID: String?
    /// Where it is the parent of a trunk.
    public var trunkID: String?
    public var tags: [String]

    public init(_ fields: Fields) throws {
        id = try fields["id"]
        name = try fields["name", default: ""]
        description = try fields["description", default: ""]
        projectID = try fields[optional: "project_id"] ?? fields["tenant_id", default: ""]
        networkID = try fields["network_id"]
        macAddress = try fields["mac_address", default: ""]
        fixedIPs = try fields["fixed_ips", default: []]
        securityGroupIDs = try fields["security_groups", default: []]
        allowedAddressPairs = try fields["allowed_address_pairs", default: []]
        status = try fields["status", default: ""]
        isAdminStateUp = try fields["admin_state_up", default: true]
        hasPortSecurity = try fields["port_security_enabled", default: true]
        deviceID = try fields["device_id", default: ""]
        deviceOwner = try fields["device_owner", default: ""]
        vnicType = try fields["binding:vnic_type", default: "normal"]
        vifType = try fields[optional: "binding:vif_type"]
        hostID = try fields[optional: "binding:host_id"]
        trunkID = try fields.nested("trunk_details")[optional: "trunk_id"]
        tags = try fields["tags", default: []]
    }
}

public struct Trunk: CloudResource {
    public var id: String
    public var name: String
    public var portID: String
    public var status: NetworkStatus
    public var tags: [String]

    public init(_ fields: Fields) throws {
        id = try fields["id"]
        name = try fields["name", default: ""]
        portID = try fields["port_id"]
        status = try fields["status", default: ""]
        tags = try fields["tags", default: []]
    }
}
