import JSON

public struct Flavor: CloudResource {
    public var id: String
    public var name: String
    public var vcpus: Int
    public var ramMiB: Int
    /// 0 for a flavour that needs a volume to boot from.
    public var diskGiB: Int
    public var ephemeralGiB: Int
    public var isPublic: Bool
    public var isDisabled: Bool
    public var extraSpecs: [String: String]

    public init(_ fields: Fields) throws {
        id = try fields["id"]
        name = try fields["name"]
        vcpus = try fields["vcpus"]
        ramMiB = try fields["ram"]
        diskGiB = try fields["disk"]
        ephemeralGiB = try fields["OS-FLV-EXT-DATA:ephemeral", default: 0]
        isPublic = try fields["os-flavor-access:is_public", default: true]
        isDisabled = try fields["OS-FLV-DISABLED:disabled", default: false]
        extraSpecs = try fields["extra_specs", default: [:]]
    }
}

public struct KeyPair: CloudResource {
    public var name: String
    public var type: String
    public var fingerprint: String
    public var publicKey: String

    public init(_ fields: Fields) throws {
        name = try fields["name"]
        type = try fields["type", default: "ssh"]
        fingerprint = try fields["fingerprint", default: ""]
        publicKey = try fields["public_key", default: ""]
    }
}

/// `affinity`, `anti-affinity` and the `soft-` of both. An open set.
public struct ServerGroupPolicy: OpenName {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }

    public static let affinity: Self = "affinity"
    public static let antiAffinity: Self = "anti-affinity"
    public static let softAffinity: Self = "soft-affinity"
    public static let softAntiAffinity: Self = "soft-anti-affinity"
}

public struct ServerGroup: CloudResource {
    public var id: String
    public var name: String
    public var policy: ServerGroupPolicy
    public var memberIDs: [String]

    public init(_ fields: Fields) throws {
        id = try fields["id"]
        name = try fields["name"]
        // A list before microversion 2.64.
        let policies: [ServerGroupPolicy] = try fields["policies", default: []]
        policy = try fields[optional: "policy"] ?? policies.first ?? ""
        memberIDs = try fields["members", default: []]
    }
}

public struct AvailabilityZone: CloudResource, Hashable {
    public var name: String
    public var isAvailable: Bool

    /// Nova's and Cinder's form (`zoneName`, `zoneState`) and Neutron's (`name`, `state`).
    public init(_ fields: Fields) throws {
        if let name: String = try fields[optional: "zoneName"] {
            self.name = name
            isAvailable = try fields.nested("zoneState")["available", default: true]
        } else {
            name = try fields["name"]
            let state: String = try fields["state", default: "available"]
            isAvailable = state == "available"
        }
    }
}

/// What a project may use and uses of Nova; -1 for no bound.
public struct ComputeLimits: CloudResource {
    public struct Limit: Sendable, Hashable {
        public var maximum: Int
        public var used: Int
        /// `nil` without a bound.
        public var free: Int? { maximum < 0 ? nil : max(0, maximum - used) }
    }

    public var instances: Limit
    public var cores: Limit
    public var ramMiB: Limit
    public var serverGroups: Limit
    public var maximumServerGroupMembers: Int
    public var maximumKeyPairs: Int

    public init(_ fields: Fields) throws {
        let absolute = fields.nested("absolute")
        func limit(_ maximum: String, _ used: String) throws -> Limit {
            Limit(maximum: try absolute[maximum, default: -1], used: try absolute[used, default: 0])
        }
        instances = try limit("maxTotalInstances", "totalInstancesUsed")
        cores = try limit("maxTotalCores", "totalCoresUsed")
        ramMiB = try limit("maxTotalRAMSize", "totalRAMUsed")
        serverGroups = try limit("maxServerGroups", "totalServerGroupsUsed")
        maximumServerGroupMembers = try absolute["maxServerGroupMembers", default: -1]
        maximumKeyPairs = try absolute["maxTotalKeypairs", default: -1]
    }
}

/// A port as it is plugged into a server.
public struct ServerInterface: CloudResource {
    public var portID: String
    public var networkID: String
    public var macAddress: String
    public var state: String
    public var addresses: [String]

    public init(_ fields: Fields) throws {
        portID = try fields["port_id"]
        networkID = try fields["net_id", default: ""]
        macAddress = try fields["mac_addr", default: ""]
        state = try fields["port_state", default: ""]
        addresses = (fields.raw("fixed_ips")?.arrayValue ?? []).compactMap { $0["ip_address"]?.stringValue }
    }
}

public struct VolumeAttachment: CloudResource {
    public var volumeID: String
    public var serverID: String
    public var device: String?
    public var deletesOnTermination: Bool

    public init(_ fields: Fields) throws {
        volumeID = try fields["volumeId"]
        serverID = try fields["serverId", default: ""]
        device = try fields[optional: "device"]
        deletesOnTermination = try fields["delete_on_termination", default: false]
    }
}

/// A host of servers; for administrators.
public struct Hypervisor: CloudResource {
    public var id: String
    public var hostname: String
    /// `up`, `down`
    public var state: String
    /// `enabled`, `disabled`
    public var status: String
    public var type: String

    public init(_ fields: Fields) throws {
        id = try fields["id"]
        hostname = try fields["hypervisor_hostname"]
        state = try fields["state", default: ""]
        status = try fields["status", default: ""]
        type = try fields["hypervisor_type", default: ""]
    }
}
