/// Connections to ports of a pod over one WebSocket, as kubelets serve them under the protocol `v4.channel.k8s.io`.
///
/// Each message begins with the number of its channel. The port at place `i` of a request has channel `2 * i` for its bytes
/// and `2 * i + 1` for the text of what went wrong; the server begins both with the port's number, as two bytes with the lower
/// one first.
public enum PortForward {
    public static let webSocketProtocol = "v4.channel.k8s.io"

    /// Of the bytes in one message.
    static let largestPayload = 32 * 1024

    /// What begins both channels of a port.
    static func greeting(_ port: UInt16) -> [UInt8] { [UInt8(port & 0xff), UInt8(port >> 8)] }
}

/// A port of a pod cannot be reached, in the words of who tried.
public struct PortForwardError: Error, Sendable, Hashable, CustomStringConvertible {
    public var message: String

    public init(_ message: String) {
        self.message = message
    }

    public var description: String { message }
}

/// The client's end of a connection to one port.
// @unchecked Sendable: `DuplexStream` promises that one task at a time reads, and only reading changes anything.
public final class PortForwardStream: DuplexStream, @unchecked Sendable {
    private let messages: any MessageStream
    private var greeted: Set<UInt8> = []

    /// - Parameter messages: A WebSocket that was opened for one port.
    public init(over messages: any MessageStream) {
        self.messages = messages
    }

    /// - Throws: ``PortForwardError`` with what the server tells on the error channel.
    public func read() async throws -> [UInt8]? {
        while let message = try await messages.receive() {
            guard let channel = message.first, channel < 2 else { continue }
            let payload = Array(message.dropFirst())
            guard !greeted.insert(channel).inserted else { continue }
            if payload.isEmpty { continue }
            guard channel == 0 else { throw PortForwardError(String(decoding: payload.prefix(4096), as: UTF8.self)) }
            return payload
        }
        return nil
    }

    public func write(_ bytes: [UInt8]) async throws {
        try await messages.send(bytes, onChannel: 0)
    }

    public func finish() async {
        await messages.finish()
    }
}

extension PortForward {
    /// The server's side: carries bytes between a client and the ports it asked for, until the client leaves or the last
    /// port has ended.
    ///
    /// - Parameter connect: Opens the connection to a port and runs its argument with it; a ``PortForwardError`` is told to the
    ///   client.
    public static func serve(
        _ messages: any MessageStream, ports: [UInt16],
        connect: @escaping @Sendable (UInt16, @Sendable (any DuplexStream) async throws -> Void) async throws -> Void
    ) async throws {
        let inboxes = ports.map { _ in DuplexPipe() }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await distribute(messages, to: inboxes.map(\.near)) }
            group.addTask {
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for (index, port) in ports.enumerated() {
                        group.addTask {
                            try await serve(port, UInt8(2 * index), messages, inboxes[index].far, connect)
                        }
                    }
                    try await group.waitForAll()
                }
            }
            try await group.next()
            group.cancelAll()
        }
    }

    private static func distribute(_ messages: any MessageStream, to inboxes: [any DuplexStream]) async throws {
        while let message = try await messages.receive() {
            guard let channel = message.first, channel % 2 == 0, Int(channel / 2) < inboxes.count else { continue }
            // A port that has ended takes nothing more; the others go on.
            try? await inboxes[Int(channel / 2)].write(Array(message.dropFirst()))
        }
    }

    private static func serve(
        _ port: UInt16, _ channel: UInt8, _ messages: any MessageStream, _ inbox: any DuplexStream,
        _ connect: @Sendable (UInt16, @Sendable (any DuplexStream) async throws -> Void) async throws -> Void
    ) async throws {
        try await messages.send(greeting(port), onChannel: channel)
        try await messages.send(greeting(port), onChannel: channel + 1)
        do {
            try await connect(port) { stream in
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask { while let bytes = try await inbox.read() { try await stream.write(bytes) } }
                    group.addTask {
                        while let bytes = try await stream.read() { try await messages.send(bytes, onChannel: channel) }
                    }
                    try await group.next()
                    group.cancelAll()
                }
            }
        } catch let error as PortForwardError {
            try await messages.send(Array(error.message.utf8), onChannel: channel + 1)
        }
        await inbox.finish()
    }
}

extension MessageStream {
    fileprivate func send(_ bytes: [UInt8], onChannel channel: UInt8) async throws {
        for start in stride(from: 0, to: bytes.count, by: PortForward.largestPayload) {
            let end = min(start + PortForward.largestPayload, bytes.count)
            try await send([channel] + bytes[start..<end])
        }
    }
}
