import NIOCore
import NIOPosix
import NIOSSL
import Synchronization

/// A client that sends what a test says, byte by byte, and tells what comes back.
struct RawClient: Sendable {
    private let channel: any Channel
    private let inbox: Inbox

    /// - Parameter tls: `nil` for a client that has never heard of TLS.
    static func connect(port: Int, tls: TLSConfiguration?) async throws -> RawClient {
        let context = try tls.map { try NIOSSLContext(configuration: $0) }
        let inbox = Inbox()
        let channel = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .channelOption(.allowRemoteHalfClosure, value: true)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    if let context {
                        try pipeline.addHandler(NIOSSLClientHandler(context: context, serverHostname: nil))
                    }
                    try pipeline.addHandler(InboxHandler(inbox))
                }
            }
            .connect(host: "127.0.0.1", port: port).get()
        return RawClient(channel: channel, inbox: inbox)
    }

    func send(_ text: String) async throws {
        try await send(Array(text.utf8))
    }

    func send(_ bytes: [UInt8]) async throws {
        try await channel.writeAndFlush(ByteBuffer(bytes: bytes))
    }

    /// Everything that came, as soon as it is enough or the server has closed.
    @discardableResult
    func receive(until isEnough: @Sendable ([UInt8]) -> Bool) async -> [UInt8] {
        await inbox.wait(until: isEnough)
    }

    /// The same as text.
    @discardableResult
    func receive(until isEnough: @escaping @Sendable (String) -> Bool) async -> String {
        String(decoding: await inbox.wait { isEnough(String(decoding: $0, as: UTF8.self)) }, as: UTF8.self)
    }

    @discardableResult
    func receive(_ part: String) async -> String {
        await receive { (text: String) in text.contains(part) }
    }

    /// Everything that came until the server closed.
    @discardableResult
    func receiveAll() async -> String {
        await receive { (_: String) in false }
    }

    /// Takes in no more, so that the server's buffers fill.
    func stopReading() async throws {
        try await channel.setOption(.autoRead, value: false).get()
    }

    func startReading() async throws {
        try await channel.setOption(.autoRead, value: true).get()
    }

    /// Says that nothing more will be sent.
    func finishSending() async throws {
        try await channel.close(mode: .output)
    }

    func close() async throws {
        try await channel.close()
    }
}

private final class Inbox: Sendable {
    private struct State {
        var bytes: [UInt8] = []
        var isClosed = false
        var waiter: CheckedContinuation<Void, Never>?
    }

    private let state = Mutex(State())

    func append(_ bytes: some Sequence<UInt8>) {
        wake { $0.bytes.append(contentsOf: bytes) }
    }

    func close() {
        wake { $0.isClosed = true }
    }

    private func wake(_ change: (inout State) -> Void) {
        let waiter = state.withLock { state in
            change(&state)
            return state.waiter.take()
        }
        waiter?.resume()
    }

    func wait(until isEnough: ([UInt8]) -> Bool) async -> [UInt8] {
        while true {
            let (bytes, isClosed) = state.withLock { ($0.bytes, $0.isClosed) }
            if isClosed || isEnough(bytes) { return bytes }
            await withCheckedContinuation { continuation in
                let isNews = state.withLock { state in
                    if state.isClosed || state.bytes.count > bytes.count { return true }
                    state.waiter = continuation
                    return false
                }
                if isNews { continuation.resume() }
            }
        }
    }
}

private final class InboxHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let inbox: Inbox

    init(_ inbox: Inbox) {
        self.inbox = inbox
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        inbox.append(unwrapInboundIn(data).readableBytesView)
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case ChannelEvent.inputClosed? = event as? ChannelEvent { inbox.close() }
        context.fireUserInboundEventTriggered(event)
    }

    func channelInactive(context: ChannelHandlerContext) {
        inbox.close()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }
}
