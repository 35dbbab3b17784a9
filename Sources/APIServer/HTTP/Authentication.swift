public import Effects
import HTTPTypes
public import Machinery
public import PKI

/// Who stands at the other end of a connection, as far as the transport knows.
public struct HTTPPeer: Sendable {
    /// `10.0.0.1:51234`; empty within the process.
    public var address: String
    public var certificate: PresentedCertificate

    public init(address: String = "", certificate: PresentedCertificate = .none) {
        self.address = address
        self.certificate = certificate
    }
}

/// What the transport made of the client's certificate, once a connection. The handshake has proven that the client has
/// the key.
public enum PresentedCertificate: Sendable {
    case none
    /// It leads to the authority that the listener trusts for clients, and was valid when the connection began.
    case trusted(Certificate)
    /// With the reason, for the client.
    case refused(PKIError)
}

/// Finds out who sends a request from one kind of credential.
public protocol Authenticator: Sendable {
    /// - Returns: `nil` where the request has no credential of this kind.
    /// - Throws: ``APIStatus`` with reason `Unauthorized` where it has one that is no good.
    func authenticate(_ request: HTTPAPIRequest) async throws(APIStatus) -> UserInfo?
}

/// Reads the user from the certificate of the connection: the common name is the user, the organizations are the
/// groups.
public struct ClientCertificateAuthenticator: Authenticator {
    private let time: any TimeSource

    public init(time: any TimeSource) {
        self.time = time
    }

    public func authenticate(_ request: HTTPAPIRequest) async throws(APIStatus) -> UserInfo? {
        switch request.peer.certificate {
        case .none:
            return nil
        case .refused(let error):
            throw .unauthorized("Unauthorized: \(error.message)")
        case .trusted(let certificate):
            // A connection may outlive the certificate it began with.
            do {
                try certificate.checkValidity(at: time.now())
            } catch {
                throw .unauthorized("Unauthorized: \(error.message)")
            }
            let subject = certificate.subject
            guard !subject.commonName.isEmpty else {
                throw .unauthorized("Unauthorized: the client certificate has no common name, so it names no user")
            }
            return UserInfo(name: subject.commonName, groups: subject.organizations)
        }
    }
}

/// Asks several authenticators; the first that knows the user decides.
struct AuthenticatorChain: Sendable {
    var authenticators: [any Authenticator]

    /// - Returns: The user, a member of `system:authenticated`; `nil` for a request without credentials.
    /// - Throws: `APIStatus` with reason `Unauthorized` where no credential that the request has is good.
    func authenticate(_ request: HTTPAPIRequest) async throws(APIStatus) -> UserInfo? {
        var failure: APIStatus?
        for authenticator in authenticators {
            do throws(APIStatus) {
                guard var user = try await authenticator.authenticate(request) else { continue }
                if !user.groups.contains(UserInfo.Group.authenticated) {
                    user.groups.append(UserInfo.Group.authenticated)
                }
                return user
            } catch {
                failure = failure ?? error
            }
        }
        if let failure { throw failure }
        guard request.headers[.authorization] == nil else {
            throw .unauthorized("Unauthorized: this server does not know the credential in the Authorization header")
        }
        return nil
    }
}
