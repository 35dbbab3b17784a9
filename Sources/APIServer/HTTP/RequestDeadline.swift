import Effects
import Machinery

/// How long a request may take that is no stream.
enum RequestDeadline {
    /// `--request-timeout` of kube-apiserver: clients can ask for less, not for more.
    static let longest: Duration = .seconds(60)

    /// What the `timeout` of a request's query asks for, in Go's form: `1m30s`. Zero and nothing leave it to the server.
    ///
    /// - Returns: `nil` where the client leaves it to the server.
    static func asked(by query: QueryParameters) throws(APIStatus) -> Duration? {
        guard let text = query["timeout"], !text.isEmpty else { return nil }
        guard let time = MetaDuration(parsing: text)?.duration else {
            throw .badRequest("invalid timeout specified in the request URL - time: invalid duration \"\(text)\"")
        }
        return time > .zero ? min(time, longest) : nil
    }

    static let exceeded = APIStatus.timeout("Timeout: request did not complete within the allotted timeout")
}

extension TimeSource {
    /// Runs `body` for `time` at most.
    ///
    /// - Returns: `nil` where it takes longer, after it was cancelled and has ended; its value where it succeeded after all.
    func limit<Value: Sendable>(_ time: Duration, _ body: @escaping @Sendable () async throws -> Value) async throws
        -> Value?
    {
        try await withThrowingTaskGroup(of: Value?.self) { group in
            group.addTask { try await body() }
            group.addTask {
                try await sleep(for: time)
                return nil
            }
            let first = try await group.next()
            group.cancelAll()
            if let value = first ?? nil { return value }
            return try? await group.next() ?? nil
        }
    }
}
