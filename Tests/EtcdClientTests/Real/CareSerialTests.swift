import EtcdClient
import Foundation
import PKI
import Synchronization
import Testing

/// Against etcd itself: what keeps a cluster in good health, and what is left when it is not.
@Suite(.serialized)
struct CareSerialTests {
    @Test func freesADatabaseThatHasReachedItsQuota() async throws {
        try await RealCluster.with(1, quota: 4 << 20) { cluster in
            let member = cluster.members[0]
            try await cluster.withClient(of: member) { client in
                let key = Array("filling".utf8)
                let value = [UInt8](repeating: 7, count: 512 << 10)
                await expectError(.noSpace) { for _ in 0..<20 { try await client.put(value, at: key) } }
                let status = try await client.status()
                let alarm = EtcdAlarm(memberID: status.memberID, kind: .noSpace)
                let alarms = try await client.alarms()
                #expect(alarms == [alarm])
                #expect(status.errors.contains { $0.contains("NOSPACE") })
                // Reads go on.
                try await client.checkHealth()

                try await cluster.etcdctl(member, ["compact", "\(status.revision)"])
                try await client.defragment()
                let smaller = try await client.status()
                #expect(smaller.databaseSize < status.databaseSize)
                try await client.disarm(alarm)
                let none = try await client.alarms()
                #expect(none.isEmpty)
                try await client.put([1], at: key)
            }
        }
    }

    @Test func streamsASnapshotFromWhichEtcdIsRestored() async throws {
        try await RealCluster.with(1) { cluster in
            let file = cluster.directory.appending(path: "snapshot.db")
            #expect(FileManager.default.createFile(atPath: file.path, contents: nil))
            let handle = try FileHandle(forWritingTo: file)
            let pieces = Mutex<[Int]>([])
            let snapshot = try await cluster.withClient(of: cluster.members[0]) { client in
                for index in 0..<20 {
                    try await client.put([UInt8](repeating: UInt8(index), count: 100 << 10), at: [UInt8(index)])
                }
                return try await client.snapshot { piece in
                    pieces.withLock { $0.append(piece.count) }
                    try handle.write(contentsOf: piece)
                }
            }
            try handle.close()
            let size = try #require(try FileManager.default.attributesOfItem(atPath: file.path)[.size] as? NSNumber)
            #expect(size.int64Value == snapshot.databaseSize + 32)
            #expect(snapshot.databaseSize > 2_000_000)
            #expect(pieces.withLock { $0.count > 20 && $0.allSatisfy { $0 <= 64 << 10 } })
            for member in cluster.members { member.kill() }
            try await restore(file, of: cluster)
        }
    }

    /// Starts a new etcd from the file and reads what was written to the old one.
    private func restore(_ file: URL, of cluster: RealCluster) async throws {
        let settings = EtcdProcess.Settings(name: "restored")
        let data = cluster.directory.appending(path: "\(settings.name)-\(settings.clientPort)/data")
        try await Program.run(
            "etcdctl",
            [
                "snapshot", "restore", file.path, "--name", settings.name, "--data-dir", data.path,
                "--initial-cluster", "\(settings.name)=\(settings.peerURL)",
                "--initial-advertise-peer-urls", settings.peerURL,
            ])
        let process = try await EtcdProcess(settings, members: [settings], in: cluster.directory, pki: cluster.pki)
        defer { process.kill() }
        try await process.serves()
        try await cluster.withClient(of: process) { client in
            for index in 0..<20 {
                let found = try await client.value(of: [UInt8(index)])
                #expect(found?.value == [UInt8](repeating: UInt8(index), count: 100 << 10))
            }
        }
    }

    @Test func endsASnapshotWhoseConsumerFails() async throws {
        struct DiskFull: Error {}
        try await RealCluster.with(1) { cluster in
            try await cluster.withClient(of: cluster.members[0]) { client in
                await #expect(throws: DiskFull.self) { try await client.snapshot { _ in throw DiskFull() } }
                // The connection is as good as before.
                try await client.checkHealth()
            }
        }
    }

    @Test func failsTheCallsOfAMemberThatIsKilled() async throws {
        try await RealCluster.with(3) { cluster in
            let (leader, followers) = try await cluster.roles()
            try await cluster.withClient(of: leader) { client in
                try await withThrowingTaskGroup(of: EtcdError.Code?.self) { group in
                    let started = AsyncStream<Void>.makeStream()
                    for _ in 0..<8 {
                        group.addTask {
                            do {
                                while true {
                                    try await client.put([1], at: [2])
                                    started.continuation.yield()
                                }
                            } catch let error as EtcdError { return error.code }
                        }
                    }
                    for await _ in started.stream { break }
                    leader.kill()
                    for try await code in group { #expect(code == .connectionLost) }
                }
                await expectError(.connectionLost) { _ = try await client.status() }
            }
            // The others elect a leader and go on.
            try await cluster.withClient(of: followers[0]) { client in
                try await eventually("there is a leader again") { try await client.checkHealth() }
                let members = try await client.members()
                #expect(members.members.count == 3)
            }
            await expectError(.unreachable) { try await cluster.withClient(of: leader) { try await $0.checkHealth() } }
        }
    }

    @Test func tellsThatTheQuorumIsLost() async throws {
        try await RealCluster.with(3) { cluster in
            for member in cluster.members.dropFirst() { member.kill() }
            try await cluster.withClient(of: cluster.members[0]) { client in
                let status = try await eventually("the last one knows of no leader") {
                    let status = try await client.status()
                    return status.leader == nil ? status : nil
                }
                #expect(status.errors.contains { $0.contains("no leader") })
                let error = await expectError(.busy) { try await client.checkHealth() }
                #expect(error?.message == "etcdserver: request timed out")
                await expectError(.quorumAtRisk) {
                    _ = try await client.addMember(peerURLs: ["https://127.0.0.1:1"], isLearner: false)
                }
            }
        }
    }
}
