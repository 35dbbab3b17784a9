import JSON
import Machinery
import YAML

/// Translates a Container Linux Config to Ignition 2.3.0, as Flatcar's Container Linux Config Transpiler does, and appends it.
///
/// Unknown keys and the transpiler's warnings are errors only where the user asks for it (`strict`).
enum ContainerLinuxTranslation {
    static let field = "spec.ignition.containerLinuxConfig.additionalConfig"
    private static let maximumReported = 10
    /// Admission lets 32 KiB through; aliases may repeat as much again a few times.
    private static let limits = YAMLLimits(
        byteCount: 1 << 20, depth: 32, aliasedValues: 10_000, aliasedBytes: 1 << 20)

    /// The Ignition configuration that a Container Linux Config stands for: its sections `ignition`, `networkd`, `passwd`,
    /// `storage` and `systemd`, as far as there is something in them.
    ///
    /// - Throws: ``ControllerStateError`` naming the fields that are wrong.
    static func ignition(of text: String, strict: Bool) throws(ControllerStateError) -> JSONObject {
        let report = ContainerLinuxReport()
        let documents: [YAMLNode]
        do {
            documents = try YAMLNode.parse(text, limits: limits)
        } catch {
            throw ControllerStateError("\(field): \(error)")
        }
        if documents.count > 1 {
            report.warning("", "holds \(documents.count) YAML documents, of which the first alone is read")
        }
        guard let root = documents.first else {
            report.warning("", "is empty")
            return try verdict([:], report, strict: strict)
        }
        let result = root.isNull ? [:] : ContainerLinuxFields.read(root, at: "", report) { sections(&$0) } ?? [:]
        return try verdict(result, report, strict: strict)
    }

    private static func verdict(
        _ result: JSONObject, _ report: ContainerLinuxReport, strict: Bool
    ) throws(ControllerStateError) -> JSONObject {
        let problems = report.errors + (strict ? report.warnings : [])
        guard problems.isEmpty else { throw failure(problems) }
        return result
    }

    private static func failure(_ problems: [String]) -> ControllerStateError {
        let shown = problems.prefix(maximumReported).joined(separator: "; ")
        let rest = problems.count - maximumReported
        return ControllerStateError("\(field): \(shown)\(rest > 0 ? "; and \(rest) more" : "")")
    }

    private static func sections(_ root: inout ContainerLinuxFields) -> JSONObject {
        if let version = root.integer("version"), version != 0 {
            root.error("version", "must be 0, the only version there is")
        }
        var result = JSONObject()
        result.setUnlessEmpty("ignition", root.object("ignition", ignition))
        result.setUnlessEmpty("passwd", root.object("passwd", passwd))
        var storage = root.object("storage", storage) ?? [:]
        var units = root.object("docker") { docker(&$0) }.map { [$0] } ?? []
        units += root.object("systemd", systemd) ?? []
        result.setUnlessEmpty("networkd", root.object("networkd", networkd))
        if let update = updateFile(&root) { storage.append([update], to: "files") }
        result.setUnlessEmpty("storage", storage)
        if !units.isEmpty { result["systemd"] = ["units": .array(units)] }
        for section in ["etcd", "flannel"] where root.has(section) {
            root.error(section, "is not supported: write the unit in systemd.units")
        }
        return result
    }

    /// Adds a configuration to another: lists are joined; references to further configurations and timeouts are those of the
    /// addition. Ignition itself decides what two units or files of one name come to.
    static func append(_ addition: JSONObject, to base: JSONObject) -> JSONObject {
        var result = base
        for section in ["networkd", "passwd", "storage", "systemd"] {
            guard let lists = addition[section]?.objectValue else { continue }
            var joined = base[section]?.objectValue ?? [:]
            for (key, values) in lists { joined.append(values.arrayValue ?? [], to: key) }
            result[section] = .object(joined)
        }
        if let settings = addition["ignition"]?.objectValue {
            var ignition = base["ignition"]?.objectValue ?? [:]
            for (key, value) in settings { ignition[key] = value }
            result["ignition"] = .object(ignition)
        }
        return result
    }

    // MARK: Ignition itself

    private static func ignition(_ section: inout ContainerLinuxFields) -> JSONObject {
        var result = JSONObject()
        result.setUnlessEmpty(
            "config",
            section.object("config") { fields in
                var config = JSONObject()
                config.setUnlessEmpty("append", fields.list("append", reference))
                config["replace"] = fields.object("replace", reference)
                return config
            })
        result.setUnlessEmpty(
            "timeouts",
            section.object("timeouts") { fields in
                var timeouts = JSONObject()
                timeouts["httpResponseHeaders"] = fields.integer("http_response_headers").map(JSONValue.integer)
                timeouts["httpTotal"] = fields.integer("http_total").map(JSONValue.integer)
                return timeouts
            })
        let authorities = section.object("security") { security in
            security.object("tls") { tls in tls.list("certificate_authorities", reference) } ?? []
        }
        if let authorities, !authorities.isEmpty {
            result["security"] = ["tls": ["certificateAuthorities": .array(authorities)]]
        }
        return result
    }

    private static func reference(_ fields: inout ContainerLinuxFields) -> JSONValue {
        let source = fields.text("source") ?? ""
        if let problem = ContainerLinuxChecks.url(source) { fields.error("source", problem) }
        return ["source": .string(source), "verification": .object(verification(&fields))]
    }

    /// The hash that downloaded bytes must have; only SHA-512 is known to Ignition 2.3.
    static func verification(_ fields: inout ContainerLinuxFields) -> JSONObject {
        let hash = fields.object("verification") { verification in
            verification.object("hash") { hash -> String? in
                let function = hash.text("function") ?? ""
                let sum = hash.text("sum") ?? ""
                if function.isEmpty || sum.isEmpty { return nil }
                if function != "sha512" {
                    hash.error("function", "unrecognized hash function")
                } else if sum.utf8.count != 128 {
                    hash.error("sum", "incorrect size for hash sum")
                }
                return "\(function)-\(sum)"
            }
        }
        return hash.flatMap { $0 }.flatMap { $0 }.map { ["hash": .string($0)] } ?? [:]
    }
}

extension YAMLNode {
    fileprivate var isNull: Bool {
        if case .scalar(let scalar) = self { scalar.value == .null } else { false }
    }
}

extension JSONObject {
    mutating func setUnlessEmpty(_ key: String, _ values: [JSONValue]) {
        if !values.isEmpty { self[key] = .array(values) }
    }

    mutating func setUnlessEmpty(_ key: String, _ object: JSONObject?) {
        if let object, !object.isEmpty { self[key] = .object(object) }
    }

    mutating func setUnlessEmpty(_ key: String, _ text: String?) {
        if let text, !text.isEmpty { self[key] = .string(text) }
    }

    /// Sets `true`, and nothing else: a flag that is off is left out.
    mutating func setIfTrue(_ key: String, _ flag: Bool?) {
        if flag == true { self[key] = true }
    }

    mutating func append(_ values: [JSONValue], to key: String) {
        self[key] = .array((self[key]?.arrayValue ?? []) + values)
    }
}
