public import Effects
import JSON

/// The state of an image. An open set.
public struct ImageStatus: OpenName {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }

    public static let active: Self = "active"
    public static let queued: Self = "queued"
    public static let saving: Self = "saving"
    public static let uploading: Self = "uploading"
    public static let importing: Self = "importing"
    public static let deactivated: Self = "deactivated"
    public static let killed: Self = "killed"
}

/// Who sees an image. An open set.
public struct ImageVisibility: OpenName {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }

    public static let `public`: Self = "public"
    public static let `private`: Self = "private"
    public static let shared: Self = "shared"
    public static let community: Self = "community"
}

public struct Image: CloudResource {
    public var id: String
    public var name: String
    public var status: ImageStatus
    public var visibility: ImageVisibility
    public var ownerID: String
    public var created: Timestamp?
    public var diskFormat: String?
    public var containerFormat: String?
    /// In bytes; `nil` as long as there is no data.
    public var size: Int?
    public var minimumDiskGiB: Int
    public var minimumRAMMiB: Int
    public var isProtected: Bool
    public var isHidden: Bool
    /// In hexadecimal, of the algorithm `hashAlgorithm`.
    public var hash: String?
    public var hashAlgorithm: String?
    public var tags: [String]
    /// Everything else with a text as its value: `os_distro`, `hw_disk_bus`, and what users add.
    public var properties: [String: String]

    public init(_ fields: Fields) throws {
        id = try fields["id"]
        name = try fields["name", default: ""]
        status = try fields["status"]
        visibility = try fields["visibility", default: .private]
        ownerID = try fields["owner", default: ""]
        created = try fields[optional: "created_at"]
        diskFormat = try fields[optional: "disk_format"]
        containerFormat = try fields[optional: "container_format"]
        size = try fields[optional: "size"]
        minimumDiskGiB = try fields["min_disk", default: 0]
        minimumRAMMiB = try fields["min_ram", default: 0]
        isProtected = try fields["protected", default: false]
        isHidden = try fields["os_hidden", default: false]
        hash = try fields[optional: "os_hash_value"]
        hashAlgorithm = try fields[optional: "os_hash_algo"]
        tags = try fields["tags", default: []]
        properties = fields.texts(except: Self.ownFields)
    }

    /// The fields of the schema, which are no properties.
    static let ownFields: Set<String> = [
        "id", "name", "status", "visibility", "owner", "created_at", "updated_at", "disk_format", "container_format",
        "checksum", "os_hash_value", "os_hash_algo", "self", "file", "schema", "direct_url", "locations", "stores",
    ]
}

public struct NewImage: Sendable {
    public var name: String
    public var diskFormat: String
    public var containerFormat = "bare"
    /// Public images need an administrator in most clouds.
    public var visibility: ImageVisibility = .private
    public var minimumDiskGiB = 0
    public var minimumRAMMiB = 0
    public var isProtected = false
    public var tags: [String] = []
    public var properties: [String: String] = [:]

    public init(name: String, diskFormat: String) {
        self.name = name
        self.diskFormat = diskFormat
    }

    var json: JSONObject {
        var fields = JSONObject()
        fields.set("name", name)
        fields.set("disk_format", diskFormat)
        fields.set("container_format", containerFormat)
        fields.set("visibility", visibility)
        fields.set("min_disk", minimumDiskGiB)
        fields.set("min_ram", minimumRAMMiB)
        fields.set("protected", isProtected)
        fields.set("tags", tags)
        for (name, value) in properties.sorted(by: { $0.key < $1.key }) { fields.set(name, value) }
        return fields
    }
}

/// Work of Glance's on an image, such as an import.
public struct ImageTask: CloudResource {
    public var id: String
    public var type: String
    /// `pending`, `processing`, `success`, `failure`
    public var status: String
    /// Why it failed.
    public var message: String
    public var imageID: String?

    public init(_ fields: Fields) throws {
        id = try fields["id"]
        type = try fields["type", default: ""]
        status = try fields["status"]
        message = try fields["message", default: ""]
        imageID = try fields[optional: "image_id"]
    }
}
