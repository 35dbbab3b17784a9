public import Effects
import JSON

/// The state of a volume. An open set.
public struct VolumeStatus: OpenName {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }

    public static let creating: Self = "creating"
    public static let downloading: Self = "downloading"
    public static let available: Self = "available"
    public static let inUse: Self = "in-use"
    public static let deleting: Self = "deleting"
    public static let error: Self = "error"
    public static let errorDeleting: Self = "error_deleting"
}

public struct Volume: CloudResource {
    public var id: String
    public var name: String
    public var description: String
    public var status: VolumeStatus
    public var sizeGiB: Int
    public var created: Timestamp?
    public var availabilityZone: String
    /// The type's name.
    public var type: String?
    public var isBootable: Bool
    public var isMultiattach: Bool
    public var metadata: [String: String]
    /// Where it is attached.
    public var serverIDs: [String]
    public var imageID: String?

    public init(_ fields: Fields) throws {
        id = try fields["id"]
        name = try fields["name", default: ""]
        description = try fields["description", default: ""]
        status = try fields["status"]
        sizeGiB = try fields["size"]
        created = try fields[optional: "created_at"]
        availabilityZone = try fields["availability_zone", default: ""]
        type = try fields[optional: "volume_type"]
        isBootable = try fields["bootable", default: false]
        isMultiattach = try fields["multiattach", default: false]
        metadata = try fields["metadata", default: [:]]
        serverIDs = (fields.raw("attachments")?.arrayValue ?? []).compactMap { $0["server_id"]?.stringValue }
        imageID = try fields.nested("volume_image_metadata")[optional: "image_id"]
    }
}

public struct NewVolume: Sendable {
    public var name: String
    public var sizeGiB: Int
    public var description = ""
    public var imageID: String?
    /// By name or ID; `nil` for the cloud's default.
    public var type: String?
    public var availabilityZone: String?
    public var metadata: [String: String] = [:]

    public init(name: String, sizeGiB: Int) {
        self.name = name
        self.sizeGiB = sizeGiB
    }

    var json: JSONObject {
        var fields = JSONObject()
        fields.set("name", name)
        fields.set("size", sizeGiB)
        fields.set("description", description)
        fields.set("imageRef", imageID)
        fields.set("volume_type", type)
        fields.set("availability_zone", availabilityZone)
        if !metadata.isEmpty { fields.set("metadata", metadata) }
        return fields
    }
}

public struct VolumeType: CloudResource {
    public var id: String
    public var name: String
    public var isPublic: Bool
    public var extraSpecs: [String: String]

    public init(_ fields: Fields) throws {
        id = try fields["id"]
        name = try fields["name"]
        isPublic = try fields["is_public", default: true]
        extraSpecs = try fields["extra_specs", default: [:]]
    }
}
