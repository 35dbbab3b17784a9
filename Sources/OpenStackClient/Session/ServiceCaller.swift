import JSON

/// The verbs that every service's operations are made of.
struct ServiceCaller: Sendable {
    let cloud: OpenStackCloud
    let service: ServiceType

    func send(
        _ method: HTTPCall.Method, _ path: [String], query: CloudQuery = CloudQuery(), body: JSONObject? = nil,
        isIdempotent: Bool? = nil
    ) async throws -> HTTPAnswer {
        var request = CloudRequest(service, method, path, isIdempotent: isIdempotent)
        request.query = query.items
        if let body { request.body = .json(body) }
        return try await cloud.send(request)
    }

    /// - Parameter key: The member that holds the resource; `nil` where the resource is the whole answer.
    func get<Resource: CloudResource>(
        _ path: [String], _ key: String?, query: CloudQuery = CloudQuery()
    ) async throws -> Resource {
        let answer = try await send(.get, path, query: query)
        return try decode(answer, key, .get, path)
    }

    func create<Resource: CloudResource>(_ path: [String], _ key: String?, _ fields: JSONObject) async throws
        -> Resource
    {
        try await write(.post, path, key, fields)
    }

    func update<Resource: CloudResource>(_ path: [String], _ key: String?, _ fields: JSONObject) async throws
        -> Resource
    {
        try await write(.put, path, key, fields)
    }

    private func write<Resource: CloudResource>(
        _ method: HTTPCall.Method, _ path: [String], _ key: String?, _ fields: JSONObject
    ) async throws -> Resource {
        let body = key.map { [$0: .object(fields)] } ?? fields
        return try decode(try await send(method, path, body: body), key, method, path)
    }

    /// - Returns: `false` where there was nothing to delete.
    @discardableResult
    func delete(_ path: [String], query: CloudQuery = CloudQuery()) async throws -> Bool {
        do {
            _ = try await send(.delete, path, query: query)
            return true
        } catch let error as OpenStackError where error.code == .notFound {
            return false
        }
    }

    /// `nil` where there is none.
    func find<Resource: CloudResource>(_ path: [String], _ key: String?) async throws -> Resource? {
        do {
            return try await get(path, key)
        } catch let error as OpenStackError where error.code == .notFound {
            return nil
        }
    }

    func object(_ path: [String], query: CloudQuery = CloudQuery()) async throws -> JSONObject {
        try Self.object(try await send(.get, path, query: query), request(.get, path))
    }

    func decode<Resource: CloudResource>(
        _ answer: HTTPAnswer, _ key: String?, _ method: HTTPCall.Method, _ path: [String]
    ) throws -> Resource {
        let object = try Self.object(answer, request(method, path))
        do {
            guard let key else { return try Resource(Fields(object)) }
            guard let fields = object[key]?.objectValue else {
                throw OpenStackError(.invalidAnswer, "the answer has no \"\(key)\"")
            }
            return try Resource(Fields(fields))
        } catch {
            throw OpenStackCloud.invalidAnswer(error, to: request(method, path), answer)
        }
    }

    static func object(_ answer: HTTPAnswer, _ request: CloudRequest) throws -> JSONObject {
        do {
            let json = try JSONValue(parsing: answer.body, limits: JSONLimits(depth: 128), duplicateKeys: .lastWins)
            if let object = json.objectValue { return object }
            throw OpenStackError(.invalidAnswer, "the answer is no JSON object")
        } catch let error as JSONParseError {
            let text = FailureAnswer.plainText(answer.body).prefix(200)
            let failure = OpenStackError(.invalidAnswer, "the answer is no JSON: \(text)", cause: error)
            throw OpenStackCloud.invalidAnswer(failure, to: request, answer)
        } catch {
            throw OpenStackCloud.invalidAnswer(error, to: request, answer)
        }
    }

    private func request(_ method: HTTPCall.Method, _ path: [String]) -> CloudRequest {
        CloudRequest(service, method, path)
    }
}

/// The parameters of a query, in their order.
struct CloudQuery: Sendable {
    var items: [(name: String, value: String)] = []

    /// Adds a parameter where there is a value.
    mutating func set(_ name: String, _ value: String?) {
        if let value { items.append((name, value)) }
    }

    mutating func set(_ name: String, _ value: Bool?) {
        set(name, value.map(String.init))
    }

    /// Adds one parameter for each value.
    mutating func set(_ name: String, each values: [String]) {
        for value in values { set(name, value) }
    }

    /// Adds one parameter with all values, unless there are none.
    mutating func set(_ name: String, joined values: [String]) {
        if !values.isEmpty { set(name, values.joined(separator: ",")) }
    }
}
