/// One thing that must work for the server to be healthy.
public struct HealthCheck: Sendable {
    /// A path segment: `/readyz/NAME` asks for this check alone.
    public var name: String
    /// Throws where it does not work. The reason is not told to clients, who may be anonymous.
    public var check: @Sendable () async throws -> Void

    public init(_ name: String, check: @escaping @Sendable () async throws -> Void) {
        self.name = name
        self.check = check
    }
}

/// `/livez`, `/readyz` and `/healthz`, for anybody.
struct HealthEndpoints: Sendable {
    var live: [HealthCheck]
    /// Checks of `/readyz` beyond those of `/livez`.
    var ready: [HealthCheck]

    /// - Returns: `nil` where the path is another endpoint's.
    func response(path: [String], query: QueryParameters) async -> HTTPAPIResponse? {
        guard let endpoint = path.first, path.count <= 2, let checks = checks(of: endpoint) else { return nil }
        if path.count == 2 {
            guard let check = checks.first(where: { $0.name == path[1] }) else { return .noSuchPage }
            return await report(endpoint, [check], excluding: [], isVerbose: query["verbose"] != nil)
        }
        return await report(endpoint, checks, excluding: query.all("exclude"), isVerbose: query["verbose"] != nil)
    }

    /// `/livez`, `/livez/ping` and so on.
    var paths: [String] {
        ["healthz", "livez", "readyz"].flatMap { endpoint in
            ["/\(endpoint)"] + (checks(of: endpoint) ?? []).map { "/\(endpoint)/\($0.name)" }
        }
    }

    private func checks(of endpoint: String) -> [HealthCheck]? {
        switch endpoint {
        case "livez": live
        case "readyz", "healthz": live + ready
        default: nil
        }
    }

    private func report(_ endpoint: String, _ checks: [HealthCheck], excluding excluded: [String], isVerbose: Bool)
        async -> HTTPAPIResponse
    {
        var lines = ""
        var isHealthy = true
        for check in checks {
            if excluded.contains(check.name) {
                lines += "[+]\(check.name) excluded: ok\n"
                continue
            }
            do {
                try await check.check()
                lines += "[+]\(check.name) ok\n"
            } catch {
                isHealthy = false
                lines += "[-]\(check.name) failed: reason withheld\n"
            }
        }
        let unknown = excluded.filter { name in !checks.contains { $0.name == name } }
        if !unknown.isEmpty {
            let names = unknown.map { "\"\($0)\"" }.joined(separator: ",")
            lines += "warn: some health checks cannot be excluded: no matches for \(names)\n"
        }
        if isHealthy {
            return HTTPAPIResponse(status: 200, text: isVerbose ? "\(lines)\(endpoint) check passed\n" : "ok")
        }
        return HTTPAPIResponse(status: 500, text: "\(lines)\(endpoint) check failed\n")
    }
}
