import PKI

/// Checks a snapshot as it comes: that no byte is missing, and that its last 32 are the SHA-256 of those before.
struct SnapshotCheck {
    private static let checksumSize = 32

    private var hash = Digest.RunningSHA256()
    private var size: Int64 = 0
    /// The newest bytes: any of them may belong to the checksum.
    private var tail: [UInt8] = []
    private var remaining: UInt64?

    mutating func take(_ piece: SnapshotResponse) {
        remaining = piece.remainingBytes
        tail += piece.blob
        let hashed = max(0, tail.count - Self.checksumSize)
        hash.update(tail.prefix(hashed))
        tail.removeFirst(hashed)
        size += Int64(hashed)
    }

    /// - Returns: `nil` with the reason where the snapshot is of no use.
    func result() -> Result<EtcdSnapshot, Damage> {
        guard let remaining, size > 0, tail.count == Self.checksumSize else {
            return .failure(Damage("the snapshot ended after \(size + Int64(tail.count)) bytes"))
        }
        guard remaining == 0 else {
            return .failure(Damage("the snapshot ended \(remaining) bytes before its end"))
        }
        guard hash.value == tail else {
            return .failure(Damage("the checksum of the snapshot does not fit its \(size) bytes"))
        }
        return .success(EtcdSnapshot(databaseSize: size, checksum: tail))
    }

    struct Damage: Error, Sendable, CustomStringConvertible {
        let description: String
        init(_ description: String) { self.description = description }
    }
}
