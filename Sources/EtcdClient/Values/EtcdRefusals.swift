package import GRPCCore

/// What etcd says when it refuses: gRPC's status and a text, by which clients tell refusals apart (etcd's
/// `api/v3rpc/rpctypes`).
package struct EtcdRefusal: Sendable {
    package let text: String
    package let status: RPCError.Code
    package let code: EtcdError.Code

    /// Where texts begin alike, the longer one stands first.
    package static let all: [EtcdRefusal] = [
        EtcdRefusal("etcdserver: no leader", .unavailable, .noLeader),
        EtcdRefusal("etcdserver: not leader", .failedPrecondition, .notLeader),
        EtcdRefusal("etcdserver: unhealthy cluster", .unavailable, .quorumAtRisk),
        EtcdRefusal(
            "etcdserver: re-configuration failed due to not enough started members", .failedPrecondition, .quorumAtRisk),
        EtcdRefusal("etcdserver: member not found", .notFound, .memberNotFound),
        EtcdRefusal("etcdserver: member ID already exist", .failedPrecondition, .memberExists),
        EtcdRefusal("etcdserver: Peer URLs already exists", .failedPrecondition, .memberExists),
        EtcdRefusal(
            "etcdserver: can only promote a learner member which is in sync with leader", .failedPrecondition,
            .learnerNotReady),
        EtcdRefusal("etcdserver: can only promote a learner member", .failedPrecondition, .notLearner),
        EtcdRefusal("etcdserver: too many learner members in cluster", .failedPrecondition, .tooManyLearners),
        EtcdRefusal("etcdserver: rpc not supported for learner", .unavailable, .askedLearner),
        EtcdRefusal("etcdserver: bad leader transferee", .failedPrecondition, .unfitForLeadership),
        EtcdRefusal("etcdserver: mvcc: database space exceeded", .resourceExhausted, .noSpace),
        EtcdRefusal("etcdserver: corrupt cluster", .dataLoss, .corrupt),
        EtcdRefusal("etcdserver: permission denied", .permissionDenied, .permissionDenied),
        EtcdRefusal("etcdserver: user name is empty", .invalidArgument, .unauthenticated),
        EtcdRefusal("etcdserver: invalid auth token", .unauthenticated, .unauthenticated),
        EtcdRefusal("etcdserver: request timed out", .unavailable, .busy),
        EtcdRefusal("etcdserver: leader changed", .unavailable, .busy),
        EtcdRefusal("etcdserver: too many requests", .resourceExhausted, .busy),
        EtcdRefusal("etcdserver: not capable", .unavailable, .unsupported),
        EtcdRefusal("etcdserver: server stopped", .unavailable, .unreachable),
        EtcdRefusal("etcdserver: given member URLs are invalid", .invalidArgument, .invalidRequest),
    ]

    private init(_ text: String, _ status: RPCError.Code, _ code: EtcdError.Code) {
        self.text = text
        self.status = status
        self.code = code
    }
}

extension EtcdError.Code {
    /// What a refusal means: its text tells more than its status.
    ///
    /// - Returns: `nil` where the status does not come from etcd but from the connection.
    init?(_ error: RPCError) {
        if let known = EtcdRefusal.all.first(where: { error.message.hasPrefix($0.text) }) {
            self = known.code
            return
        }
        switch error.code {
        case .permissionDenied: self = .permissionDenied
        case .unauthenticated: self = .unauthenticated
        case .unimplemented: self = .unsupported
        case .invalidArgument: self = .invalidRequest
        case .notFound, .alreadyExists, .failedPrecondition, .outOfRange, .resourceExhausted, .dataLoss, .aborted:
            self = .refused
        default:
            guard error.message.hasPrefix("etcdserver: ") else { return nil }
            self = .refused
        }
    }
}

extension EtcdError {
    /// A refusal in etcd's words, for those who answer in the place of etcd.
    ///
    /// - Precondition: `code` is one of a refusal.
    public static func refusal(_ code: Code, by member: String) -> EtcdError {
        let text = EtcdRefusal.all.first { $0.code == code }?.text
        return EtcdError(code, member: member, text ?? "etcdserver: request refused")
    }
}
