import HTTPTypes
import JSON
import KubernetesClient
import Machinery
import ObjectStore

extension ResourceExchange {
    /// Streams the events of a watch, one frame each, until it ends, the client leaves or the server stops.
    func watch(_ resource: ServedResource, _ writer: any HTTPResponseWriter) async throws {
        let format = try ResponseFormat.negotiate(
            accept: request.headers[.accept], for: .watch, hasProtobuf: resource.hasProtobuf)
        guard path.subresource == nil else { throw HTTPHandler.methodNotAllowed }
        var watchRequest = try query.watchRequest(
            of: resource.type, namespace: path.namespace, name: path.name, random: core.random)
        let tables = try TableOptions(query)
        if query.skipsInitialEvents { watchRequest.resourceVersion = "\(try await core.store.currentRevision())" }
        try await core.withWatch(watchRequest, as: user) { watch in
            try await writer.begin(
                status: 200,
                headers: [.contentType: format.contentType(for: .watch), .cacheControl: "no-cache, private"])
            var encoder = WatchEncoder(resource: resource, format: format, tables: tables, time: core.time)
            do {
                while let events = try await watch.next() {
                    try await writer.write(encoder.frames(of: events))
                }
            } catch let status as APIStatus {
                try await writer.write(encoder.frames(of: [.failure(status)]))
            } catch is CancellationError {
                // The server stops or the client is gone: the stream ends as it does after its time.
            }
        }
    }
}
