/// What a member of etcd does for those who look after the cluster.
///
/// Implemented by ``EtcdClient`` for members that run, and by doubles for simulations and tests. Calls throw ``EtcdError``, or
/// `CancellationError` where the caller's task was cancelled.
public protocol EtcdMemberService: Sendable {
    /// The members as this member knows them; etcd from version 3.5 on asks the leader first, so that the list is current.
    func members() async throws -> EtcdMembership

    /// Makes room for a member, which then must be started with the cluster's list of members.
    ///
    /// - Parameter isLearner: Whether it shall follow without a vote, so that it cannot cost the quorum while it catches up.
    /// - Returns: The member, which has no name yet.
    func addMember(peerURLs: [String], isLearner: Bool) async throws -> EtcdMember

    /// Takes a member out for good: it stops, and can only come back as a new one.
    ///
    /// - Returns: Who is left.
    /// - Throws: `EtcdError` with code `memberNotFound` also where it has been removed before.
    @discardableResult
    func removeMember(_ id: UInt64) async throws -> EtcdMembership

    /// Gives a learner a vote.
    @discardableResult
    func promoteMember(_ id: UInt64) async throws -> EtcdMembership

    func status() async throws -> EtcdStatus

    /// Makes another member the leader; nothing happens where it leads already.
    ///
    /// Only the leader does this. It returns when the leadership has changed.
    func moveLeadership(to id: UInt64) async throws

    /// The alarms of all members.
    func alarms() async throws -> [EtcdAlarm]

    /// Takes back an alarm. One that is not there is none; etcd raises it again where its cause remains.
    func disarm(_ alarm: EtcdAlarm) async throws

    /// Rewrites this member's database without its free pages. The member serves nothing meanwhile: one at a time, the leader last.
    func defragment() async throws

    /// Streams the member's database with its checksum at the end: the file that `etcdutl snapshot restore` reads.
    ///
    /// - Parameter consume: Gets the pieces in order, none larger than a few MiB; the next one is asked for when it returns. What it
    ///   throws ends the stream and is thrown on.
    /// - Returns: Once the checksum has proved right.
    /// - Throws: `EtcdError` with code `damagedSnapshot` where it is wrong; what was consumed is then of no use.
    func snapshot(_ consume: @escaping @Sendable ([UInt8]) async throws -> Void) async throws -> EtcdSnapshot

    /// What is stored under a key, as a quorum of the members agrees; `nil` where nothing is.
    func value(of key: [UInt8]) async throws -> EtcdKeyValue?

    /// - Returns: The revision of the write.
    @discardableResult
    func put(_ value: [UInt8], at key: [UInt8]) async throws -> Int64
}

extension EtcdMemberService {
    /// Whether the member, and through it a quorum of the cluster, answers: returns where it does.
    ///
    /// As `etcdctl endpoint health` asks: it reads a key, which need not exist, and being refused that key is an answer too.
    public func checkHealth() async throws {
        do {
            _ = try await value(of: Array("health".utf8))
        } catch let error as EtcdError where error.code == .permissionDenied {
            return
        }
    }
}
