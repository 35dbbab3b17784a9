import AsyncHTTPClient
import KubernetesClient
import NIOCore
import NIOSSL

/// What a connection says, in the terms of the HTTP library.
struct ConnectionSetup {
    let configuration: HTTPClient.Configuration
    /// `https://host:port/base`: the host is the name the server's certificate must hold.
    let baseURL: String
    /// The `Host` header, where it differs from that of `baseURL`.
    let host: String?

    /// - Throws: `ClientError` where certificates or keys cannot be read.
    init(_ connection: ClientConnection, _ options: KubernetesHTTPClient.Options) throws(ClientError) {
        var configuration = HTTPClient.Configuration(
            tlsConfiguration: try Self.tls(connection), redirectConfiguration: .disallow,
            timeout: HTTPClient.Configuration.Timeout(connect: TimeAmount(options.connectTimeout)))
        // Over HTTP/2 all requests share one connection, and when its peer is gone without a word they all wait for the
        // same timeout again and again; a connection of HTTP/1.1 that times out is closed.
        configuration.httpVersion = .http1Only
        // A failure is the caller's to report and to repeat; the library would hide it for the whole timeout.
        configuration.connectionPool.retryConnectionEstablishment = false
        if let proxy = connection.proxy {
            configuration.proxy =
                proxy.scheme == "socks5"
                ? .socksServer(host: proxy.host, port: proxy.port) : .server(host: proxy.host, port: proxy.port)
        }
        var server = connection.server
        if let name = connection.tlsServerName, name != server.host {
            configuration.dnsOverride = [name: server.host]
            server.host = name
        }
        host = server == connection.server ? nil : connection.server.authority
        baseURL = "\(server)"
        self.configuration = configuration
    }

    static func tls(_ connection: ClientConnection) throws(ClientError) -> TLSConfiguration {
        var tls = TLSConfiguration.makeClientConfiguration()
        tls.minimumTLSVersion = .tlsv12
        if connection.skipsTLSVerification { tls.certificateVerification = .none }
        if let authority = connection.certificateAuthority {
            tls.trustRoots = .certificates(try certificates(authority, "certificate authority"))
        }
        guard let identity = connection.credentials.certificate else { return tls }
        tls.certificateChain = try certificates(identity.chain, "client certificate").map { .certificate($0) }
        do {
            tls.privateKey = .privateKey(try NIOSSLPrivateKey(bytes: identity.privateKey, format: .pem))
            _ = try NIOSSLContext(configuration: tls)
        } catch {
            throw ClientError(
                .invalidKubeconfig,
                "the client key of the kubeconfig cannot be read or does not belong to the client certificate",
                cause: error)
        }
        return tls
    }

    private static func certificates(_ pem: [UInt8], _ what: String) throws(ClientError) -> [NIOSSLCertificate] {
        do {
            let certificates = try NIOSSLCertificate.fromPEMBytes(pem)
            guard certificates.isEmpty else { return certificates }
        } catch {
            throw ClientError(.invalidKubeconfig, "the \(what) of the kubeconfig is not PEM", cause: error)
        }
        throw ClientError(.invalidKubeconfig, "the \(what) of the kubeconfig holds no certificate")
    }
}

extension TimeAmount {
    init(_ duration: Duration) {
        let (seconds, attoseconds) = duration.components
        self = .nanoseconds(seconds * 1_000_000_000 + attoseconds / 1_000_000_000)
    }
}
