import Effects
import KubernetesClient
import Synchronization

/// The token of a connection. One in a file is read again every minute, for someone else renews it.
final class BearerToken: Sendable {
    private static let renewal: Duration = .seconds(60)

    private let token: ClientConnection.Token
    private let time: any TimeSource
    private let last = Mutex<(value: String, readAt: Timestamp)?>(nil)

    init(_ token: ClientConnection.Token, time: any TimeSource) {
        self.token = token
        self.time = time
    }

    func value() throws(ClientError) -> String {
        switch token {
        case .value(let value): return value
        case .file(let path):
            let now = time.now()
            let last = last.withLock { $0 }
            if let last, now - last.readAt < Self.renewal { return last.value }
            do {
                let value = try Self.read(path)
                self.last.withLock { $0 = (value, now) }
                return value
            } catch {
                // A file that is being replaced may be missing for a moment: the old token is valid for longer.
                if let last { return last.value }
                throw ClientError(.invalidKubeconfig, "cannot read the token file \(path): \(error)", cause: error)
            }
        }
    }

    private static func read(_ path: String) throws -> String {
        let bytes = try readFile(path, limit: 64 << 10)
        let value = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isWhitespace).joined()
        guard !value.isEmpty else { throw ClientError(.invalidKubeconfig, "it is empty") }
        return value
    }
}
