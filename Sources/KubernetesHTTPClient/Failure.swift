import AsyncHTTPClient
import Effects
import KubernetesClient
import NIOCore
import NIOPosix
import NIOSSL
import PKI

/// Errors of the libraries below, told to the person.
struct Failure {
    private let connection: ClientConnection
    private let options: KubernetesHTTPClient.Options
    private var place: String { connection.server.authority }

    init(_ connection: ClientConnection, _ options: KubernetesHTTPClient.Options) {
        self.connection = connection
        self.options = options
    }

    /// A `ClientError`, or `CancellationError` where the caller's task was cancelled.
    func clientError(for error: any Error) async -> any Error {
        switch error {
        case is CancellationError: error
        case let error as HTTPClientError where error == .cancelled: CancellationError()
        case let error as ClientError: error
        case let error as HTTPClientError: exchangeFailure(error)
        case let error as NIOConnectionError: unreachable(error)
        case let error as IOError: socketFailure(error)
        case is NIOTooManyBytesError:
            ClientError(
                .invalidAnswer, "the answer of \(place) is larger than \(options.maximumAnswerSize) bytes", cause: error
            )
        default: await tlsFailure(error)
        }
    }

    private func exchangeFailure(_ error: HTTPClientError) -> ClientError {
        switch error {
        case .connectTimeout, .tlsHandshakeTimeout, .httpProxyHandshakeTimeout, .socksHandshakeTimeout:
            ClientError(
                .unreachable, "nothing answers at \(place) within \(options.connectTimeout): is the address right?",
                cause: error)
        case .deadlineExceeded, .readTimeout, .writeTimeout, .getConnectionFromPoolTimeout:
            ClientError(
                .timedOut, "the API server at \(place) did not answer within \(options.requestTimeout)", cause: error)
        case .alreadyShutdown:
            ClientError(.unreachable, "the client for \(place) has been shut down", cause: error)
        case .remoteConnectionClosed, .uncleanShutdown:
            lost(error)
        default:
            ClientError(.invalidAnswer, "the exchange with \(place) failed: \(error)", cause: error)
        }
    }

    private func socketFailure(_ error: IOError) -> ClientError {
        switch error.errnoCode {
        case ECONNRESET, EPIPE, ENOTCONN: lost(error)
        case ECONNREFUSED: refused(error)
        default:
            ClientError(
                .unreachable, "cannot connect to \(place): \(String(cString: strerror(error.errnoCode)))", cause: error)
        }
    }

    private func unreachable(_ error: NIOConnectionError) -> ClientError {
        if error.connectionErrors.isEmpty, error.dnsAError != nil || error.dnsAAAAError != nil {
            return ClientError(
                .unreachable, "the name \"\(error.host)\" cannot be resolved: is the server's address right?",
                cause: error)
        }
        let causes = error.connectionErrors.map(\.error)
        if let first = causes.compactMap({ $0 as? IOError }).first { return socketFailure(first) }
        return ClientError(.unreachable, "nothing answers at \(place): is the address right?", cause: error)
    }

    private func refused(_ error: any Error) -> ClientError {
        ClientError(
            .unreachable, "nothing listens at \(place) (connection refused): is the API server running?", cause: error)
    }

    /// A server that does not like a client's certificate may just hang up.
    private func lost(_ error: any Error) -> ClientError {
        if let expiry = expiredClientCertificate {
            return ClientError(.credentialsRefused, "\(place) closed the connection: \(expiry)", cause: error)
        }
        return ClientError(
            .connectionLost, "the connection to \(place) broke before the answer was whole", cause: error)
    }
}

extension Failure {
    /// `the client certificate of the kubeconfig expired at …`, where it did.
    var expiredClientCertificate: String? {
        guard let chain = connection.credentials.certificate?.chain,
            let certificate = try? Certificate(pem: String(decoding: chain, as: UTF8.self)),
            certificate.notAfter < options.time.now()
        else { return nil }
        return
            "the client certificate of \"\(certificate.subject)\" in the kubeconfig expired at \(certificate.notAfter.rfc3339); get a new kubeconfig"
    }

    private func tlsFailure(_ error: any Error) async -> ClientError {
        // The libraries tell these cases apart by text alone.
        let text = "\(error)"
        if text.contains("_ALERT_") {
            let why = expiredClientCertificate ?? "is the kubeconfig that of another cluster?"
            return ClientError(
                .credentialsRefused, "\(place) does not accept the client certificate of the kubeconfig: \(why)",
                cause: error)
        }
        if text.contains("WRONG_VERSION_NUMBER") || text.contains("HTTP_REQUEST") {
            return ClientError(.untrustedServer, "\(place) does not speak TLS: is the address right?", cause: error)
        }
        if text.contains("CERTIFICATE_VERIFY_FAILED") || error is NIOSSLExtraError
            || error as? NIOSSLError == .unableToValidateCertificate
        {
            let why = await ServerCertificate.verdict(on: connection, options)
            return ClientError(.untrustedServer, "the certificate of \(place) \(why)", cause: error)
        }
        if text.contains("EOF during handshake") { return lost(error) }
        return ClientError(.connectionLost, "the exchange with \(place) failed: \(error)", cause: error)
    }
}
