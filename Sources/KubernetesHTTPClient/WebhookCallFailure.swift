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

    /// - Parameter address: Host and port of the webhook.
    init(_ error: any Error, at address: String) {
        description =
            switch error {
            case let error as HTTPClientError: Self.exchange(error)
            case let error as NIOConnectionError: Self.connection(error, address)
            case let error as IOError: Self.socket(error, address)
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

    private static func connection(_ error: NIOConnectionError, _ address: String) -> String {
        if error.connectionErrors.isEmpty, error.dnsAError != nil || error.dnsAAAAError != nil {
            return "dial tcp: lookup \(error.host): no such host"
        }
        let causes = error.connectionErrors.lazy.compactMap { $0.error as? IOError }
        return causes.first.map { socket($0, address) } ?? "dial tcp \(address): i/o timeout"
    }

    private static func socket(_ error: IOError, _ address: String) -> String {
        switch error.errnoCode {
        case ECONNRESET, EPIPE, ENOTCONN: "EOF"
        default: "dial tcp \(address): connect: \(String(cString: strerror(error.errnoCode)).lowercased())"
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
