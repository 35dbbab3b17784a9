import JSON
import YAML

/// A `clouds.yaml`, with the secrets of a `secure.yaml` laid over it.
public struct CloudsFile: Sendable {
    static let limits = YAMLLimits(byteCount: 1 << 20, depth: 32, aliasedValues: 10_000, aliasedBytes: 1 << 20)

    private let clouds: JSONObject

    /// - Throws: `OpenStackError` with code `invalidConfiguration`, which never quotes the text.
    public init(clouds: [UInt8], secure: [UInt8]? = nil) throws(OpenStackError) {
        var merged = try Self.entries(clouds, "clouds.yaml")
        if let secure {
            for (name, entry) in try Self.entries(secure, "secure.yaml") {
                merged[name] = Self.overlay(entry, on: merged[name])
            }
        }
        self.clouds = merged
    }

    public var names: [String] { clouds.keys }

    /// The settings of one cloud.
    ///
    /// - Parameters:
    ///   - name: May be empty where the file has one cloud only.
    ///   - readFile: Brings the file of a path: what `cacert`, `cert` and `key` name.
    /// - Throws: `OpenStackError` with code `invalidConfiguration`, which names the setting and never quotes a secret.
    public func cloud(
        named name: String, readFile: (String) throws -> [UInt8]
    ) throws(OpenStackError) -> CloudConfiguration {
        let name = try chosen(name)
        guard let entry = clouds[name]?.objectValue else {
            throw .configuration("the cloud \"\(name)\" in clouds.yaml is no mapping")
        }
        return try CloudEntry(name: name, entry: entry).configuration(readFile: readFile)
    }

    private func chosen(_ name: String) throws(OpenStackError) -> String {
        if clouds[name] != nil { return name }
        let known = clouds.isEmpty ? "none" : names.prefix(20).joined(separator: ", ")
        guard name.isEmpty else {
            throw .configuration("clouds.yaml has no cloud \"\(name)\"; it has: \(known)")
        }
        guard clouds.count == 1, let only = names.first else {
            throw .configuration("clouds.yaml does not have just one cloud, so one must be named; it has: \(known)")
        }
        return only
    }

    private static func entries(_ bytes: [UInt8], _ file: String) throws(OpenStackError) -> JSONObject {
        let documents: [YAMLDocument]
        do {
            documents = try YAMLDocument.parse(bytes, limits: limits)
        } catch {
            // The parser's message may quote the text, hence a secret.
            throw .configuration("\(file) is no YAML (\(error.code)) at line \(error.position.line)")
        }
        guard documents.count == 1, let clouds = documents[0].value["clouds"]?.objectValue else {
            throw .configuration("\(file) does not have the form \"clouds: {name: {auth: …}}\"")
        }
        return clouds
    }

    private static func overlay(_ top: JSONValue, on bottom: JSONValue?) -> JSONValue {
        guard let topObject = top.objectValue, var merged = bottom?.objectValue else { return top }
        for (key, value) in topObject { merged[key] = overlay(value, on: merged[key]) }
        return .object(merged)
    }
}

extension CloudConfiguration {
    /// The form in which Cluster API keeps a cloud: a Secret with `clouds.yaml` and, for a private authority, `cacert`.
    ///
    /// - Parameter name: The cloud within the file; empty where the file has one only.
    /// - Throws: `OpenStackError` with code `invalidConfiguration`.
    public init(secret data: [String: [UInt8]], cloudName name: String) throws(OpenStackError) {
        guard let clouds = data["clouds.yaml"] else {
            throw .configuration("the Secret has no key \"clouds.yaml\"")
        }
        let file = try CloudsFile(clouds: clouds, secure: data["secure.yaml"])
        self = try file.cloud(named: name) { path in
            // A path means nothing inside a Secret, but its last part may be a key of it.
            let key = path.split(separator: "/").last.map(String.init) ?? ""
            if let bytes = data[key] ?? (data["cacert"] == nil ? nil : []) { return bytes }
            throw OpenStackError.configuration("the Secret has no key \"\(key)\"")
        }
        if let authorities = data["cacert"], !authorities.isEmpty { trust.authorities = authorities }
        if trust.authorities?.isEmpty == true { trust.authorities = nil }
    }
}

extension OpenStackError {
    static func configuration(_ message: String) -> OpenStackError {
        OpenStackError(.invalidConfiguration, message)
    }
}
