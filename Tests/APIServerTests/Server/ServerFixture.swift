import APIServer
import Effects
import HTTPTypes
import Logging
import Machinery
import NIOSSL
import ObjectStore
import PKI
import ServiceLifecycle
import Testing

/// A plane that listens on a loopback address.
struct ServerFixture: Sendable {
    let core: APICore
    let store: WatchCountingStore
    let port: Int
    let clientTLS: TLSConfiguration
    let group: ServiceGroup

    /// Runs `body` beside the server, then shuts it down gracefully and waits until it has stopped.
    static func with(
        _ configure: (inout ConnectionLimits) -> Void = { _ in }, podPorts: (any PodPorts)? = nil,
        _ body: @escaping @Sendable (ServerFixture) async throws -> Void
    ) async throws {
        let store = WatchCountingStore(MemoryStore())
        var planeConfiguration = APICore.Configuration(builtIns: BuiltInSet.workloadCluster() + [.widgets])
        planeConfiguration.podPorts = podPorts
        let core = APICore(
            store: store, configuration: planeConfiguration, time: SystemTime(), random: SystemRandom(),
            logger: Logger(label: "test"))
        try await core.start()
        let environment = PKIEnvironment(keys: SystemKeySource(), time: SystemTime(), random: SystemRandom())
        let authority = try await CertificateAuthority.make("kubernetes", in: environment)
        let server = try await authority.issue(.server("kube-apiserver", names: ["127.0.0.1"]), in: environment)
        let client = try await authority.issue(.client("admin", groups: ["system:masters"]), in: environment)
        var configuration = TLSListener.Configuration(
            address: ListenAddress(host: "127.0.0.1", port: 0), identity: server,
            clientAuthorities: [authority.certificate])
        configure(&configuration.limits)
        let listener = try await TLSListener.bind(
            configuration, handler: HTTPHandler(core: core), logger: Logger(label: "test"))
        let group = ServiceGroup(services: [listener], logger: Logger(label: "test"))
        let fixture = ServerFixture(
            core: core, store: store, port: listener.address.port, clientTLS: try tls(client, authority), group: group)
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            try await body(fixture)
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
        }
    }

    private static func tls(_ client: CertificateIdentity, _ authority: CertificateAuthority) throws
        -> TLSConfiguration
    {
        var tls = TLSConfiguration.makeClientConfiguration()
        tls.trustRoots = .certificates([try NIOSSLCertificate(bytes: authority.certificate.der, format: .der)])
        tls.certificateChain = [.certificate(try NIOSSLCertificate(bytes: client.certificate.der, format: .der))]
        tls.privateKey = .privateKey(try NIOSSLPrivateKey(bytes: Array(client.privateKey.pem.utf8), format: .pem))
        return tls
    }

    /// - Parameter protocols: What the client offers by ALPN.
    func connect(_ protocols: [String] = ["http/1.1"]) async throws -> RawClient {
        var tls = clientTLS
        tls.applicationProtocols = protocols
        return try await RawClient.connect(port: port, tls: tls)
    }

    static let widgets = "/apis/example.io/v1/namespaces/default/widgets"

    static func widget(_ name: String, padding: Int = 0) -> String {
        #"{"metadata":{"name":"\#(name)"},"spec":{"colour":"\#(String(repeating: "x", count: padding))"}}"#
    }

    /// Makes an object without the network.
    func create(_ name: String, padding: Int = 0) async throws {
        let response = try await HTTPHandler(core: core, authenticators: [FixedAuthenticator(user: .systemMaster)])
            .respond(
                to: HTTPAPIRequest(
                    .post, Self.widgets, body: HTTPRequestBody(Array(Self.widget(name, padding: padding).utf8))))
        #expect(response.status == 201)
    }
}
