public import Effects
import JSON

/// A server's state. An open set.
public struct ServerStatus: OpenName {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }

    public static let active: Self = "ACTIVE"
    public static let build: Self = "BUILD"
    public static let deleted: Self = "DELETED"
    public static let error: Self = "ERROR"
    public static let reboot: Self = "REBOOT"
    public static let shutoff: Self = "SHUTOFF"
    public static let softDeleted: Self = "SOFT_DELETED"
    public static let unknown: Self = "UNKNOWN"
}

/// A virtual machine of Nova.
public struct Server: CloudResource {
    public var id: String
    public var name: String
    public var status: ServerStatus
    public var projectID: String
    public var userID: String
    public var created: Timestamp?
    public var availabilityZone: String
    public var metadata: [String: String]
    public var tags: [String]
    public var keyName: String?
    /// The name; its ID is not told since microversion 2.47.
    public var flavorName: String?
    /// `nil` for a server that boots from a volume.
    public var imageID: String?
    public var hasConfigDrive: Bool
    public var addresses: [Address]
    public var volumeIDs: [String]
    public var serverGroupIDs: [String]
    public var taskState: String?
    public var powerState: Int?
    /// Why the status is `error`.
    public var fault: Fault?
    /// `UP`, `DOWN`, `MAINTENANCE`, `UNKNOWN`: told to those whose policy allows it, others read `nil`.
    public var hostStatus: String?
    public var host: String?
    public var hypervisorHostname: String?
    /// The same for servers of one project on one host.
    public var hostID: String

    public init(_ fields: Fields) throws {
        id = try fields["id"]
        name = try fields["name"]
        status = try fields["status"]
        projectID = try fields["tenant_id", default: ""]
        userID = try fields["user_id", default: ""]
        created = try fields[optional: "created"]
        availabilityZone = try fields["OS-EXT-AZ:availability_zone", default: ""]
        metadata = try fields["metadata", default: [:]]
        tags = try fields["tags", default: []]
        keyName = try fields[optional: "key_name"]
        flavorName = try fields.nested("flavor")[optional: "original_name"]
        imageID = try fields.nested("image")[optional: "id"]
        hasConfigDrive = fields.raw("config_drive").map { $0 != "" && $0 != nil && $0 != false } ?? false
        addresses = try Address.list(fields.nested("addresses"), of: fields.raw("addresses"))
        volumeIDs = (fields.raw("os-extended-volumes:volumes_attached")?.arrayValue ?? [])
            .compactMap { $0["id"]?.stringValue }
        serverGroupIDs = try fields["server_groups", default: []]
        taskState = try fields[optional: "OS-EXT-STS:task_state"]
        powerState = try fields[optional: "OS-EXT-STS:power_state"]
        fault = try fields[optional: "fault"]
        hostStatus = try fields[optional: "host_status"]
        host = try fields[optional: "OS-EXT-SRV-ATTR:host"]
        hypervisorHostname = try fields[optional: "OS-EXT-SRV-ATTR:hypervisor_hostname"]
        hostID = try fields["hostId", default: ""]
    }

    public struct Address: Sendable, Hashable {
        public var network: String
        public var address: String
        /// 4 or 6
        public var version: Int
        public var isFloating: Bool
        public var macAddress: String?

        static func list(_ fields: Fields, of json: JSONValue?) throws -> [Address] {
            try (json?.objectValue?.keys ?? []).flatMap { network in
                try (fields.raw(network)?.arrayValue ?? []).map { entry in
                    let entry = Fields(entry.objectValue ?? JSONObject())
                    let type: String? = try entry[optional: "OS-EXT-IPS:type"]
                    return Address(
                        network: network, address: try entry["addr"], version: try entry["version", default: 4],
                        isFloating: type == "floating", macAddress: try entry[optional: "OS-EXT-IPS-MAC:mac_addr"])
                }
            }
        }
    }

    public struct Fault: CloudResource, Hashable {
        public var code: Int
        public var message: String
        public var details: String?

        public init(_ fields: Fields) throws {
            code = try fields["code", default: 0]
            message = try fields["message", default: ""]
            details = try fields[optional: "details"]
        }
    }
}
