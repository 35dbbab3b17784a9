import JSON

extension ContainerLinuxTranslation {
    static func file(_ fields: inout ContainerLinuxFields, filesystems: Set<String>) -> JSONValue {
        var file = node(&fields, filesystems: filesystems)
        let appends = fields.flag("append") ?? false
        file.setIfTrue("append", appends)
        if appends, file["overwrite"] == true { fields.error("append", "cannot set both append and overwrite to true") }
        file["contents"] = .object(
            fields.object("contents", contents) ?? ["source": .string("data:,"), "verification": [:]])
        file["mode"] = .integer(
            mode(
                &fields, default: 0o644,
                unset: appends
                    ? "mode unspecified for file, defaulting to 0644 if the file does not exist"
                    : "mode unspecified for file, defaulting to 0644"))
        return .object(file)
    }

    static func directory(_ fields: inout ContainerLinuxFields, filesystems: Set<String>) -> JSONValue {
        var directory = node(&fields, filesystems: filesystems)
        directory["mode"] = .integer(
            mode(&fields, default: 0o755, unset: "mode unspecified for directory, defaulting to 0755"))
        return .object(directory)
    }

    static func link(_ fields: inout ContainerLinuxFields, filesystems: Set<String>) -> JSONValue {
        var link = node(&fields, filesystems: filesystems)
        link.setIfTrue("hard", fields.flag("hard"))
        link["target"] = .string(fields.text("target") ?? "")
        return .object(link)
    }

    /// What files, directories and links have in common.
    private static func node(_ fields: inout ContainerLinuxFields, filesystems: Set<String>) -> JSONObject {
        var node = JSONObject()
        let filesystem = fields.text("filesystem").flatMap { $0.isEmpty ? nil : $0 } ?? "root"
        if !filesystems.contains(filesystem) {
            fields.warning(
                "filesystem",
                "references nonexistent filesystem \"\(filesystem)\" (this is ok if it is defined in a referenced config)"
            )
        }
        node["filesystem"] = .string(filesystem)
        node["group"] = fields.object("group", owner)
        node["overwrite"] = fields.flag("overwrite").map(JSONValue.bool)
        let path = fields.text("path") ?? ""
        checkPath(path, "path", fields)
        node["path"] = .string(path)
        node["user"] = fields.object("user", owner)
        return node
    }

    private static func owner(_ fields: inout ContainerLinuxFields) -> JSONValue {
        var owner = JSONObject()
        owner["id"] = fields.integer("id").map(JSONValue.integer)
        owner.setUnlessEmpty("name", fields.text("name"))
        if owner["id"] != nil, owner["name"] != nil {
            fields.report.error(fields.path, "cannot set both id and name")
        }
        return .object(owner)
    }

    private static func mode(
        _ fields: inout ContainerLinuxFields, default defaultMode: Int64, unset warning: String
    ) -> Int64 {
        guard let mode = fields.integer("mode") else {
            if !fields.has("mode") { fields.warning("mode", warning) }
            return defaultMode
        }
        if !(0...0o7777).contains(mode) { fields.error("mode", "illegal file mode") }
        return mode
    }

    private static func contents(_ fields: inout ContainerLinuxFields) -> JSONObject {
        let inline = fields.bytes("inline")
        let local = fields.text("local") ?? ""
        var url = ""
        var result = JSONObject()
        let hash = fields.object("remote") { remote in
            let compression = remote.text("compression") ?? ""
            if !["", "gzip"].contains(compression) { remote.error("compression", "invalid compression method") }
            result.setUnlessEmpty("compression", compression)
            url = remote.text("url") ?? ""
            if let problem = ContainerLinuxChecks.url(url) { remote.error("url", problem) }
            return verification(&remote)
        }
        if [!inline.isEmpty, !local.isEmpty, !url.isEmpty].count(where: \.self) > 1 {
            fields.report.error(fields.path, "only one of the following can be set: local, inline, remote.url")
        } else if !local.isEmpty {
            fields.error("local", "there are no local files here: use inline or remote")
        }
        result["source"] = .string(url.isEmpty ? "data:," + IgnitionFile.escape(inline) : withLowercaseScheme(url))
        result["verification"] = .object(hash ?? [:])
        return result
    }

    private static func withLowercaseScheme(_ url: String) -> String {
        let scheme = url.prefix { $0 != ":" }
        return scheme.lowercased() + url[scheme.endIndex...]
    }
}
