import AsyncHTTPClient
public import KubernetesClient
import NIOCore
import NIOHTTP1
import NIOSSL
import Synchronization

/// Calls webhooks over HTTPS. Connections are kept and shared by all calls to one server with one CA bundle.
public final class HTTPWebhookTransport: WebhookTransport {
    /// The largest answer that is read, in bytes.
    public static let maximumAnswerSize = 3 << 20
    private static let maximumKnownBundles = 64

    private let client: HTTPClient
    /// What the CA bundles seen last come to.
    private let known = Mutex<[[UInt8]: TLSConfiguration]>([:])

    fileprivate init() {
        var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow)
        // As Kubernetes calls webhooks: over HTTP/2 all calls would go to one of several processes behind an address.
        configuration.httpVersion = .http1Only
        // The webhook's failure policy decides; the library would hide the failure for the whole timeout.
        configuration.connectionPool.retryConnectionEstablishment = false
        client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }

    fileprivate func shutdown() async throws { try await client.shutdown() }

    public func send(_ call: WebhookCall) async throws -> WebhookAnswer {
        guard let server = ServerURL(String(call.url.prefix { $0 != "?" }), schemes: ["https"]) else {
            throw WebhookCallFailure("unsupported URL")
        }
        var request = HTTPClientRequest(url: call.url)
        request.method = .POST
        request.tlsConfiguration = try configuration(trusting: call.caBundle)
        request.headers.add(name: "Accept", value: "application/json, */*")
        request.headers.add(name: "Content-Type", value: "application/json")
        request.headers.add(name: "User-Agent", value: KubernetesHTTPClient.Options.userAgent())
        request.body = .bytes(ByteBuffer(bytes: call.body))
        do {
            let response = try await client.execute(request, timeout: TimeAmount(call.timeout))
            let body = try await response.body.collect(upTo: Self.maximumAnswerSize)
            return WebhookAnswer(status: Int(response.status.code), body: Array(buffer: body))
        } catch {
            try Task.checkCancellation()
            throw WebhookCallFailure(error, at: server.authority)
        }
    }

    private func configuration(trusting bundle: [UInt8]) throws(WebhookCallFailure) -> TLSConfiguration {
        if let configuration = known.withLock({ $0[bundle] }) { return configuration }
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.minimumTLSVersion = .tlsv12
        if !bundle.isEmpty {
            guard let certificates = try? NIOSSLCertificate.fromPEMBytes(bundle), !certificates.isEmpty else {
                throw WebhookCallFailure("unable to load root certificates: unable to parse bytes as PEM block")
            }
            configuration.trustRoots = .certificates(certificates)
        }
        known.withLock { known in
            if known.count >= Self.maximumKnownBundles { known = [:] }
            known[bundle] = configuration
        }
        return configuration
    }
}

/// Runs `body` with a transport for calls to webhooks, whose connections are closed after it, also when `body` throws.
public func withHTTPWebhookTransport<Result>(
    isolation: isolated (any Actor)? = #isolation, _ body: (HTTPWebhookTransport) async throws -> Result
) async throws -> Result {
    let transport = HTTPWebhookTransport()
    let result: Result
    do {
        result = try await body(transport)
    } catch {
        // The body's own failure is the one to tell.
        try? await transport.shutdown()
        throw error
    }
    try await transport.shutdown()
    return result
}
