public import Effects
public import Machinery

/// The etcd that runs on the control-plane machines of workload clusters, as those who look after control planes need it.
///
/// Every call opens a way to one member through the Pod of a node and closes it again. The nodes are tried in the order given;
/// put those first that answered last. etcd answers these calls only with the consent of a quorum of its members, but for
/// ``EtcdState/Member/failure``, for which each member is asked by itself.
public protocol EtcdAccess: Sendable {
    /// - Parameter nodes: Names of control-plane Nodes.
    /// - Throws: Where no member answers, in words for the person.
    func state(of cluster: NamespacedName, through nodes: [String]) async throws -> EtcdState

    /// Makes a member the leader; nothing happens where it leads already.
    ///
    /// - Parameter nodes: Must include the node of the member that leads: etcd takes this from the leader only.
    func moveLeadership(of cluster: NamespacedName, to member: UInt64, through nodes: [String]) async throws

    /// Takes a member out of the cluster for good; nothing happens where there is none of that identity.
    func removeMember(_ member: UInt64, of cluster: NamespacedName, through nodes: [String]) async throws
}

/// What etcd says of itself at one moment.
public struct EtcdState: Sendable, Hashable {
    public struct Member: Sendable, Hashable {
        public var id: UInt64
        /// The name of its Node, as kubeadm names members; empty until a member that was added has started.
        public var name: String
        /// A learner has no vote.
        public var isLearner: Bool
        /// Alarms that the member has raised, such as `NOSPACE` and `CORRUPT`.
        public var alarms: [String]
        /// Why the member itself does not serve; `nil` where it does.
        public var failure: String?

        public init(
            id: UInt64, name: String, isLearner: Bool = false, alarms: [String] = [], failure: String? = nil
        ) {
            self.id = id
            self.name = name
            self.isLearner = isLearner
            self.alarms = alarms
            self.failure = failure
        }
    }

    /// In the order of their names.
    public var members: [Member]
    /// The identity of the leader; `nil` while there is none.
    public var leader: UInt64?

    public init(members: [Member], leader: UInt64?) {
        self.members = members
        self.leader = leader
    }

    public func member(named name: String) -> Member? { members.first { $0.name == name } }
}

/// What the machines of control planes show beside their Kubernetes API.
public protocol ControlPlaneAccess: EtcdAccess {
    /// When the certificate expires with which the API server on a node serves; kubeadm makes all of a machine's certificates
    /// at once, for a year.
    ///
    /// - Returns: `nil` where it cannot be told.
    func servingCertificateExpiry(onNode node: String, of cluster: NamespacedName) async throws -> Timestamp?
}
