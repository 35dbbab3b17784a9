public import JSON
public import KubernetesClient
public import Machinery
import NIOCore
import Synchronization

/// A client of a Kubernetes API over HTTP: of any API server, as one user.
///
/// It must be shut down before the last reference to it goes; `withKubernetesHTTPClient` sees to that.
public final class KubernetesHTTPClient: Client {
    private let transport: Transport
    private let discovered = Mutex<[GroupVersion: [ResourceType]]>([:])

    /// - Throws: `ClientError` where the connection's certificates or keys cannot be read. No connection is made yet.
    public init(_ connection: ClientConnection, options: Options = Options()) throws(ClientError) {
        transport = try Transport(connection, options)
    }

    /// Closes every connection; requests and watches under way fail.
    public func shutdown() async throws {
        try await transport.shutdown()
    }

    public func send(_ request: ClientRequest) async throws -> ClientResponse {
        try Answer.response(to: request, try await json(HTTPCall(request)))
    }

    public func withWatch<Result: Sendable>(
        _ request: WatchRequest, _ body: @Sendable (any WatchStream) async throws -> Result
    ) async throws -> Result {
        try await body(HTTPWatchStream(try await transport.stream(HTTPCall(request)), request, transport))
    }

    public func withPortForward<Result: Sendable>(
        to pod: NamespacedName, port: UInt16, _ body: @Sendable (any DuplexStream) async throws -> Result
    ) async throws -> Result {
        try await transport.withWebSocket(try HTTPCall(forwarding: port, of: pod)) { messages in
            try await body(PortForwardStream(over: messages))
        }
    }

    /// The body of a path that is no resource, such as `/version` or `/readyz?verbose`.
    ///
    /// - Parameter path: Percent-encoded, from the root of the API.
    /// - Throws: `APIStatus` where the server answers a failure.
    public func get(path: String) async throws -> [UInt8] {
        guard path.hasPrefix("/"), path.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f && $0 != UInt8(ascii: "#") }) else {
            throw APIStatus.badRequest("\"\(path)\" is no path")
        }
        var call = HTTPCall(method: .get, path: path)
        call.accept = "*/*"
        return Array(buffer: try await transport.send(call))
    }

    /// The answer to a get or list as the server's own table for people (`meta.k8s.io/v1` Table).
    public func table(_ request: ClientRequest) async throws -> JSONValue {
        var call = try HTTPCall(request)
        call.accept = "application/json;as=Table;v=v1;g=meta.k8s.io,application/json"
        return try await json(call)
    }

    private func json(_ call: HTTPCall) async throws -> JSONValue {
        let body = try await transport.send(call)
        do {
            return try body.withUnsafeReadableBytes { try JSONValue(parsing: $0, duplicateKeys: .lastWins) }
        } catch {
            throw ClientError(
                .invalidAnswer,
                "\(transport.connection.server.authority) answered \(call.path) with something that is not JSON: is it an API server?",
                cause: error)
        }
    }
}

extension KubernetesHTTPClient {
    /// Kept once found; a kind that is not there is looked for anew each time, for it may just have been defined.
    public func resourceType(for kind: GroupVersionKind) async throws -> ResourceType {
        if let known = discovered.withLock({ $0[kind.groupVersion]?.first { $0.kind == kind.kind } }) { return known }
        guard let found = try await resources(of: kind.groupVersion)?.first(where: { $0.kind == kind.kind }) else {
            throw APIStatus(
                code: 404, reason: .notFound,
                message: "no matches for kind \"\(kind.kind)\" in version \"\(kind.apiVersion)\"")
        }
        return found
    }

    /// Asks the server each time. Groups whose own server is down are left out.
    public func resourceTypes() async throws -> [ResourceType] {
        async let core = resourceTypes(below: "/api")
        async let groups = resourceTypes(below: "/apis")
        let resources = try await core + groups
        let byVersion = Dictionary(grouping: resources, by: \.groupVersion)
        discovered.withLock { $0 = byVersion }
        return resources
    }

    private func resourceTypes(below path: String) async throws -> [ResourceType] {
        var call = HTTPCall(method: .get, path: path)
        call.accept = Discovery.accept
        switch Discovery.root(try await json(call)) {
        case .resources(let resources): return resources
        case .versions(let versions): return try await resources(of: versions)
        }
    }

    /// The resources of all versions, in their order.
    private func resources(of versions: [GroupVersion]) async throws -> [ResourceType] {
        try await withThrowingTaskGroup(of: (Int, [ResourceType]).self) { group in
            for (index, version) in versions.enumerated() {
                group.addTask {
                    do {
                        return (index, try await self.resources(of: version) ?? [])
                    } catch let status as APIStatus where status.code >= 500 {
                        return (index, [])
                    }
                }
            }
            var found = [[ResourceType]](repeating: [], count: versions.count)
            for try await (index, resources) in group { found[index] = resources }
            return found.flatMap(\.self)
        }
    }

    /// `nil` where the server does not have the version.
    private func resources(of version: GroupVersion) async throws -> [ResourceType]? {
        let root = version.group.isEmpty ? "/api" : "/apis/\(PercentEncoding.segment(version.group))"
        do {
            let list = try await json(
                HTTPCall(method: .get, path: "\(root)/\(PercentEncoding.segment(version.version))"))
            let resources = Discovery.resources(list, of: version)
            discovered.withLock { $0[version] = resources }
            return resources
        } catch let status as APIStatus where status.code == 404 {
            return nil
        }
    }
}

/// Runs `body` with a client and shuts the client down after it, also when `body` throws.
///
/// - Throws: `ClientError` where the connection's certificates or keys cannot be read, and what `body` throws.
public func withKubernetesHTTPClient<Result>(
    _ connection: ClientConnection, options: KubernetesHTTPClient.Options = KubernetesHTTPClient.Options(),
    isolation: isolated (any Actor)? = #isolation, _ body: (KubernetesHTTPClient) async throws -> Result
) async throws -> Result {
    let client = try KubernetesHTTPClient(connection, options: options)
    let result: Result
    do {
        result = try await body(client)
    } catch {
        // The body's own failure is the one to tell.
        try? await client.shutdown()
        throw error
    }
    try await client.shutdown()
    return result
}
