import JSON

/// One request to a service, before it is known where the service is and who asks.
struct CloudRequest: Sendable {
    var service: ServiceType
    var method: HTTPCall.Method
    /// Below the service's endpoint; not encoded yet.
    var path: [String]
    var query: [(name: String, value: String)] = []
    var body: HTTPCall.Body = .none
    var contentType = "application/json"
    var headers: [(name: String, value: String)] = []
    /// Whether the request may be carried out twice.
    var isIdempotent: Bool
    /// For failures that a caller takes for a good answer.
    var accepts: Set<Int> = []

    init(_ service: ServiceType, _ method: HTTPCall.Method, _ path: [String], isIdempotent: Bool? = nil) {
        self.service = service
        self.method = method
        self.path = path
        self.isIdempotent = isIdempotent ?? [.get, .head, .put, .delete].contains(method)
    }

    /// As it stands in errors.
    var displayPath: String { "/" + path.joined(separator: "/") }

    /// - Throws: `OpenStackError` with code `badRequest` for an empty name: it would reach the whole collection.
    func target() throws(OpenStackError) -> String {
        var target = ""
        for segment in path {
            guard !segment.isEmpty, segment != ".", segment != ".." else {
                throw OpenStackError(.badRequest, "\"\(segment)\" is no identifier").located(
                    service, method, displayPath)
            }
            target += "/" + PercentEncoding.encode(segment)
        }
        guard !query.isEmpty else { return target }
        let pairs = query.map { "\(PercentEncoding.encode($0.name))=\(PercentEncoding.encode($0.value))" }
        return target + "?" + pairs.joined(separator: "&")
    }
}

extension HTTPCall.Body {
    static func json(_ object: JSONObject) -> HTTPCall.Body { .bytes(JSONValue.object(object).serialized()) }
}
