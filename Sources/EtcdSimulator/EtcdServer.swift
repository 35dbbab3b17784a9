public import Effects
public import EtcdClient
import GRPCCore
import GRPCNIOTransportHTTP2Posix
public import KubernetesClient
public import PKI
import StreamTLS

/// Answers etcd's gRPC API over a stream, with TLS, in the place of a member of etcd.
///
/// What the member is and does is the service's business; this is only the way there, the same as to a real one.
public struct EtcdServer: Sendable {
    public var service: any EtcdMemberService
    /// What the server shows.
    public var identity: CertificateIdentity
    /// Who may have signed the certificates of clients. Without such a certificate nobody is served.
    public var clientAuthorities: [Certificate]
    public var time: any TimeSource

    public init(
        service: any EtcdMemberService, identity: CertificateIdentity, clientAuthorities: [Certificate],
        time: any TimeSource
    ) {
        self.service = service
        self.identity = identity
        self.clientAuthorities = clientAuthorities
        self.time = time
    }

    /// Serves one connection until the client leaves or the task is cancelled, and finishes the stream.
    ///
    /// Four sockets are open meanwhile.
    ///
    /// - Throws: Where no sockets are left.
    public func serve(_ stream: any DuplexStream) async throws {
        let bridge: DuplexBridge
        do {
            bridge = try await DuplexBridge()
        } catch {
            await stream.finish()
            throw error
        }
        let listener = SingleConnectionListener(
            bridge: bridge, identity: identity, clientAuthorities: clientAuthorities, time: time)
        let server = GRPCServer(
            transport: HTTP2ServerTransport.Custom(listenerFactory: listener), router: EtcdRoutes(service).router())
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await bridge.carry(stream) { _ in } }
            group.addTask { try? await server.serve() }
            await group.next()
            group.cancelAll()
        }
    }
}
