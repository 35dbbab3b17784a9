import HTTPTypes
import Machinery

/// What a request asks of the thread that answers it.
enum RequestWeight {
    /// The answer is a stream without an end of its own, which the transport must stop when the client goes away.
    case stream
    /// One object of modest size: other connections of the same thread can wait for it.
    case light
    /// Anything else: whole collections, patches, large bodies, documents.
    case heavy

    /// Larger bodies take long to be read and judged.
    static let largestLightBody = 64 * 1024
}

extension HTTPAPIRequest {
    var weight: RequestWeight {
        guard let target = try? parsedTarget.get(), let path = ResourcePath(target.path) else {
            return .heavy
        }
        if path.subresource == PodKind.portForward.name, path.plural == PodKind.resource.resource { return .stream }
        switch method {
        case .get where path.isWatch || path.name == nil && target.query.flag("watch"): return .stream
        case .get where path.name != nil, .delete where path.name != nil: return .light
        case .post, .put:
            let length = headers[.contentLength].flatMap { Int($0) }
            return length.map { $0 <= RequestWeight.largestLightBody } ?? false ? .light : .heavy
        default: return .heavy
        }
    }
}
