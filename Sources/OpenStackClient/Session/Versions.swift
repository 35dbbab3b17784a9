import JSON

/// `2.90`
public struct Microversion: Sendable, Hashable, Comparable, CustomStringConvertible {
    public var major: Int
    public var minor: Int

    public init(_ major: Int, _ minor: Int) {
        self.major = major
        self.minor = minor
    }

    /// `2.90`, `v2.27`; `nil` for anything else.
    public init?(_ text: String) {
        let parts = (text.hasPrefix("v") ? text.dropFirst() : text[...]).split(
            separator: ".", omittingEmptySubsequences: false)
        guard let major = parts.first.flatMap({ Int($0) }), major >= 0, parts.count <= 2 else { return nil }
        guard let minor = parts.count == 2 ? Int(parts[1]) : 0, minor >= 0 else { return nil }
        self.init(major, minor)
    }

    public static func < (left: Microversion, right: Microversion) -> Bool {
        (left.major, left.minor) < (right.major, right.minor)
    }

    public var description: String { "\(major).\(minor)" }
}

/// One version of a service's API.
public struct ServiceVersion: Sendable, Hashable {
    public var id: Microversion
    /// `CURRENT`, `SUPPORTED`, `DEPRECATED`, `EXPERIMENTAL`
    public var status: String
    /// The range of microversions, where there are some.
    public var minimum: Microversion?
    public var maximum: Microversion?
}

/// The microversions that this library speaks, of the services that have them.
struct MicroversionRange: Sendable, Equatable {
    /// How the service calls itself in `OpenStack-API-Version`.
    let name: String
    let floor: Microversion
    let ceiling: Microversion

    init?(_ service: ServiceType) {
        switch service {
        // 2.53 (Pike) has tags at creation; nothing is read that later versions than 2.90 changed.
        case .compute: self.init(name: "compute", floor: Microversion(2, 53), ceiling: Microversion(2, 90))
        case .blockStorage: self.init(name: "volume", floor: Microversion(3, 0), ceiling: Microversion(3, 59))
        case .placement: self.init(name: "placement", floor: Microversion(1, 0), ceiling: Microversion(1, 36))
        default: return nil
        }
    }

    private init(name: String, floor: Microversion, ceiling: Microversion) {
        self.name = name
        self.floor = floor
        self.ceiling = ceiling
    }

    /// The newest that both sides speak.
    ///
    /// - Throws: `OpenStackError` with code `unsupported`.
    func negotiate(_ versions: [ServiceVersion]) throws(OpenStackError) -> Microversion {
        guard let version = versions.first(where: { $0.id.major == floor.major && $0.maximum != nil }),
            let maximum = version.maximum
        else {
            throw OpenStackError(.unsupported, "the service tells no microversions of its version \(floor.major)")
        }
        let chosen = min(maximum, ceiling)
        guard chosen >= floor, chosen >= version.minimum ?? floor else {
            throw OpenStackError(
                .unsupported,
                "the service speaks the microversions \(version.minimum ?? maximum) to \(maximum), needed are \(floor) to \(ceiling)"
            )
        }
        return chosen
    }
}

extension ServiceVersion {
    /// The versions that a service's root document tells, in whichever of the forms: `{"version": …}`,
    /// `{"versions": […]}`, `{"versions": {"values": […]}}`.
    static func list(_ json: JSONValue) -> [ServiceVersion] {
        let entries =
            json["version"].map { [$0] } ?? json["versions"]?.arrayValue ?? json["versions"]?["values"]?.arrayValue
        return (entries ?? []).prefix(1000).compactMap { entry in
            guard let id = entry["id"]?.stringValue.flatMap({ Microversion($0) }) else { return nil }
            let maximum = (entry["max_version"] ?? entry["version"])?.stringValue
            return ServiceVersion(
                id: id, status: entry["status"]?.stringValue ?? "",
                minimum: entry["min_version"]?.stringValue.flatMap { Microversion($0) },
                maximum: maximum.flatMap { $0.isEmpty ? nil : Microversion($0) })
        }
    }
}
