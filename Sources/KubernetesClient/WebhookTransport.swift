/// Carries calls to webhooks: admission webhooks and the conversion webhooks of CustomResourceDefinitions.
public protocol WebhookTransport: Sendable {
    /// Sends one call with `POST` and returns the answer, whatever its status.
    ///
    /// - Throws: An error whose description says why there was no answer, in the words of Go's HTTP client:
    ///   `context deadline exceeded`, `x509: certificate signed by unknown authority`.
    func send(_ call: WebhookCall) async throws -> WebhookAnswer
}

/// One call to a webhook.
public struct WebhookCall: Sendable {
    /// With the scheme `https`.
    public var url: String
    /// PEM certificates that the server's certificate must lead to; empty for the system's roots.
    public var caBundle: [UInt8]
    /// JSON.
    public var body: [UInt8]
    /// How long the whole call may take, connecting included.
    public var timeout: Duration

    public init(url: String, caBundle: [UInt8], body: [UInt8], timeout: Duration) {
        self.url = url
        self.caBundle = caBundle
        self.body = body
        self.timeout = timeout
    }
}

/// What a webhook answered.
public struct WebhookAnswer: Sendable {
    public var status: Int
    public var body: [UInt8]

    public init(status: Int, body: [UInt8]) {
        self.status = status
        self.body = body
    }
}
