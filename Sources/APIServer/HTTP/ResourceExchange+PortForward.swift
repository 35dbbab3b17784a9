import HTTPTypes
import KubernetesClient
import Machinery

extension ResourceExchange {
    /// Connects the client to ports of a pod, over a WebSocket, until one of them ends the connection.
    ///
    /// Kubernetes also forwards ports over SPDY, which this server does not speak.
    func forwardPorts(of pod: String, _ writer: any HTTPResponseWriter) async throws {
        guard request.method == .get || request.method == .post else { throw HTTPHandler.methodNotAllowed }
        let pod = try await core.connectablePod(NamespacedName(namespace: path.namespace, name: pod), as: user)
        let ports = try PortForwardQuery.ports(in: query)
        let messages = try await writer.openWebSocket(PortForward.webSocketProtocol)
        do {
            try await PortForward.serve(messages, ports: ports) { port, body in
                try await core.withConnection(to: pod, port: port, body)
            }
        } catch is CancellationError {
            // The server stops or the client is gone: the connection ends as it does at its own end.
        }
    }
}

enum PortForwardQuery {
    /// Each costs two channels, of which there are 256.
    private static let mostPorts = 16

    /// `?ports=80&ports=443` and `?ports=80,443`.
    ///
    /// - Throws: `APIStatus` 400.
    static func ports(in query: QueryParameters) throws(APIStatus) -> [UInt16] {
        var ports: [UInt16] = []
        for text in query.all("ports").flatMap({ $0.split(separator: ",", omittingEmptySubsequences: false) }) {
            guard let port = UInt16(text), port > 0 else {
                throw APIStatus.badRequest("unable to parse \"\(text)\" as a port")
            }
            ports.append(port)
        }
        guard !ports.isEmpty else { throw APIStatus.badRequest("query parameter \"ports\" is required") }
        guard ports.count <= mostPorts else {
            throw APIStatus.badRequest("at most \(mostPorts) ports can be forwarded over one connection")
        }
        return ports
    }
}
