/// An alarm that a member has raised. It stands until it is disarmed, also when its cause is gone.
public struct EtcdAlarm: Sendable, Hashable {
    /// An open set: later versions of etcd may know more.
    public struct Kind: Sendable, Hashable, CustomStringConvertible {
        /// The number in etcd's protocol.
        public let number: UInt64

        public init(number: UInt64) {
            self.number = number
        }

        /// The database has reached its quota: the cluster takes no more writes.
        public static let noSpace = Kind(number: 1)
        /// The member's data differ from those of the others: the cluster takes no requests at all.
        public static let corrupt = Kind(number: 2)

        /// `NOSPACE`, `CORRUPT`, as etcd writes them.
        public var description: String {
            switch self {
            case .noSpace: "NOSPACE"
            case .corrupt: "CORRUPT"
            default: "ALARM \(number)"
            }
        }
    }

    public var memberID: UInt64
    public var kind: Kind

    public init(memberID: UInt64, kind: Kind) {
        self.memberID = memberID
        self.kind = kind
    }
}
