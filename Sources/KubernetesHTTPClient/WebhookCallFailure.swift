import AsyncHTTPClient
import NIOCore
import NIOPosix
import NIOSSL

/// Why a webhook did not answer, in the words of Go's HTTP client, by which people find what to do.
struct WebhookCallFailure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }

    init(_ error: any Error) {
        description =
            switch error {
            case let error as HTTPClientError: Self.exchange(error)
            case let error as NIOConnectionError: Self.connection(error)
            case let error as IOError: Self.socket(error, address: nil)
            case is NIOTooManyBytesError:
                "the response is larger than \(HTTPWebhookTransport.maximumAnswerSize) bytes"
            default: Self.tls("\(error)")
            }
    }

    private static func exchange(_ error: HTTPClientError) -> String {
        switch error {
        case .deadlineExceeded, .readTimeout, .writeTimeout, .connectTimeout, .tlsHandshakeTimeout,
            .getConnectionFromPoolTimeout:
            "context deadline exceeded"
        case .cancelled: "context canceled"
        case .remoteConnectionClosed, .uncleanShutdown: "EOF"
        default: "\(error)"
        }
    }

    private static func connection(_ error: NIOConnectionError) -> String {
        if error.connectionErrors.isEmpty, error.dnsAError != nil || error.dnsAAAAError != nil {
            return "dial tcp: lookup \(error.host): no such host"
        }
        for failure in error.connectionErrors {
            if let cause = failure.error as? IOError { return socket(cause, address: "\(error.host):\(error.port)") }
        }
        return "dial tcp \(error.host):\(error.port): i/o timeout"
    }

    private static func socket(_ error: IOError, address: String?) -> String {
        switch error.errnoCode {
        case ECONNRESET, EPIPE, ENOTCONN: return "EOF"
        case ECONNREFUSED: return "dial tcp\(address.map { " \($0)" } ?? ""): connect: connection refused"
        default:
            let reason = String(cString: strerror(error.errnoCode)).lowercased()
            return address.map { "dial tcp \($0): connect: \(reason)" } ?? reason
        }
    }

    /// The libraries tell these cases apart by text alone.
    private static func tls(_ text: String) -> String {
        if text.contains("WRONG_VERSION_NUMBER") || text.contains("HTTP_REQUEST") {
            return "http: server gave HTTP response to HTTPS client"
        }
        if text.contains("CERTIFICATE_VERIFY_FAILED") {
            return "tls: failed to verify certificate: x509: certificate signed by unknown authority"
        }
        if text.contains("unableToValidateCertificate") || text.contains("failedToValidateHostname") {
            return "tls: failed to verify certificate: x509: certificate is not valid for the name in the URL"
        }
        if text.contains("EOF during handshake") { return "EOF" }
        return text
    }
}
