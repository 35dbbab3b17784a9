import NIOCore

/// The requests of the measurements, as bytes.
struct Requests: Sendable {
    /// Of an object as JSON, its name included.
    static let objectSize = 1024

    let endpoint: Endpoint
    let namespace: String
    private let padding = [UInt8](repeating: UInt8(ascii: "x"), count: Requests.objectSize)

    init(to endpoint: Endpoint, in namespace: String) {
        self.endpoint = endpoint
        self.namespace = namespace
    }

    var collection: String { "/api/v1/namespaces/\(namespace)/configmaps" }

    /// A ConfigMap of ``objectSize`` bytes.
    func create(_ name: String) -> ByteBuffer {
        let prefix = #"{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":""# + name + #""},"data":{"value":""#
        let suffix = #""}}"#
        var buffer = head("POST", collection, length: Self.objectSize)
        buffer.writeString(prefix)
        buffer.writeBytes(padding[0..<(Self.objectSize - prefix.utf8.count - suffix.utf8.count)])
        buffer.writeString(suffix)
        return buffer
    }

    func createNamespace() -> ByteBuffer {
        let body = #"{"apiVersion":"v1","kind":"Namespace","metadata":{"name":""# + namespace + #""}}"#
        var buffer = head("POST", "/api/v1/namespaces", length: body.utf8.count)
        buffer.writeString(body)
        return buffer
    }

    func get(_ name: String) -> ByteBuffer { head("GET", "\(collection)/\(name)", length: 0) }
    func list(limit: Int = 0) -> ByteBuffer {
        head("GET", "\(collection)\(limit > 0 ? "?limit=\(limit)" : "")", length: 0)
    }
    func watch(from version: String) -> ByteBuffer {
        head("GET", "\(collection)?watch=true&resourceVersion=\(version)", length: 0)
    }
    func deleteCollection() -> ByteBuffer { head("DELETE", collection, length: 0) }

    private func head(_ method: String, _ path: String, length: Int) -> ByteBuffer {
        var buffer = ByteBuffer()
        buffer.reserveCapacity(256 + length)
        buffer.writeString("\(method) \(path) HTTP/1.1\r\nHost: \(endpoint.host):\(endpoint.port)\r\n")
        buffer.writeString("User-Agent: load\r\nAccept: application/json\r\n")
        if length > 0 { buffer.writeString("Content-Type: application/json\r\nContent-Length: \(length)\r\n") }
        buffer.writeString("\r\n")
        return buffer
    }
}
