import JSON

/// What a server is made of. Names are not unique: whoever must not make two finds by name or tag first.
public struct NewServer: Sendable {
    public var name: String
    public var flavorID: String
    /// `nil` for a server that boots from one of `blockDevices`.
    public var imageID: String?
    public var portIDs: [String]
    public var availabilityZone: String?
    /// Base64, at most 65,535 bytes. Redacted, for it holds what a machine joins its cluster with.
    public var userData: Redacted?
    public var keyName: String?
    /// At most 50; none with a slash or a comma.
    public var tags: [String] = []
    public var metadata: [String: String] = [:]
    public var usesConfigDrive: Bool?
    public var serverGroupID: String?
    /// Further `os:scheduler_hints`.
    public var schedulerHints: [String: String] = [:]
    public var blockDevices: [BlockDevice] = []

    public init(name: String, flavorID: String, imageID: String?, portIDs: [String]) {
        self.name = name
        self.flavorID = flavorID
        self.imageID = imageID
        self.portIDs = portIDs
    }

    public struct BlockDevice: Sendable, Hashable {
        public enum Source: Sendable, Hashable {
            case image(String)
            case volume(String)
            case blank
        }

        public var source: Source
        /// Else a disk of the host.
        public var isVolume: Bool
        /// 0 for the disk to boot from, -1 for others.
        public var bootIndex: Int
        public var sizeGiB: Int?
        public var volumeType: String?
        public var deletesOnTermination = true
        public var tag: String?

        public init(_ source: Source, isVolume: Bool, bootIndex: Int) {
            self.source = source
            self.isVolume = isVolume
            self.bootIndex = bootIndex
        }

        var json: JSONValue {
            var fields = JSONObject()
            switch source {
            case .image(let id):
                fields.set("source_type", "image")
                fields.set("uuid", id)
            case .volume(let id):
                fields.set("source_type", "volume")
                fields.set("uuid", id)
            case .blank: fields.set("source_type", "blank")
            }
            fields.set("destination_type", isVolume ? "volume" : "local")
            fields.set("boot_index", bootIndex)
            fields.set("volume_size", sizeGiB)
            fields.set("delete_on_termination", deletesOnTermination)
            fields.set("tag", tag)
            // Known since microversion 2.67.
            fields.set("volume_type", volumeType)
            return .object(fields)
        }
    }

    var json: JSONObject {
        var server = JSONObject()
        server.set("name", name)
        server.set("flavorRef", flavorID)
        server.set("imageRef", imageID)
        server["networks"] = .array(portIDs.map { ["port": .string($0)] })
        server.set("availability_zone", availabilityZone)
        server.set("user_data", userData?.reveal())
        server.set("key_name", keyName)
        if !tags.isEmpty { server.set("tags", tags) }
        if !metadata.isEmpty { server.set("metadata", metadata) }
        server.set("config_drive", usesConfigDrive)
        if !blockDevices.isEmpty { server["block_device_mapping_v2"] = .array(blockDevices.map(\.json)) }
        var hints = JSONObject()
        for (name, value) in schedulerHints.sorted(by: { $0.key < $1.key }) { hints.set(name, value) }
        hints.set("group", serverGroupID)
        return hints.isEmpty
            ? ["server": .object(server)] : ["server": .object(server), "os:scheduler_hints": .object(hints)]
    }
}
