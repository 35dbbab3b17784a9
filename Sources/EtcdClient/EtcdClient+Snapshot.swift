import Effects
import GRPCCore

extension EtcdClient {
    public func snapshot(_ consume: @escaping @Sendable ([UInt8]) async throws -> Void) async throws -> EtcdSnapshot {
        let (time, limit) = (options.time, options.callTimeout)
        let waiting = Waiting(since: time.now())
        return try await withThrowingTaskGroup(of: EtcdSnapshot?.self) { group in
            group.addTask {
                try await receive { piece in
                    waiting.end()
                    if !piece.isEmpty { try await consume(piece) }
                    waiting.begin(at: time.now())
                }
            }
            group.addTask {
                try await waiting.exceeds(limit, on: time)
                return nil
            }
            defer { group.cancelAll() }
            if let snapshot = try await group.next() ?? nil { return snapshot }
            throw EtcdError(.timedOut, member: member, "no piece of the snapshot came within \(limit)")
        }
    }

    private func receive(_ consume: @escaping @Sendable ([UInt8]) async throws -> Void) async throws -> EtcdSnapshot {
        let outcome: Result<EtcdSnapshot, SnapshotFailure>
        do {
            outcome = try await calls.serverStreaming(
                request: ClientRequest(message: EmptyRequest()), descriptor: EtcdMethods.snapshot.descriptor,
                serializer: EtcdMessageCoder<EmptyRequest>(), deserializer: EtcdMessageCoder<SnapshotResponse>(),
                options: callOptions
            ) { response in
                var check = SnapshotCheck()
                for try await piece in response.messages {
                    check.take(piece)
                    do { try await consume(piece.blob) } catch { return .failure(.consumer(error)) }
                }
                return check.result().mapError { .damage("\($0)") }
            }
        } catch {
            throw explain(error)
        }
        switch outcome {
        case .success(let snapshot): return snapshot
        case .failure(.consumer(let error)): throw error
        case .failure(.damage(let reason)): throw EtcdError(.damagedSnapshot, member: member, reason)
        }
    }
}

/// Carries a consumer's own error past gRPC, which would make a status of it.
private enum SnapshotFailure: Error {
    case consumer(any Error)
    case damage(String)
}
