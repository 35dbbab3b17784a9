import AsyncHTTPClient
import NIOCore
import NIOPosix
import NIOSSL

/// Errors of the libraries below, told to the person.
struct TransportFailureReason {
    private let place: String
    private let options: HTTPTransport.Options

    init(_ call: HTTPCall, _ options: HTTPTransport.Options) {
        // Scheme and authority: a path may hold what is nobody's business.
        place = call.url.split(separator: "/", maxSplits: 3, omittingEmptySubsequences: false).prefix(3)
            .joined(separator: "/")
        self.options = options
    }

    /// A `TransportFailure`, or `CancellationError` where the caller's task was cancelled.
    func failure(for error: any Error) -> any Error {
        switch error {
        case is CancellationError: error
        case let error as HTTPClientError where error == .cancelled: CancellationError()
        case let error as HTTPClientError: exchange(error)
        case let error as NIOConnectionError: unreachable(error)
        case let error as IOError: socket(error)
        case is NIOTooManyBytesError:
            TransportFailure(.tooLarge, "the answer of \(place) is larger than \(options.maximumAnswerSize) bytes")
        default: tls(error)
        }
    }

    private func exchange(_ error: HTTPClientError) -> TransportFailure {
        switch error {
        case .connectTimeout, .tlsHandshakeTimeout:
            TransportFailure(.notSent, "nothing answers at \(place) within \(options.connectTimeout)", cause: error)
        case .getConnectionFromPoolTimeout:
            TransportFailure(.notSent, "no connection to \(place) became free in time", cause: error)
        case .deadlineExceeded, .readTimeout, .writeTimeout:
            TransportFailure(.timedOut, "\(place) did not answer in time", cause: error)
        case .remoteConnectionClosed, .uncleanShutdown:
            TransportFailure(.lost, "the connection to \(place) broke before the answer was whole", cause: error)
        case .invalidURL, .emptyHost, .emptyScheme:
            TransportFailure(.invalid, "\"\(place)\" is no HTTP address", cause: error)
        default:
            TransportFailure(.invalid, "the exchange with \(place) failed: \(error)", cause: error)
        }
    }

    private func unreachable(_ error: NIOConnectionError) -> TransportFailure {
        if error.connectionErrors.isEmpty, error.dnsAError != nil || error.dnsAAAAError != nil {
            return TransportFailure(.notSent, "the name \"\(error.host)\" cannot be resolved", cause: error)
        }
        if let first = error.connectionErrors.lazy.compactMap({ $0.error as? IOError }).first,
            first.errnoCode == ECONNREFUSED
        {
            return TransportFailure(.notSent, "nothing listens at \(place) (connection refused)", cause: error)
        }
        return TransportFailure(.notSent, "nothing answers at \(place)", cause: error)
    }

    private func socket(_ error: IOError) -> TransportFailure {
        error.errnoCode == ECONNREFUSED
            ? TransportFailure(.notSent, "nothing listens at \(place) (connection refused)", cause: error)
            : TransportFailure(.lost, "the connection to \(place) broke", cause: error)
    }

    private func tls(_ error: any Error) -> TransportFailure {
        // The libraries tell these cases apart by text alone.
        let text = "\(error)"
        if text.contains("WRONG_VERSION_NUMBER") || text.contains("HTTP_REQUEST") {
            return TransportFailure(.untrusted, "\(place) does not speak TLS", cause: error)
        }
        if text.contains("CERTIFICATE_VERIFY_FAILED") || error is NIOSSLExtraError
            || error as? NIOSSLError == .unableToValidateCertificate
        {
            return TransportFailure(
                .untrusted, "the certificate of \(place) is not one that cacert or the system vouches for", cause: error
            )
        }
        if text.contains("_ALERT_") {
            return TransportFailure(.untrusted, "\(place) refuses the client certificate", cause: error)
        }
        return TransportFailure(.lost, "the exchange with \(place) failed: \(text.prefix(200))", cause: error)
    }
}
