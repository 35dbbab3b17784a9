import Effects
import HTTPTypes

/// The name of one request, by which a client and the server can speak of it.
enum AuditID {
    static let header = HTTPField.Name("Audit-Id")
    /// As in Kubernetes.
    static let maximumLength = 64

    /// The ID that the client gave, cut to ``maximumLength``, else a new UUID.
    static func of(_ request: HTTPAPIRequest, random: any RandomSource) -> String {
        if let header, let given = request.headers[header], !given.isEmpty {
            return String(given.prefix(maximumLength))
        }
        return random.uid()
    }
}
