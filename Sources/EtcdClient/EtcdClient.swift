import GRPCCore
import GRPCNIOTransportHTTP2Posix

/// A member of etcd that is reached over one connection.
///
/// There is no second try and no second connection: when the connection is gone, every call fails, and the caller, who knows
/// what a call may do twice, opens another one. Calls may run at the same time.
public struct EtcdClient: Sendable {
    typealias Transport = HTTP2ClientTransport.WrappedChannel

    let calls: GRPCClient<Transport>
    let fate: ConnectionFate
    let options: EtcdOptions

    /// The name that errors give the member.
    public var member: String { fate.member }
}
