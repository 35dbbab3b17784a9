import APIServer
import Effects
import HTTPTypes
import JSON
import Logging
import Machinery
import ObjectStore
import Testing

/// An API without sockets: requests go straight into the handler.
struct HandlerFixture: Sendable {
    let core: APICore
    let handler: HTTPHandler
    var user: UserInfo?

    init(
        _ definitions: [ResourceDefinition] = [.widgets, .gadgets], user: UserInfo? = .systemMaster,
        readinessChecks: [HealthCheck] = []
    ) async throws {
        core = APICore(
            store: MemoryStore(), configuration: APICore.Configuration(builtIns: definitions), time: FixedTime(),
            random: SystemRandom(), logger: Logger(label: "test"))
        handler = HTTPHandler(
            core: core, authenticators: [FixedAuthenticator(user: user)], readinessChecks: readinessChecks)
        self.user = user
    }

    func send(
        _ method: HTTPRequest.Method, _ target: String, accept: String? = nil, contentType: String? = nil,
        _ body: String = "",
        headers: HTTPFields = [:]
    ) async throws -> HTTPAPIResponse {
        var headers = headers
        headers[.accept] = accept
        headers[.contentType] = contentType
        return try await handler.respond(
            to: HTTPAPIRequest(method, target, headers: headers, body: HTTPRequestBody(Array(body.utf8))))
    }

    /// A plane with its namespaces.
    static func started() async throws -> HandlerFixture {
        let fixture = try await HandlerFixture(BuiltInSet.workloadCluster() + [.widgets])
        try await fixture.core.start()
        return fixture
    }

    static let widgetsPath = "/apis/example.io/v1/namespaces/default/widgets"

    func create(_ name: String, finalizer: String? = nil, padding: Int = 0) async throws {
        let finalizers = finalizer.map { #","finalizers":["\#($0)"]"# } ?? ""
        let response = try await send(
            .post, Self.widgetsPath,
            #"{"apiVersion":"example.io/v1","kind":"Widget","metadata":{"name":"\#(name)"\#(finalizers)},"#
                + #""spec":{"size":3,"colour":"\#(String(repeating: "x", count: padding))"}}"#)
        #expect(response.status == 201, "\(response.text)")
    }

    func get(_ target: String, accept: String? = nil) async throws -> HTTPAPIResponse {
        try await send(.get, target, accept: accept)
    }
}

extension HTTPAPIResponse {
    var json: JSONValue {
        get throws { try JSONValue(parsing: body) }
    }
    var text: String { String(decoding: body, as: UTF8.self) }
}

struct FixedTime: TimeSource {
    func now() -> Timestamp { Timestamp(secondsSinceEpoch: 1_800_000_000) }
    func sleep(for duration: Duration) async throws { try await Task.sleep(for: duration) }
}

/// Takes every request for one user's, or knows nobody.
struct FixedAuthenticator: Authenticator {
    let user: UserInfo?
    func authenticate(_ request: HTTPAPIRequest) async throws(APIStatus) -> UserInfo? { user }
}

extension ResourceDefinition {
    /// A namespaced custom resource with two versions, columns and both subresources.
    static let widgets = ResourceDefinition(
        names: ResourceType(
            group: "example.io", version: "v1", kind: "Widget", plural: "widgets", shortNames: ["wd"],
            categories: ["all"]),
        versions: [
            ResourceVersion(
                name: "v1", schema: widgetSchema,
                subresources: .init(
                    status: true,
                    scale: .init(specReplicas: ["spec", "replicas"], statusReplicas: ["status", "replicas"])),
                columns: [
                    TableColumn("Size", type: "integer", description: "How big.", value: .path(".spec.size")),
                    TableColumn("Age", type: "date", value: .path(".metadata.creationTimestamp")),
                    TableColumn("Colour", priority: 1, value: .computed { $0.value(at: "spec", "colour") ?? nil }),
                ]),
            ResourceVersion(name: "v1beta1", isStorage: false),
        ],
        isBuiltIn: false)

    private static let widgetSchema = try? StructuralSchema(openAPI: [
        "type": "object", "description": "A widget.",
        "properties": [
            "spec": [
                "type": "object", "description": "What is wanted.",
                "properties": [
                    "colour": ["type": "string"], "replicas": ["type": "integer"],
                    "size": ["type": "integer", "description": "How big."],
                ],
            ],
            "status": ["type": "object", "properties": ["replicas": ["type": "integer"]]],
        ],
    ])

    /// A cluster-scoped built-in resource without anything, that can only be read.
    static let gadgets = ResourceDefinition(
        names: ResourceType(group: "", version: "v1", kind: "Gadget", plural: "gadgets", isNamespaced: false),
        versions: [ResourceVersion(name: "v1")], isBuiltIn: true, verbs: [.get, .list])
}
