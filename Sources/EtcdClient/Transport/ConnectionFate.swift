import NIOCore
import NIOSSL
import Synchronization

/// What ended a connection, told by whoever saw it first: the calls that fail with it learn only that it is gone.
package final class ConnectionFate: Sendable {
    private let first = Mutex<EtcdError?>(nil)
    let member: String

    init(member: String) {
        self.member = member
    }

    /// `nil` while the connection stands.
    var error: EtcdError? { first.withLock { $0 } }

    func record(_ error: EtcdError) {
        first.withLock { if $0 == nil { $0 = error } }
    }

    /// - Parameter error: As the libraries below or a stream throw it; `nil` where the other end just hung up.
    func record(_ error: (any Error)?) {
        record(explain(error))
    }

    private func explain(_ error: (any Error)?) -> EtcdError {
        guard let error else { return EtcdError(.connectionLost, member: member, "the connection was closed") }
        if let error = error as? EtcdError { return error }
        if Self.refusesCertificate(error) {
            return EtcdError(
                .credentialsRefused, member: member, "it does not accept the client's certificate", cause: error)
        }
        if case NIOSSLError.handshakeFailed = error {
            return EtcdError(.invalidAnswer, member: member, "the TLS handshake failed: \(error)", cause: error)
        }
        return EtcdError(.connectionLost, member: member, "the connection broke: \(error)", cause: error)
    }

    /// With TLS 1.3 a server judges the client's certificate only after the client takes the handshake for done, and tells it
    /// by an alert (RFC 8446, section 6.2), which the library shows in its text only.
    private static func refusesCertificate(_ error: any Error) -> Bool {
        guard error is NIOSSLError || error is BoringSSLError else { return false }
        let text = "\(error)"
        return text.contains("ALERT") && ["CERTIFICATE", "UNKNOWN_CA", "ACCESS_DENIED"].contains { text.contains($0) }
    }
}
