/// A connection of bytes in both directions, such as one to a port of a pod.
///
/// One task at a time reads, and one at a time writes.
public protocol DuplexStream: Sendable {
    /// Waits for bytes: never none; `nil` once the other end has finished.
    func read() async throws -> [UInt8]?

    /// Returns when the other end, or what is buffered on the way to it, has room for more.
    func write(_ bytes: [UInt8]) async throws

    /// Ends the connection in both directions. What was written before still arrives.
    func finish() async
}

/// A connection of whole messages in both directions, such as a WebSocket.
///
/// One task at a time receives; several may send.
public protocol MessageStream: Sendable {
    /// Waits for a message; `nil` once the other end has finished.
    func receive() async throws -> [UInt8]?

    /// Returns when there is room for more.
    func send(_ message: [UInt8]) async throws

    /// Ends the connection in both directions. What was sent before still arrives.
    func finish() async
}
