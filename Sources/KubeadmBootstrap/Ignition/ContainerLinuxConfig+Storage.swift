import JSON

extension ContainerLinuxTranslation {
    static func storage(_ section: inout ContainerLinuxFields) -> JSONObject {
        var result = JSONObject()
        result.setUnlessEmpty("disks", section.list("disks", disk))
        result.setUnlessEmpty("raid", section.list("raid", raid))
        var names: Set<String> = ["root"]
        result.setUnlessEmpty(
            "filesystems",
            section.list("filesystems") { fields in
                let (name, filesystem) = Self.filesystem(&fields)
                if !names.insert(name).inserted {
                    fields.warning("name", "filesystem \"\(name)\" shadows an existing filesystem definition")
                }
                return filesystem
            })
        result.setUnlessEmpty("files", section.list("files") { file(&$0, filesystems: names) })
        result.setUnlessEmpty("directories", section.list("directories") { directory(&$0, filesystems: names) })
        result.setUnlessEmpty("links", section.list("links") { link(&$0, filesystems: names) })
        return result
    }

    // MARK: Disks

    private static func disk(_ fields: inout ContainerLinuxFields) -> JSONValue {
        let device = fields.text("device") ?? ""
        if device.isEmpty {
            fields.error("device", "disk device is required")
        } else {
            checkPath(device, "device", fields)
        }
        var disk: JSONObject = ["device": .string(device)]
        let partitions = fields.list("partitions", partition)
        disk.setUnlessEmpty("partitions", partitions)
        let numbers = partitions.compactMap { $0["number"]?.integerValue }
        if Set(numbers).count < numbers.count { fields.error("partitions", "partition numbers collide") }
        disk.setIfTrue("wipeTable", fields.flag("wipe_table"))
        return .object(disk)
    }

    /// The names of the transpiler for types of partitions.
    private static let partitionTypes = [
        "raid_containing_root": "be9067b9-ea49-4f15-b4f6-f36f8c9e1818",
        "linux_filesystem_data": "0fc63daf-8483-4772-8e79-3d69d8477de4",
        "swap_partition": "0657fd6d-a4ab-43c4-84e5-0933c84b4f4f",
        "raid_partition": "a19d880f-05fc-4d3b-a006-743f0f84911e",
    ]

    private static func partition(_ fields: inout ContainerLinuxFields) -> JSONValue {
        var partition = JSONObject()
        for (key, name) in [("guid", "guid"), ("type_guid", "typeGuid")] {
            guard let text = fields.text(key), !text.isEmpty else { continue }
            let guid = key == "type_guid" ? partitionTypes[text] ?? text : text
            if !ContainerLinuxChecks.isGUID(guid) {
                fields.error(key, "doesn't match the form \"01234567-89AB-CDEF-EDCB-A98765432101\"")
            }
            partition[name] = .string(guid)
        }
        if let label = fields.text("label") {
            if label.utf8.count > 36 { fields.error("label", "partition labels may not exceed 36 characters") }
            if label.contains(":") {
                fields.warning("label", "partition label will be truncated to text before the colon")
            }
            partition["label"] = .string(label)
        }
        if let number = fields.integer("number"), number != 0 { partition["number"] = .integer(number) }
        for (key, name) in [("size", "sizeMiB"), ("start", "startMiB")] {
            guard let text = fields.text(key), !text.isEmpty else { continue }
            switch ContainerLinuxChecks.mebibytes(text) {
            case .success(let size): partition[name] = .integer(size)
            case .failure(let problem): fields.error(key, problem.description)
            }
        }
        return .object(partition)
    }

    private static func raid(_ fields: inout ContainerLinuxFields) -> JSONValue {
        var raid = JSONObject()
        let devices = fields.texts("devices")
        for (index, device) in devices.enumerated() { checkPath(device, "devices[\(index)]", fields) }
        raid["devices"] = .array(devices.map(JSONValue.string))
        let level = fields.text("level") ?? ""
        raid["level"] = .string(level)
        raid["name"] = .string(fields.text("name") ?? "")
        raid.setUnlessEmpty("options", fields.texts("options").map(JSONValue.string))
        let spares = fields.integer("spares") ?? 0
        if spares != 0 { raid["spares"] = .integer(spares) }
        switch level {
        case "linear", "raid0", "0", "stripe":
            if spares != 0 { fields.error("spares", "spares unsupported for arrays with a level greater than 0") }
        case "raid1", "1", "mirror", "raid4", "4", "raid5", "5", "raid6", "6", "raid10", "10": break
        default: fields.error("level", "unrecognized raid level")
        }
        return .object(raid)
    }

    // MARK: File systems

    private static func filesystem(_ fields: inout ContainerLinuxFields) -> (name: String, JSONValue) {
        var filesystem = JSONObject()
        filesystem["mount"] = fields.object("mount", mount)
        let name = fields.text("name") ?? ""
        filesystem.setUnlessEmpty("name", name)
        let path = fields.text("path")
        if let path, !path.hasPrefix("/") { fields.error("path", "filesystem \"\(name)\": path not absolute") }
        filesystem["path"] = path.map(JSONValue.string)
        switch (fields.has("mount"), path != nil) {
        case (false, false): fields.report.error(fields.path, "filesystem is missing mount or path")
        case (true, true): fields.report.error(fields.path, "filesystem has both mount and path defined")
        default: break
        }
        return (name, .object(filesystem))
    }

    private static func mount(_ fields: inout ContainerLinuxFields) -> JSONValue {
        var mount = JSONObject()
        let create = fields.object("create") { create in
            var result = JSONObject()
            result.setIfTrue("force", create.flag("force"))
            result.setUnlessEmpty("options", create.texts("options").map(JSONValue.string))
            return result
        }
        mount["create"] = create.map(JSONValue.object)
        let device = fields.text("device") ?? ""
        checkPath(device, "device", fields)
        mount["device"] = .string(device)
        let format = fields.text("format") ?? ""
        mount["format"] = .string(format)
        let label = fields.text("label")
        if let problem = ContainerLinuxChecks.format(format) {
            fields.error("format", problem)
        } else if let problem = ContainerLinuxChecks.label(label ?? "", format: format) {
            fields.error("label", problem)
        }
        mount["label"] = label.map(JSONValue.string)
        mount.setUnlessEmpty("options", fields.texts("options").map(JSONValue.string))
        mount["uuid"] = fields.text("uuid").map(JSONValue.string)
        mount.setIfTrue("wipeFilesystem", fields.flag("wipe_filesystem"))
        if create != nil {
            fields.warning("create", "the create object has been deprecated in favor of mount-level options")
            if mount["wipeFilesystem"] != nil {
                fields.error("create", "cannot use both create object and wipe_filesystem field")
            }
            if mount["options"] != nil {
                fields.error("create", "cannot use both create object and mount-level options field")
            }
        }
        return .object(mount)
    }

    static func checkPath(_ path: String, _ key: String, _ fields: ContainerLinuxFields) {
        if !path.hasPrefix("/") { fields.error(key, "path not absolute") }
    }
}
