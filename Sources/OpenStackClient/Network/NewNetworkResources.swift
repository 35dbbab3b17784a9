public import JSON

public struct NewNetwork: Sendable {
    public var name: String
    public var description = ""
    public var mtu: Int?
    public var hasPortSecurity: Bool?

    public init(name: String) { self.name = name }

    var json: JSONObject {
        var fields: JSONObject = ["admin_state_up": true]
        fields.set("name", name)
        fields.set("description", description)
        fields.set("mtu", mtu)
        fields.set("port_security_enabled", hasPortSecurity)
        return fields
    }
}

public struct NewSubnet: Sendable {
    public var name: String
    public var networkID: String
    public var ipVersion = 4
    public var cidr: String
    public var description = ""
    public var dnsNameservers: [String] = []
    public var allocationPools: [AllocationPool] = []
    /// `nil`: the first address of the range.
    public var gatewayIP: String?
    public var hasDHCP: Bool?

    public init(name: String, networkID: String, cidr: String) {
        self.name = name
        self.networkID = networkID
        self.cidr = cidr
    }

    var json: JSONObject {
        var fields = JSONObject()
        fields.set("name", name)
        fields.set("network_id", networkID)
        fields.set("ip_version", ipVersion)
        fields.set("cidr", cidr)
        fields.set("description", description)
        if !dnsNameservers.isEmpty { fields.set("dns_nameservers", dnsNameservers) }
        if !allocationPools.isEmpty { fields.set("allocation_pools", allocationPools) }
        fields.set("gateway_ip", gatewayIP)
        fields.set("enable_dhcp", hasDHCP)
        return fields
    }
}

public struct NewPort: Sendable {
    public var name: String
    public var networkID: String
    public var description = ""
    /// Empty: Neutron chooses an address of each version.
    public var fixedIPs: [FixedIP] = []
    /// `nil`: the project's default group.
    public var securityGroupIDs: [String]?
    public var allowedAddressPairs: [AddressPair] = []
    public var macAddress: String?
    public var isAdminStateUp: Bool?
    public var hasPortSecurity: Bool?
    public var propagatesUplinkStatus: Bool?
    public var vnicType: String?
    public var hostID: String?
    public var bindingProfile = JSONObject()
    /// Further fields as they are, such as those of a vendor's plug-in.
    public var extraFields = JSONObject()

    public init(name: String, networkID: String) {
        self.name = name
        self.networkID = networkID
    }

    var json: JSONObject {
        var fields = extraFields
        fields.set("name", name)
        fields.set("network_id", networkID)
        fields.set("description", description)
        if !fixedIPs.isEmpty { fields.set("fixed_ips", fixedIPs) }
        fields.set("security_groups", securityGroupIDs)
        if !allowedAddressPairs.isEmpty { fields.set("allowed_address_pairs", allowedAddressPairs) }
        fields.set("mac_address", macAddress)
        fields.set("admin_state_up", isAdminStateUp)
        fields.set("port_security_enabled", hasPortSecurity)
        fields.set("propagate_uplink_status", propagatesUplinkStatus)
        fields.set("binding:vnic_type", vnicType)
        fields.set("binding:host_id", hostID)
        if !bindingProfile.isEmpty { fields["binding:profile"] = .object(bindingProfile) }
        return fields
    }
}

/// What is to change of a port; `nil` stays.
public struct PortChange: Sendable {
    public var name: String?
    public var securityGroupIDs: [String]?
    public var allowedAddressPairs: [AddressPair]?
    public var hasPortSecurity: Bool?
    public var isAdminStateUp: Bool?

    public init() {}

    var json: JSONObject {
        var fields = JSONObject()
        fields.set("name", name)
        fields.set("security_groups", securityGroupIDs)
        fields.set("allowed_address_pairs", allowedAddressPairs)
        fields.set("port_security_enabled", hasPortSecurity)
        fields.set("admin_state_up", isAdminStateUp)
        return fields
    }
}

public struct NewFloatingIP: Sendable {
    public var networkID: String
    public var description = ""
    /// A certain address, for which most clouds ask for a role.
    public var address: String?
    public var subnetID: String?
    public var portID: String?

    public init(networkID: String) { self.networkID = networkID }

    var json: JSONObject {
        var fields = JSONObject()
        fields.set("floating_network_id", networkID)
        fields.set("description", description)
        fields.set("floating_ip_address", address)
        fields.set("subnet_id", subnetID)
        fields.set("port_id", portID)
        return fields
    }
}
