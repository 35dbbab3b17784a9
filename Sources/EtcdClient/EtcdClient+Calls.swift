import Effects
import GRPCCore
import Protobuf

extension EtcdClient: EtcdMemberService {
    public func members() async throws -> EtcdMembership {
        try await call(EtcdMethods.memberList, MemberListRequest(isLinearizable: true)).membership
    }

    public func addMember(peerURLs: [String], isLearner: Bool) async throws -> EtcdMember {
        try await call(EtcdMethods.memberAdd, MemberAddRequest(peerURLs: peerURLs, isLearner: isLearner)).member
    }

    @discardableResult
    public func removeMember(_ id: UInt64) async throws -> EtcdMembership {
        try await call(EtcdMethods.memberRemove, MemberIDRequest(id: id)).membership
    }

    @discardableResult
    public func promoteMember(_ id: UInt64) async throws -> EtcdMembership {
        try await call(EtcdMethods.memberPromote, MemberIDRequest(id: id)).membership
    }

    public func status() async throws -> EtcdStatus {
        try await call(EtcdMethods.status, EmptyRequest()).status
    }

    public func moveLeadership(to id: UInt64) async throws {
        _ = try await call(EtcdMethods.moveLeader, MemberIDRequest(id: id))
    }

    public func alarms() async throws -> [EtcdAlarm] {
        try await call(EtcdMethods.alarm, AlarmRequest(.get)).alarms
    }

    public func disarm(_ alarm: EtcdAlarm) async throws {
        let request = AlarmRequest(.deactivate, memberID: alarm.memberID, kind: alarm.kind.number)
        _ = try await call(EtcdMethods.alarm, request)
    }

    public func defragment() async throws {
        _ = try await call(EtcdMethods.defragment, EmptyRequest(), within: options.defragmentTimeout)
    }

    public func value(of key: [UInt8]) async throws -> EtcdKeyValue? {
        try await call(EtcdMethods.range, RangeRequest(key: key)).keyValues.first
    }

    @discardableResult
    public func put(_ value: [UInt8], at key: [UInt8]) async throws -> Int64 {
        try await call(EtcdMethods.put, PutRequest(key: key, value: value)).header.revision
    }
}

extension MembersResponse {
    package var membership: EtcdMembership { EtcdMembership(clusterID: header.clusterID, members: members) }
}

extension EtcdClient {
    /// - Throws: ``EtcdError``, or `CancellationError`.
    private func call<Request, Response>(
        _ method: EtcdMethod<Request, Response>, _ request: Request, within limit: Duration? = nil
    ) async throws -> Response {
        let limit = limit ?? options.callTimeout
        do {
            return try await withDeadline(limit, on: options.time) {
                EtcdError(
                    .timedOut, member: member, "\(method.descriptor.method) was not answered within \(limit)")
            } _: {
                try await calls.unary(
                    request: ClientRequest(message: request), descriptor: method.descriptor,
                    serializer: EtcdMessageCoder<Request>(), deserializer: EtcdMessageCoder<Response>(),
                    options: callOptions
                ) { try $0.message }
            }
        } catch {
            throw explain(error)
        }
    }

    var callOptions: CallOptions {
        var options = CallOptions.defaults
        // The transport takes it as the limit of answers, too.
        options.maxRequestMessageBytes = self.options.largestMessage
        options.maxResponseMessageBytes = self.options.largestMessage
        return options
    }

    /// What a call that failed means: etcd refused, the connection is gone, or the answer makes no sense.
    func explain(_ error: any Error) -> any Error {
        if Task.isCancelled { return CancellationError() }
        switch error {
        case is CancellationError, is EtcdError: return error
        case let error as RPCError:
            if let code = EtcdError.Code(error) {
                return EtcdError(code, member: member, error.message, cause: error)
            }
            if let known = fate.error { return known }
            if error.code == .unavailable {
                return EtcdError(.connectionLost, member: member, "the call broke off: \(error)", cause: error)
            }
            return EtcdError(.invalidAnswer, member: member, "the answer makes no sense: \(error)", cause: error)
        default:
            if let known = fate.error { return known }
            return EtcdError(.invalidAnswer, member: member, "the answer makes no sense: \(error)", cause: error)
        }
    }
}
