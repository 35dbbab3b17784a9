import HTTPTypes
import JSON
import Logging
import Machinery
import ObjectStore

/// The HTTP face of an ``APICore``, without a transport: a request goes in, an answer or a stream comes out.
///
/// Copies share their caches.
public struct HTTPHandler: Sendable {
    let core: APICore
    let health: HealthEndpoints
    let documents: DocumentCache
    private let authentication: AuthenticatorChain
    private let version: @Sendable () -> ServerVersion

    /// - Parameters:
    ///   - authenticators: Asked in order; the first that knows the user decides. Client certificates unless given.
    ///   - readinessChecks: What must work, besides the store, before the plane takes work.
    ///   - version: What `/version` reports at the moment; by default that of the core's configuration.
    public init(
        core: APICore, authenticators: [any Authenticator]? = nil, readinessChecks: [HealthCheck] = [],
        version: (@Sendable () -> ServerVersion)? = nil
    ) {
        self.core = core
        documents = DocumentCache()
        self.version = version ?? { core.configuration.version }
        authentication = AuthenticatorChain(
            authenticators: authenticators ?? [ClientCertificateAuthenticator(time: core.time)])
        health = HealthEndpoints(
            live: [HealthCheck("ping") {}],
            ready: [HealthCheck("store") { _ = try await core.store.currentRevision() }] + readinessChecks)
    }

    /// Answers one request. Returns when the answer is complete, which for a watch is when it ends.
    ///
    /// - Throws: What `writer` throws, and `CancellationError` where the task was cancelled before the answer began.
    public func respond(to request: HTTPAPIRequest, through writer: any HTTPResponseWriter) async throws {
        let writer = FinishingResponseWriter(
            writer, for: request, auditID: AuditID.of(request, random: core.random))
        do {
            try await route(request, writer)
        } catch let status as APIStatus {
            try await writer.send(HTTPAPIResponse(status, to: request))
        } catch let error as StoreError {
            try await writer.send(HTTPAPIResponse(APIStatus(error), to: request))
        } catch is NoSuchPage {
            try await writer.send(.noSuchPage)
        }
    }

    /// The answer to a request that is no watch.
    public func respond(to request: HTTPAPIRequest) async throws -> HTTPAPIResponse {
        let writer = CollectingResponseWriter()
        try await respond(to: request, through: writer)
        return writer.response
    }

    private func route(_ request: HTTPAPIRequest, _ writer: any HTTPResponseWriter) async throws {
        let target = try request.parsedTarget.get()
        if request.method == .get || request.method == .head,
            let response = await health.response(path: target.path, query: target.query)
        {
            return try await writer.send(response)
        }
        guard let sender = try await authentication.authenticate(request) else { throw APIStatus.unauthorized() }
        let user = try await Impersonation(request.headers)?.granted(to: sender, by: core.authorize) ?? sender
        if let path = ResourcePath(target.path) {
            let exchange = ResourceExchange(
                core: core, snapshot: core.catalog.snapshot(), request: request, path: path, query: target.query,
                user: user)
            return try await exchange.respond(through: writer)
        }
        guard let response = try documentResponse(path: target.path, request, target.query) else { throw NoSuchPage() }
        guard request.method == .get || request.method == .head else { throw Self.methodNotAllowed }
        try await writer.send(response)
    }

    static let methodNotAllowed = APIStatus(
        code: 405, reason: .methodNotAllowed, message: "the server does not allow this method on the requested resource"
    )

    /// The documents that describe the server, for every authenticated user.
    private func documentResponse(path: [String], _ request: HTTPAPIRequest, _ query: QueryParameters) throws(APIStatus)
        -> HTTPAPIResponse?
    {
        switch path.first {
        case nil:
            HTTPAPIResponse(json: rootDocument)
        case "api", "apis":
            try discoveryResponse(path: path, request)
        case "openapi" where path.count == 2 && path[1] == "v2":
            try openAPIV2Response(request)
        case "openapi" where path.count > 1 && path[1] == "v3":
            try openAPIResponse(path: Array(path.dropFirst(2)), request, query)
        case "version" where path.count == 1:
            HTTPAPIResponse(json: versionDocument)
        default:
            nil
        }
    }

    /// `metav1.RootPaths`: every path that is no resource.
    private var rootDocument: JSONValue {
        var paths = ["/api", "/apis", "/openapi/v2", "/openapi/v3", "/version"] + health.paths
        for group in core.catalog.snapshot().groups {
            let root = group.name.isEmpty ? "/api" : "/apis/\(group.name)"
            if !group.name.isEmpty { paths.append(root) }
            paths += group.versions.map { "\(root)/\($0)" }
        }
        return ["paths": .array(paths.sorted().map(JSONValue.string))]
    }

    /// `version.Info`, as `kubectl version` reads it.
    private var versionDocument: JSONValue {
        let version = version()
        return [
            "major": .string(version.major), "minor": .string(version.minor), "gitVersion": .string(version.gitVersion),
            "gitCommit": "", "gitTreeState": "", "buildDate": "1970-01-01T00:00:00Z", "goVersion": "",
            "compiler": "swiftc",
            "platform": .string(Platform.name),
        ]
    }
}

/// The operating system and processor in Go's words, which `kubectl version` prints.
enum Platform {
    static let name = "\(system)/\(processor)"

    #if os(Linux)
        private static let system = "linux"
    #else
        private static let system = "darwin"
    #endif

    #if arch(arm64)
        private static let processor = "arm64"
    #else
        private static let processor = "amd64"
    #endif
}
