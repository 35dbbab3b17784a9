import HTTPTypes

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
            guard let check = checks.first(where: { $0.name == path[1] }) else {
                return Self.text(404, "there is no check \"\(path[1])\" in \(endpoint)")
            }
            return await report(endpoint, [check], isVerbose: query["verbose"] != nil)
        }
        let excluded = query.all("exclude")
        return await report(endpoint, checks.filter { !excluded.contains($0.name) }, isVerbose: query["verbose"] != nil)
    }

    private func checks(of endpoint: String) -> [HealthCheck]? {
        switch endpoint {
        case "livez": live
        case "readyz", "healthz": live + ready
        default: nil
        }
    }

    private func report(_ endpoint: String, _ checks: [HealthCheck], isVerbose: Bool) async -> HTTPAPIResponse {
        var lines = ""
        var isHealthy = true
        for check in checks {
            do {
                try await check.check()
                lines += "[+]\(check.name) ok\n"
            } catch {
                isHealthy = false
                lines += "[-]\(check.name) failed: reason withheld\n"
            }
        }
        if isHealthy { return Self.text(200, isVerbose ? "\(lines)\(endpoint) check passed\n" : "ok") }
        return Self.text(500, "\(lines)\(endpoint) check failed\n")
    }

    private static func text(_ status: Int, _ text: String) -> HTTPAPIResponse {
        HTTPAPIResponse(
            status: status,
            headers: [
                .contentType: "text/plain; charset=utf-8", .xContentTypeOptions: "nosniff",
                .cacheControl: "no-cache, private",
            ],
            body: Array(text.utf8))
    }
}
