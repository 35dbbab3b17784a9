import EtcdClient
import KubernetesClient
import Testing

/// Runs `body` with a stream to a member as an API server forwards it to the port of a Pod.
func withForwardedPort<Success>(
    of member: EtcdProcess, breakingAfter limit: Int = .max, _ body: (WatchedStream) async throws -> Success
) async throws -> Success {
    let messages = MessagePipe()
    let port = member.settings.clientPort
    return try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask {
            try await PortForward.serve(messages.far, ports: [2379]) { _, serve in
                let pipe = DuplexPipe()
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask { try await connect(pipe.far, toPort: port) }
                    try await serve(pipe.near)
                    group.cancelAll()
                }
            }
        }
        defer { group.cancelAll() }
        return try await body(WatchedStream(PortForwardStream(over: messages.near), breakingAfter: limit))
    }
}
