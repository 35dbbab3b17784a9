public import JSON

public struct Router: CloudResource {
    public var id: String
    public var name: String
    public var description: String
    public var projectID: String
    public var status: NetworkStatus
    public var isAdminStateUp: Bool
    public var gateway: Gateway?
    public var tags: [String]

    public init(_ fields: Fields) throws {
        id = try fields["id"]
        name = try fields["name", default: ""]
        description = try fields["description", default: ""]
        projectID = try fields[optional: "project_id"] ?? fields["tenant_id", default: ""]
        status = try fields["status", default: ""]
        isAdminStateUp = try fields["admin_state_up", default: true]
        gateway = try fields[optional: "external_gateway_info"]
        tags = try fields["tags", default: []]
    }

    public struct Gateway: CloudResource, Hashable {
        public var networkID: String
        /// Empty: Neutron chooses.
        public var fixedIPs: [FixedIP]
        /// `nil` for the cloud's default; others need an administrator.
        public var hasSNAT: Bool?

        public init(networkID: String, fixedIPs: [FixedIP] = [], hasSNAT: Bool? = nil) {
            self.networkID = networkID
            self.fixedIPs = fixedIPs
            self.hasSNAT = hasSNAT
        }

        public init(_ fields: Fields) throws {
            networkID = try fields["network_id"]
            fixedIPs = try fields["external_fixed_ips", default: []]
            hasSNAT = try fields[optional: "enable_snat"]
        }

        public var json: JSONValue {
            var fields = JSONObject()
            fields.set("network_id", networkID)
            if !fixedIPs.isEmpty { fields.set("external_fixed_ips", fixedIPs) }
            fields.set("enable_snat", hasSNAT)
            return .object(fields)
        }
    }
}

public struct FloatingIP: CloudResource {
    public var id: String
    public var address: String
    public var description: String
    public var projectID: String
    public var networkID: String
    /// `DOWN` as long as it has no port.
    public var status: NetworkStatus
    public var portID: String?
    public var fixedAddress: String?
    public var routerID: String?
    public var tags: [String]

    public init(_ fields: Fields) throws {
        id = try fields["id"]
        address = try fields["floating_ip_address"]
        description = try fields["description", default: ""]
        projectID = try fields[optional: "project_id"] ?? fields["tenant_id", default: ""]
        networkID = try fields["floating_network_id"]
        status = try fields["status", default: ""]
        portID = try fields[optional: "port_id"]
        fixedAddress = try fields[optional: "fixed_ip_address"]
        routerID = try fields[optional: "router_id"]
        tags = try fields["tags", default: []]
    }
}

public struct SecurityGroup: CloudResource {
    public var id: String
    public var name: String
    public var description: String
    public var projectID: String
    public var rules: [SecurityGroupRule]
    public var tags: [String]

    public init(_ fields: Fields) throws {
        id = try fields["id"]
        name = try fields["name"]
        description = try fields["description", default: ""]
        projectID = try fields[optional: "project_id"] ?? fields["tenant_id", default: ""]
        rules = try fields["security_group_rules", default: []]
        tags = try fields["tags", default: []]
    }
}

/// A rule as it is and as it is to be created; then the ID is empty.
public struct SecurityGroupRule: CloudResource, Hashable {
    public enum Direction: String, Sendable { case ingress, egress }
    public enum EtherType: String, Sendable { case ipv4 = "IPv4", ipv6 = "IPv6" }

    public var id = ""
    public var securityGroupID: String
    public var direction: Direction
    public var etherType: EtherType
    /// `tcp`, `udp`, a number, …; `nil` for any.
    public var protocolName: String?
    /// Both or none. ICMP has its type and code here.
    public var portRangeMinimum: Int?
    public var portRangeMaximum: Int?
    /// A CIDR, or a group; none of both for anywhere.
    public var remoteIPPrefix: String?
    public var remoteGroupID: String?
    public var description = ""

    public init(securityGroupID: String, direction: Direction, etherType: EtherType) {
        self.securityGroupID = securityGroupID
        self.direction = direction
        self.etherType = etherType
    }

    public init(_ fields: Fields) throws {
        id = try fields["id"]
        securityGroupID = try fields["security_group_id", default: ""]
        direction = try fields["direction"] == Direction.egress.rawValue ? .egress : .ingress
        etherType = try fields["ethertype"] == EtherType.ipv6.rawValue ? .ipv6 : .ipv4
        protocolName = try fields[optional: "protocol"]
        portRangeMinimum = try fields[optional: "port_range_min"]
        portRangeMaximum = try fields[optional: "port_range_max"]
        remoteIPPrefix = try fields[optional: "remote_ip_prefix"]
        remoteGroupID = try fields[optional: "remote_group_id"]
        description = try fields["description", default: ""]
    }

    public var json: JSONValue {
        var fields = JSONObject()
        fields.set("security_group_id", securityGroupID)
        fields.set("direction", direction.rawValue)
        fields.set("ethertype", etherType.rawValue)
        fields.set("protocol", protocolName)
        fields.set("port_range_min", portRangeMinimum)
        fields.set("port_range_max", portRangeMaximum)
        fields.set("remote_ip_prefix", remoteIPPrefix)
        fields.set("remote_group_id", remoteGroupID)
        if !description.isEmpty { fields.set("description", description) }
        return .object(fields)
    }
}

/// A feature that a cloud's Neutron has.
public struct NetworkExtension: CloudResource, Hashable {
    public var alias: String
    public var name: String

    public init(_ fields: Fields) throws {
        alias = try fields["alias"]
        name = try fields["name", default: ""]
    }
}
