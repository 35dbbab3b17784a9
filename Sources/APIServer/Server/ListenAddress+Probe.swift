import NIOCore
import NIOPosix

extension ListenAddress {
    /// Begins to listen and stops at once: tells whether the address could be had at this moment.
    ///
    /// - Throws: ``ListenError`` where it could not.
    public func checkIsFree() async throws(ListenError) {
        do {
            let server = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
                .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
                .bind(host: host, port: port).get()
            try await server.close()
        } catch {
            throw ListenError.binding(self, error)
        }
    }
}
