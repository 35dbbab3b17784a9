/// Why a member of etcd did not do what it was asked.
public struct EtcdError: Error, Sendable, CustomStringConvertible {
    /// What went wrong, for code that must tell cases apart; an open set.
    public struct Code: Sendable, Hashable, CustomStringConvertible {
        let name: String
        init(_ name: String) { self.name = name }

        public var description: String { name }
    }

    public var code: Code
    /// Whom the call went to: a name or an address.
    public var member: String
    /// What happened; etcd's own words where it refused.
    public var message: String
    public var cause: (any Error)?

    public init(_ code: Code, member: String, _ message: String, cause: (any Error)? = nil) {
        self.code = code
        self.member = member
        self.message = message
        self.cause = cause
    }

    /// What a person can do about it.
    public var advice: String { code.advice }

    public var description: String { "etcd member \(member): \(message): \(advice)" }
}

extension EtcdError.Code {
    // MARK: No answer

    /// Nothing answers at the address, or the way to it is closed.
    public static let unreachable = Self("unreachable")
    /// The member cannot prove who it is.
    public static let untrustedMember = Self("untrustedMember")
    /// The member does not accept the client's certificate.
    public static let credentialsRefused = Self("credentialsRefused")
    /// The connection broke before the answer; the member may have done what it was asked to do.
    public static let connectionLost = Self("connectionLost")
    /// No answer came in time; the member may have done what it was asked to do.
    public static let timedOut = Self("timedOut")
    /// The answer is not what etcd promises.
    public static let invalidAnswer = Self("invalidAnswer")
    /// A snapshot is not whole or does not fit its checksum.
    public static let damagedSnapshot = Self("damagedSnapshot")

    // MARK: Refusals

    /// The members have not agreed on a leader: too few of them can reach each other.
    public static let noLeader = Self("noLeader")
    /// The call is for the leader only, and this member is not it.
    public static let notLeader = Self("notLeader")
    /// The change would cost the cluster its quorum, or too few members run to agree on it.
    public static let quorumAtRisk = Self("quorumAtRisk")
    public static let memberNotFound = Self("memberNotFound")
    /// A member with this identity or one of these peer URLs is there already.
    public static let memberExists = Self("memberExists")
    /// The learner has not caught up with the leader yet.
    public static let learnerNotReady = Self("learnerNotReady")
    /// Only learners can be promoted.
    public static let notLearner = Self("notLearner")
    public static let tooManyLearners = Self("tooManyLearners")
    /// A learner does not serve this call.
    public static let askedLearner = Self("askedLearner")
    /// The member cannot become the leader.
    public static let unfitForLeadership = Self("unfitForLeadership")
    /// The database has reached its quota.
    public static let noSpace = Self("noSpace")
    /// The members' data differ.
    public static let corrupt = Self("corrupt")
    public static let permissionDenied = Self("permissionDenied")
    public static let unauthenticated = Self("unauthenticated")
    /// The cluster could not decide in time or is overloaded.
    public static let busy = Self("busy")
    /// This version of etcd does not know the call.
    public static let unsupported = Self("unsupported")
    /// etcd finds the request wrong.
    public static let invalidRequest = Self("invalidRequest")
    /// Any other refusal.
    public static let refused = Self("refused")

    fileprivate var advice: String {
        switch self {
        case .unreachable: "is its machine up, and does its pod run?"
        case .untrustedMember: "does the cluster's etcd CA belong to this cluster, and is the certificate renewed?"
        case .credentialsRefused: "is the client's certificate valid and signed by the cluster's etcd CA?"
        case .connectionLost, .timedOut: "look at what it says now before trying again, for it may have been done"
        case .invalidAnswer: "does etcd listen there, and in a version of 3.4 or later?"
        case .damagedSnapshot: "throw away what was received and take another snapshot"
        case .noLeader: "bring back enough members for a majority"
        case .notLeader: "ask the member that leads"
        case .quorumAtRisk: "bring back the members that do not run, or remove them, one at a time"
        case .memberNotFound: "look at the list of members: it may be gone already"
        case .memberExists: "look at the list of members: it may have been added already"
        case .learnerNotReady: "try again once it has caught up"
        case .notLearner: "look at the list of members: it may have been promoted already"
        case .tooManyLearners: "promote or remove the learner that is there"
        case .askedLearner: "ask a voting member"
        case .unfitForLeadership: "choose a voting member that runs"
        case .noSpace: "compact and defragment the members, then disarm the alarm"
        case .corrupt: "replace the member that raised the alarm"
        case .permissionDenied, .unauthenticated: "does the client's certificate carry a user with these rights?"
        case .busy: "try again"
        case .unsupported: "only another etcd or a later version can do it"
        default: "the request cannot succeed as it is"
        }
    }
}
