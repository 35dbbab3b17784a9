import JSON
import KubernetesClient
import Machinery

/// One request as it goes over the wire, but for what every request of a connection shares.
struct HTTPCall: Sendable, Equatable {
    enum Method: String { case get = "GET", post = "POST", put = "PUT", patch = "PATCH", delete = "DELETE" }

    struct Parameter: Sendable, Equatable {
        var name: String
        var value: String
    }

    struct Body: Sendable, Equatable {
        var mediaType: String
        var bytes: [UInt8]
    }

    var method: Method
    /// From the root of the API, with every segment percent-encoded.
    var path: String
    var query: [Parameter] = []
    var body: Body?
    var accept = "application/json"

    /// The path and the query as they stand in the request line.
    var target: String {
        guard !query.isEmpty else { return path }
        let pairs = query.map { "\(PercentEncoding.component($0.name))=\(PercentEncoding.component($0.value))" }
        return "\(path)?\(pairs.joined(separator: "&"))"
    }
}

extension HTTPCall {
    /// - Throws: `APIStatus` with reason `BadRequest` for a request that no server could answer: without a name that is
    ///   needed, it would reach the whole collection.
    init(_ request: ClientRequest) throws(APIStatus) {
        let place = Place(request.resource, namespace: request.namespace, subresource: request.subresource)
        switch request.operation {
        case .get(let name):
            self.init(method: .get, path: try place.object(name))
        case .list(let options):
            self.init(method: .get, path: try place.collection(), query: options.parameters)
        case .create(let object, let name):
            let path = if let name { try place.object(name) } else { try place.newObject() }
            self.init(method: .post, path: path, query: request.write.parameters, body: .json(object.json))
        case .update(let object):
            self.init(
                method: .put, path: try place.object(object.name), query: request.write.parameters,
                body: .json(object.json))
        case .patch(let name, let patch):
            var query = request.write.parameters
            if case .apply = patch, request.write.force { query.append(Parameter(name: "force", value: "true")) }
            self.init(
                method: .patch, path: try place.object(name), query: query,
                body: Body(mediaType: patch.mediaType, bytes: patch.body.serialized()))
        case .delete(let name, let options):
            self.init(
                method: .delete, path: try place.object(name), body: .json(options.json(request.write)))
        case .deleteCollection(let list, let options):
            self.init(
                method: .delete, path: try place.collection(), query: list.parameters,
                body: .json(options.json(request.write)))
        }
    }

    /// - Throws: `APIStatus` with reason `BadRequest` for a namespace that is no path segment.
    init(_ watch: WatchRequest) throws(APIStatus) {
        let place = Place(watch.resource, namespace: watch.namespace, subresource: nil)
        var query = [Parameter(name: "watch", value: "1")]
        query.add("labelSelector", watch.labelSelector)
        query.add("fieldSelector", watch.fieldSelector)
        query.add("resourceVersion", watch.resourceVersion)
        if watch.sendsInitialEvents {
            query.add("sendInitialEvents", "true")
            query.add("resourceVersionMatch", ListOptions.VersionMatch.notOlderThan.rawValue)
        }
        if watch.allowsBookmarks { query.add("allowWatchBookmarks", "true") }
        query.add("timeoutSeconds", watch.timeoutSeconds.map(String.init) ?? "")
        self.init(method: .get, path: try place.collection(), query: query)
    }
}

extension HTTPCall {
    private static let pods = ResourceType(group: "", version: "v1", kind: "Pod", plural: "pods")

    /// - Throws: `APIStatus` with reason `BadRequest` for a name that is no path segment.
    init(forwarding port: UInt16, of pod: NamespacedName) throws(APIStatus) {
        let place = Place(Self.pods, namespace: pod.namespace, subresource: "portforward")
        self.init(
            method: .get, path: try place.object(pod.name), query: [Parameter(name: "ports", value: String(port))])
    }
}

/// Where the objects of a resource are.
private struct Place {
    let resource: ResourceType
    let namespace: String
    let subresource: String?

    init(_ resource: ResourceType, namespace: String, subresource: String?) {
        self.resource = resource
        self.namespace = namespace
        self.subresource = subresource
    }

    func object(_ name: String) throws(APIStatus) -> String {
        try checkNamespace()
        guard !name.isEmpty else {
            throw .badRequest("a request for one of the \(resource.groupResource) must name it")
        }
        var path = try "\(collection())/\(segment(name))"
        // Some have parts of their own: `proxy/metrics`.
        for part in (subresource ?? "").split(separator: "/") { path += try "/\(segment(String(part)))" }
        return path
    }

    func newObject() throws(APIStatus) -> String {
        try checkNamespace()
        return try collection()
    }

    func collection() throws(APIStatus) -> String {
        let root = resource.group.isEmpty ? "/api" : "/apis/\(try segment(resource.group))"
        let scope = resource.isNamespaced && !namespace.isEmpty ? "/namespaces/\(try segment(namespace))" : ""
        return try "\(root)/\(segment(resource.version))\(scope)/\(segment(resource.plural))"
    }

    private func checkNamespace() throws(APIStatus) {
        guard !resource.isNamespaced || !namespace.isEmpty else {
            throw .badRequest("a request for one of the \(resource.groupResource) must name its namespace")
        }
    }

    private func segment(_ text: String) throws(APIStatus) -> String {
        guard !text.isEmpty, text != ".", text != ".." else {
            throw .badRequest("\"\(text)\" is no name of an object, namespace or resource")
        }
        return PercentEncoding.segment(text)
    }
}

extension HTTPCall.Body {
    static func json(_ value: JSONValue) -> HTTPCall.Body {
        HTTPCall.Body(mediaType: "application/json", bytes: value.serialized())
    }
}

extension [HTTPCall.Parameter] {
    fileprivate mutating func add(_ name: String, _ value: String) {
        if !value.isEmpty { append(HTTPCall.Parameter(name: name, value: value)) }
    }
}

extension ListOptions {
    fileprivate var parameters: [HTTPCall.Parameter] {
        var query: [HTTPCall.Parameter] = []
        query.add("labelSelector", labelSelector)
        query.add("fieldSelector", fieldSelector)
        query.add("limit", limit.map(String.init) ?? "")
        query.add("continue", continueToken)
        query.add("resourceVersion", resourceVersion)
        query.add("resourceVersionMatch", resourceVersionMatch?.rawValue ?? "")
        return query
    }
}

extension WriteOptions {
    fileprivate var parameters: [HTTPCall.Parameter] {
        var query: [HTTPCall.Parameter] = []
        if isDryRun { query.add("dryRun", "All") }
        query.add("fieldManager", fieldManager)
        query.add("fieldValidation", fieldValidation?.rawValue ?? "")
        return query
    }
}

extension DeleteOptions {
    /// `metav1.DeleteOptions`. It carries the dry run too: a server that reads a body does not read the query.
    fileprivate func json(_ write: WriteOptions) -> JSONValue {
        var json: JSONObject = ["kind": "DeleteOptions", "apiVersion": "v1"]
        json["propagationPolicy"] = propagation.map { .string($0.rawValue) }
        json["gracePeriodSeconds"] = gracePeriodSeconds.map { .integer(Int64($0)) }
        if uid != nil || resourceVersion != nil {
            var preconditions = JSONObject()
            preconditions["uid"] = uid.map(JSONValue.string)
            preconditions["resourceVersion"] = resourceVersion.map(JSONValue.string)
            json["preconditions"] = .object(preconditions)
        }
        if write.isDryRun { json["dryRun"] = ["All"] }
        return .object(json)
    }
}
