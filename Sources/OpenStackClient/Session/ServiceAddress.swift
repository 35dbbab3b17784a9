/// Where a service's calls go and where it tells its versions, from the endpoint as a catalogue writes it: some with the
/// version, some with the project, some with neither.
struct ServiceAddress: Sendable, Equatable {
    /// Without a slash at the end.
    let base: String
    let versions: String

    init(_ service: ServiceType, endpoint: String, projectID: String?) {
        var url = endpoint
        while url.hasSuffix("/") { url.removeLast() }
        var project = ""
        if let projectID {
            for suffix in ["/\(projectID)", "/AUTH_\(projectID)"] where url.hasSuffix(suffix) {
                url.removeLast(suffix.count)
                project = suffix
            }
        }
        switch service {
        case .identity:
            base = Self.versioned(url, "/v3", replacing: ["/v2.0"])
            versions = base
        case .compute:
            let root = Self.versioned(url, "/v2.1", replacing: ["/v2"])
            base = root + project
            versions = root + "/"
        case .blockStorage:
            let root = Self.versioned(url, "/v3", replacing: ["/v1", "/v2"])
            // Before microversion 3.67 the project has to stand in the path.
            base = root + (projectID.map { "/\($0)" } ?? "")
            versions = root + "/"
        case .network:
            base = Self.versioned(url, "/v2.0")
            versions = base.dropping("/v2.0") + "/"
        case .image:
            base = Self.versioned(url, "/v2", replacing: ["/v1"])
            versions = base.dropping("/v2") + "/versions"
        case .loadBalancer:
            let root = url.dropping("/lbaas").dropping("/v2").dropping("/v2.0")
            base = root + "/v2.0/lbaas"
            versions = root + "/"
        default:
            base = url + project
            versions = url + "/"
        }
    }

    private static func versioned(_ url: String, _ version: String, replacing others: [String] = []) -> String {
        if url.hasSuffix(version) { return url }
        return others.reduce(url) { $0.dropping($1) } + version
    }
}

extension String {
    fileprivate func dropping(_ suffix: String) -> String {
        hasSuffix(suffix) ? String(dropLast(suffix.count)) : self
    }
}
