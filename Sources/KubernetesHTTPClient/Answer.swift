import JSON
import KubernetesClient
import Machinery

/// The meaning of answers' bodies.
enum Answer {
    /// An object, a list, or a `Status` of success.
    static func response(to request: ClientRequest, _ json: JSONValue) throws(ClientError) -> ClientResponse {
        guard let fields = json.objectValue else { throw .noObject(request.resource) }
        if fields["kind"]?.stringValue == "Status", fields["apiVersion"]?.stringValue == "v1" { return .success }
        switch request.operation {
        case .list, .deleteCollection: return .list(try list(fields, of: request.resource))
        default: return .object(Unstructured(fields: fields))
        }
    }

    private static func list(_ fields: JSONObject, of resource: ResourceType) throws(ClientError) -> ObjectList {
        let items: [JSONValue]
        switch fields["items"] {
        case .array(let values): items = values
        // Go writes an empty list so where nothing made it.
        case .null?: items = []
        default: throw .noObject(resource)
        }
        var objects: [Unstructured] = []
        objects.reserveCapacity(items.count)
        for item in items {
            guard let fields = item.objectValue else { throw .noObject(resource) }
            objects.append(Unstructured(fields: typed(fields, as: resource)))
        }
        let metadata = fields["metadata"]
        return ObjectList(
            items: objects, resourceVersion: metadata?["resourceVersion"]?.stringValue ?? "",
            continueToken: metadata?["continue"]?.stringValue ?? "",
            remainingItemCount: metadata?["remainingItemCount"]?.integerValue.map { Int($0) })
    }

    /// An item with its kind, which lists of built-in types leave out.
    private static func typed(_ fields: JSONObject, as resource: ResourceType) -> JSONObject {
        guard fields["kind"] == nil else { return fields }
        var typed: JSONObject = ["apiVersion": .string(resource.apiVersion), "kind": .string(resource.kind)]
        for (key, value) in fields where typed[key] == nil { typed[key] = value }
        return typed
    }

    /// The failure in a body that need not be a `Status`: proxies and older servers answer plain text or HTML.
    static func failure(code: Int, body: [UInt8], retryAfterSeconds: Int?) -> APIStatus {
        let text = String(decoding: body.prefix(1024), as: UTF8.self)
            .split(whereSeparator: \.isWhitespace).joined(separator: " ")
        var status = APIStatus(
            body: try? JSONValue(parsing: body, duplicateKeys: .lastWins), httpStatus: code, text: text)
        if let retryAfterSeconds, status.details == nil {
            status.details = APIStatus.Details(retryAfterSeconds: retryAfterSeconds)
        }
        return status
    }

    /// One line of a watch: `{"type":"ADDED","object":{…}}`.
    static func event(_ line: [UInt8], of resource: ResourceType) throws(ClientError) -> WatchEvent {
        let json: JSONValue
        do {
            json = try JSONValue(parsing: line, duplicateKeys: .lastWins)
        } catch {
            throw ClientError(
                .invalidAnswer, "the watch of \(resource.groupResource) sent a line that is not JSON: \(error)",
                cause: error)
        }
        guard let type = json["type"]?.stringValue, let fields = json["object"]?.objectValue else {
            throw .noEvent(resource, "without type or object")
        }
        switch type {
        case "ADDED": return .added(Unstructured(fields: fields))
        case "MODIFIED": return .modified(Unstructured(fields: fields))
        case "DELETED": return .deleted(Unstructured(fields: fields))
        case "BOOKMARK":
            let object = Unstructured(fields: fields)
            return .bookmark(
                resourceVersion: object.resourceVersion,
                endsInitialEvents: object.annotations["k8s.io/initial-events-end"] == "true")
        case "ERROR":
            guard let status = APIStatus(failure: .object(fields)) else {
                throw .noEvent(resource, "with an error that is no Status")
            }
            return .failure(status)
        default: throw .noEvent(resource, "of the unknown type \"\(type)\"")
        }
    }
}

extension ClientError {
    fileprivate static func noObject(_ resource: ResourceType) -> ClientError {
        ClientError(
            .invalidAnswer, "the answer for \(resource.groupResource) is no Kubernetes object: is this an API server?")
    }

    fileprivate static func noEvent(_ resource: ResourceType, _ what: String) -> ClientError {
        ClientError(.invalidAnswer, "the watch of \(resource.groupResource) sent an event \(what)")
    }
}
