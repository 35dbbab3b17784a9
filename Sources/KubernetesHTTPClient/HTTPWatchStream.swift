import AsyncHTTPClient
import KubernetesClient
import Machinery
import NIOCore

/// The events of a watch, read as they are asked for: a slow reader slows the server down.
// @unchecked Sendable: `WatchStream` promises that one task at a time calls `next`, so nothing here is shared.
final class HTTPWatchStream: WatchStream, @unchecked Sendable {
    private let request: WatchRequest
    private let transport: Transport
    private var chunks: HTTPClientResponse.Body.AsyncIterator
    private var splitter: LineSplitter
    private var hasEnded = false

    init(_ body: HTTPClientResponse.Body, _ request: WatchRequest, _ transport: Transport) {
        self.request = request
        self.transport = transport
        chunks = body.makeAsyncIterator()
        splitter = LineSplitter(limit: transport.options.maximumEventSize)
    }

    func next() async throws -> [WatchEvent]? {
        do {
            while !hasEnded {
                guard let chunk = try await nextChunk() else { break }
                let events = try splitter.lines(completedBy: chunk.readableBytesView).map { line in
                    try Answer.event(line, of: request.resource)
                }
                if case .failure? = events.last { hasEnded = true }
                if !events.isEmpty { return events }
            }
            hasEnded = true
            return nil
        } catch is LineSplitter.LineTooLong {
            hasEnded = true
            throw ClientError(
                .invalidAnswer,
                "the watch of \(request.resource.groupResource) sent an event larger than \(transport.options.maximumEventSize) bytes"
            )
        } catch {
            hasEnded = true
            throw error
        }
    }

    /// A server that goes away ends the watch as one that ends it in order, and so does one that is silent for too long:
    /// the caller watches again, and learns then whether it is there.
    private func nextChunk() async throws -> ByteBuffer? {
        do {
            return try await chunks.next()
        } catch {
            let failure = await Failure(transport.connection, transport.options).clientError(for: error)
            if let code = (failure as? ClientError)?.code, code == .connectionLost || code == .timedOut { return nil }
            throw failure
        }
    }
}
