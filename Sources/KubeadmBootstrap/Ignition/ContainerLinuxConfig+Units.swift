import JSON
import Machinery

extension ContainerLinuxTranslation {
    private static let unitTypes: Set<String> = [
        "service", "socket", "device", "mount", "automount", "swap", "target", "path", "timer", "snapshot", "slice",
        "scope",
    ]

    /// The units of systemd.
    static func systemd(_ section: inout ContainerLinuxFields) -> [JSONValue] {
        section.list("units") { fields in
            var unit = JSONObject()
            let contents = Self.contents(&fields)
            unit.setUnlessEmpty("contents", contents.text)
            unit.setUnlessEmpty("dropins", dropins(&fields, "invalid systemd drop-in extension"))
            unit.setIfTrue("enable", fields.flag("enable"))
            unit["enabled"] = fields.flag("enabled").map(JSONValue.bool)
            unit.setIfTrue("mask", fields.flag("mask"))
            let name = fields.text("name") ?? ""
            if !unitTypes.contains(ContainerLinuxChecks.fileExtension(name)) {
                fields.error("name", "invalid systemd unit extension")
            }
            unit["name"] = .string(name)
            let isEnabled = unit["enable"] == true || unit["enabled"] == true
            // A unit without a single option, not even a section's, is not told of, as upstream.
            if isEnabled, let options = contents.options, !options.isEmpty, !options.contains("Install") {
                fields.warning(
                    "contents", "unit \"\(name)\" is enabled, but has no install section so enable does nothing")
            }
            return .object(unit)
        }
    }

    static func networkd(_ section: inout ContainerLinuxFields) -> JSONObject {
        let units = section.list("units") { fields in
            var unit = JSONObject()
            unit.setUnlessEmpty("contents", contents(&fields).text)
            unit.setUnlessEmpty("dropins", dropins(&fields, "invalid networkd drop-in extension"))
            let name = fields.text("name") ?? ""
            if !["link", "netdev", "network"].contains(ContainerLinuxChecks.fileExtension(name)) {
                fields.error("name", "invalid networkd unit extension")
            }
            unit["name"] = .string(name)
            return JSONValue.object(unit)
        }
        var result = JSONObject()
        result.setUnlessEmpty("units", units)
        return result
    }

    private static func dropins(_ fields: inout ContainerLinuxFields, _ invalidName: String) -> [JSONValue] {
        fields.list("dropins") { fields in
            var dropin = JSONObject()
            dropin.setUnlessEmpty("contents", contents(&fields).text)
            let name = fields.text("name") ?? ""
            if ContainerLinuxChecks.fileExtension(name) != "conf" { fields.error("name", invalidName) }
            dropin["name"] = .string(name)
            return .object(dropin)
        }
    }

    /// The contents of a unit, and the section of each of its options where it can be read.
    private static func contents(_ fields: inout ContainerLinuxFields) -> (text: String, options: [String]?) {
        let text = fields.text("contents") ?? ""
        switch ContainerLinuxChecks.unitSections(text) {
        case .success(let sections): return (text, sections)
        case .failure(let problem):
            fields.error("contents", "invalid unit content: \(problem)")
            return (text, nil)
        }
    }

    // MARK: Sections that stand for units and files

    /// `docker`: flags of the daemon.
    static func docker(_ section: inout ContainerLinuxFields) -> JSONValue {
        let flags = section.texts("flags").joined(separator: " ")
        let contents = "[Service]\nEnvironment=\"DOCKER_OPTS=\(flags)\""
        if case .failure(let problem) = ContainerLinuxChecks.unitSections(contents) {
            section.error("flags", "invalid unit content: \(problem)")
        }
        return [
            "dropins": [["contents": .string(contents), "name": "20-clct-docker.conf"]], "enable": true,
            "name": "docker.service",
        ]
    }

    /// `update` and `locksmith`: the settings of the update engine and of reboots, in one file.
    static func updateFile(_ root: inout ContainerLinuxFields) -> JSONValue? {
        var text = root.object("update", update) ?? ""
        let lines = root.object("locksmith", locksmith) ?? []
        if !lines.isEmpty { text += "\n" + lines.joined(separator: "\n") }
        guard !text.isEmpty else { return nil }
        return IgnitionFile("/etc/coreos/update.conf", text, mode: 0o644).json
    }

    private static func update(_ fields: inout ContainerLinuxFields) -> String {
        let group = (fields.text("group") ?? "").lowercased()
        var text = group.isEmpty ? "" : "GROUP=\(group)"
        let server = fields.text("server") ?? ""
        for (key, name) in [
            ("server", "SERVER"), ("pcr_policy_server", "PCR_POLICY_SERVER"), ("download_user", "DOWNLOAD_USER"),
            ("download_password", "DOWNLOAD_PASSWORD"), ("machine_alias", "MACHINE_ALIAS"),
        ] {
            guard let value = fields.text(key), !value.isEmpty else { continue }
            text += "\n\(name)=\(value)"
        }
        if !["stable", "beta", "alpha"].contains(group), server.isEmpty {
            fields.warning("group", "unknown update group")
        }
        if !ContainerLinuxChecks.isURL(server) { fields.error("server", "unable to parse url") }
        return text
    }

    private static func locksmith(_ fields: inout ContainerLinuxFields) -> [String] {
        var lines: [String] = []
        var values: [String: String] = [:]
        for (key, name) in [
            ("reboot_strategy", "REBOOT_STRATEGY"), ("window_start", "LOCKSMITHD_REBOOT_WINDOW_START"),
            ("window_length", "LOCKSMITHD_REBOOT_WINDOW_LENGTH"), ("group", "LOCKSMITHD_GROUP"),
            ("etcd_endpoints", "LOCKSMITHD_ENDPOINT"), ("etcd_cafile", "LOCKSMITHD_ETCD_CAFILE"),
            ("etcd_certfile", "LOCKSMITHD_ETCD_CERTFILE"), ("etcd_keyfile", "LOCKSMITHD_ETCD_KEYFILE"),
        ] {
            guard let value = fields.text(key) else { continue }
            values[key] = value
            lines.append("\(name)=\(ContainerLinuxChecks.quoted(value))")
        }
        checkReboots(values, fields)
        return lines
    }

    private static func checkReboots(_ values: [String: String], _ fields: ContainerLinuxFields) {
        let start = values["window_start"] ?? ""
        let length = values["window_length"] ?? ""
        if start.isEmpty != length.isEmpty {
            fields.report.error(fields.path, "window_start and window_length must both be specified")
        }
        let strategy = (values["reboot_strategy"] ?? "").lowercased()
        if !["", "reboot", "etcd-lock", "off"].contains(strategy) {
            fields.error("reboot_strategy", "unknown reboot strategy: use reboot, etcd-lock or off")
        }
        if !start.isEmpty, let problem = ContainerLinuxChecks.windowStart(start) {
            fields.error("window_start", problem)
        }
        if !length.isEmpty, MetaDuration(parsing: length) == nil {
            fields.error("window_length", "couldn't parse window length: write it as 1h30m")
        }
    }
}
