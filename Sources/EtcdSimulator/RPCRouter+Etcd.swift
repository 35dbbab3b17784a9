import EtcdClient
import GRPCCore
import Synchronization

extension RPCRouter {
    mutating func route<Request, Response>(
        _ method: EtcdMethod<Request, Response>, _ answer: @escaping @Sendable (Request) async throws -> Response
    ) {
        registerHandler(
            forMethod: method.descriptor, deserializer: EtcdMessageCoder<Request>(),
            serializer: EtcdMessageCoder<Response>()
        ) { request, _ in
            let request = try await ServerRequest(stream: request)
            do {
                return StreamingServerResponse(single: ServerResponse(message: try await answer(request.message)))
            } catch let error as EtcdError {
                throw RPCError(error)
            }
        }
    }
}

extension RPCError {
    /// In the words and with the status by which etcd's clients know the refusal.
    init(_ error: EtcdError) {
        if let known = EtcdRefusal.all.first(where: { error.message.hasPrefix($0.text) }) {
            self.init(code: known.status, message: error.message)
            return
        }
        let known = EtcdRefusal.all.first { $0.code == error.code }
        self.init(code: known?.status ?? .unavailable, message: known?.text ?? error.message)
    }
}

final class SentBytes: Sendable {
    private let count = Mutex<UInt64>(0)

    /// - Returns: All bytes so far.
    func add(_ bytes: Int) -> UInt64 {
        count.withLock {
            $0 += UInt64(bytes)
            return $0
        }
    }
}
