public import KubernetesClient
public import Machinery
public import Simulation

/// A client whose requests and watch events are effects of a simulation: traced, and open to its faults.
public struct TracedClient: Client {
    let base: any Client
    let context: SimulationContext
    /// Of whom the requests are, in the trace.
    let name: String

    public init(_ base: any Client, name: String, in context: SimulationContext) {
        self.base = base
        self.name = name
        self.context = context
    }

    public func send(_ request: ClientRequest) async throws -> ClientResponse {
        // Other tasks may come first, as on a network.
        await Task.yield()
        return try await context.perform(Effect(.apiRequest, "\(name): \(request.summary)"), outcome: Self.outcome) {
            try await base.send(request)
        }
    }

    public func withWatch<Result: Sendable>(
        _ request: WatchRequest, _ body: @Sendable (any WatchStream) async throws -> Result
    ) async throws -> Result {
        try await base.withWatch(request) { stream in
            try await body(
                TracedStream(base: stream, context: context, name: "\(name): \(request.resource.groupResource)"))
        }
    }

    public func withPortForward<Result: Sendable>(
        to pod: NamespacedName, port: UInt16, _ body: @Sendable (any DuplexStream) async throws -> Result
    ) async throws -> Result {
        try await base.withPortForward(to: pod, port: port, body)
    }

    public func resourceType(for kind: GroupVersionKind) async throws -> ResourceType {
        try await base.resourceType(for: kind)
    }

    public func resourceTypes() async throws -> [ResourceType] { try await base.resourceTypes() }

    private static func outcome(_ response: ClientResponse) -> String {
        switch response {
        case .object(let object): "version \(object.resourceVersion)"
        case .list(let list): "\(list.items.count) at version \(list.resourceVersion)"
        case .success: "gone"
        }
    }
}

private struct TracedStream: WatchStream {
    let base: any WatchStream
    let context: SimulationContext
    let name: String

    func next() async throws -> [WatchEvent]? {
        try await context.perform(Effect(.watchEvent, name), outcome: Self.outcome) { try await base.next() }
    }

    private static func outcome(_ events: [WatchEvent]?) -> String {
        guard let events else { return "end" }
        return events.compactMap { event in
            switch event {
            case .added(let object), .modified(let object), .deleted(let object):
                "\(object.namespacedName) at version \(object.resourceVersion)"
            case .failure(let status): status.message
            case .bookmark: nil
            }
        }.joined(separator: ", ")
    }
}
