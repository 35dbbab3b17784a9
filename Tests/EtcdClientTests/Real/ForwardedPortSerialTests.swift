import EtcdClient
import KubernetesClient
import Synchronization
import Testing

/// Against etcd itself, through a forwarded port of a Pod as an API server serves it.
@Suite(.serialized)
struct ForwardedPortSerialTests {
    @Test func speaksWithEtcdThroughAForwardedPort() async throws {
        try await RealCluster.with(1) { cluster in
            try await withForwardedPort(of: cluster.members[0]) { stream in
                let status = try await EtcdClient.withConnection(
                    over: stream, member: "node-0", security: cluster.pki.security(serverName: "node-0")
                ) { client in
                    try await client.checkHealth()
                    for index in 0..<8 {
                        try await client.put([UInt8](repeating: 1, count: 256 << 10), at: [UInt8(index)])
                    }
                    let size = Mutex(0)
                    let snapshot = try await client.snapshot { piece in size.withLock { $0 += piece.count } }
                    #expect(Int(snapshot.databaseSize) + 32 == size.withLock { $0 })
                    return try await client.status()
                }
                #expect(status.isLeader)
                #expect(stream.isFinished)
            }
        }
    }

    @Test func failsWhenTheStreamIsCutHalfWay() async throws {
        try await RealCluster.with(1) { cluster in
            try await cluster.withClient(of: cluster.members[0]) { client in
                for index in 0..<8 { try await client.put([UInt8](repeating: 1, count: 256 << 10), at: [UInt8(index)]) }
            }
            try await withForwardedPort(of: cluster.members[0], breakingAfter: 500_000) { stream in
                let consumed = Mutex(0)
                try await EtcdClient.withConnection(
                    over: stream, member: "node-0", security: cluster.pki.security(serverName: "node-0")
                ) { client in
                    let error = await expectError(.connectionLost) {
                        _ = try await client.snapshot { piece in consumed.withLock { $0 += piece.count } }
                    }
                    #expect(error?.cause is WatchedStream.Cut)
                    await expectError(.connectionLost) { _ = try await client.status() }
                }
                #expect(consumed.withLock { $0 > 0 && $0 < 500_000 })
                #expect(stream.isFinished)
            }
        }
    }

    @Test func tellsWhyAPortCannotBeReached() async throws {
        let pki = try await EtcdPKI()
        let messages = MessagePipe()
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                try? await PortForward.serve(messages.far, ports: [2379]) { _, _ in
                    throw PortForwardError("nothing listens at port 2379 of the pod")
                }
            }
            let stream = WatchedStream(PortForwardStream(over: messages.near))
            let error = await expectError(.unreachable) {
                try await EtcdClient.withConnection(over: stream, member: "node-0", security: pki.security()) { _ in }
            }
            #expect(error?.message.contains("nothing listens at port 2379 of the pod") == true)
            #expect(stream.isFinished)
            group.cancelAll()
        }
    }
}
