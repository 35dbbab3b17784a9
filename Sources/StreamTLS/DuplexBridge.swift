package import KubernetesClient
package import NIOCore
import NIOPosix

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Gives NIO, which works on sockets, a stream that is none: a pair of connected sockets, one for the channel and one whose
/// bytes are carried to and from the stream. The kernel's buffers of the pair hold back whoever is too fast.
package struct DuplexBridge: Sendable {
    private let near: NIOBSDSocket.Handle
    private let far: NIOAsyncChannel<ByteBuffer, ByteBuffer>

    package init() async throws {
        let pair = try Self.connectedSockets()
        near = pair.0
        do {
            far = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
                .withConnectedSocket(pair.1) { channel in
                    channel.eventLoop.makeCompletedFuture { try NIOAsyncChannel(wrappingChannelSynchronously: channel) }
                }
        } catch {
            // NIO has closed the other one.
            close(pair.0)
            throw error
        }
    }

    /// Makes a channel of the bridge's end. Must be called once.
    package func makeChannel<Output: Sendable>(
        _ initialize: @escaping @Sendable (any Channel) -> EventLoopFuture<Output>
    ) async throws -> Output {
        do {
            return try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
                .withConnectedSocket(near, channelInitializer: initialize)
        } catch {
            far.channel.close(promise: nil)
            throw error
        }
    }

    /// Carries bytes until one of both ends is closed or the task is cancelled, and closes both. Must be called once.
    ///
    /// - Parameter failed: Hears what broke the stream before the channel is closed.
    package func carry(_ stream: any DuplexStream, failed: @Sendable (any Error) -> Void) async {
        try? await far.executeThenClose { inbound, outbound in
            await withTaskGroup(of: (any Error)?.self) { group in
                group.addTask {
                    do {
                        for try await buffer in inbound { try await stream.write(Array(buffer.readableBytesView)) }
                        return nil
                    } catch { return error }
                }
                group.addTask {
                    do {
                        while let bytes = try await stream.read() { try await outbound.write(ByteBuffer(bytes: bytes)) }
                        return nil
                    } catch { return error }
                }
                if case .some(.some(let error)) = await group.next(), !(error is CancellationError) { failed(error) }
                // A stream that is finished lets go of those who still wait for it.
                await stream.finish()
                group.cancelAll()
            }
        }
    }

    /// Makes a channel from which nothing ever comes; it ends when it is closed.
    package static func makeDoorway<Output: Sendable>(
        _ initialize: @escaping @Sendable (any Channel) -> EventLoopFuture<Output>
    ) async throws -> Output {
        let pair = try connectedSockets()
        return try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .withConnectedSocket(pair.0) { channel in
                channel.closeFuture.whenComplete { _ in close(pair.1) }
                return initialize(channel)
            }
    }

    private static func connectedSockets() throws -> (NIOBSDSocket.Handle, NIOBSDSocket.Handle) {
        var sockets: [CInt] = [-1, -1]
        #if canImport(Glibc)
            // Not inherited by child processes, which would keep the connection open.
            let type = CInt(SOCK_STREAM.rawValue) | CInt(SOCK_CLOEXEC.rawValue)
        #elseif canImport(Musl)
            let type = SOCK_STREAM | SOCK_CLOEXEC
        #else
            let type = SOCK_STREAM
        #endif
        guard socketpair(AF_UNIX, type, 0, &sockets) == 0 else {
            throw IOError(errnoCode: errno, reason: "socketpair")
        }
        return (sockets[0], sockets[1])
    }
}
