import GRDB
import ObjectStore

extension StoreError {
    /// What SQLite could not do, in words that say what to do about it.
    init(_ error: any Error, database path: String) {
        if let error = error as? StoreError {
            self = error
            return
        }
        guard let error = error as? DatabaseError else {
            self.init(.inputOutput, "The database \(path) failed.", cause: error)
            return
        }
        switch (error.resultCode, error.extendedResultCode) {
        case (.SQLITE_FULL, _), (_, .SQLITE_IOERR_SHMSIZE):
            self.init(
                .full, "No space is left for the database \(path). Reads go on; writes will as soon as there is space.",
                cause: error)
        case (.SQLITE_CORRUPT, _), (.SQLITE_NOTADB, _):
            self.init(
                .corrupt,
                "The database \(path) is damaged. Restore it from a backup; keep the damaged files for a diagnosis.",
                cause: error)
        case (.SQLITE_BUSY, _), (.SQLITE_LOCKED, _):
            self.init(.inputOutput, "Another program keeps the database \(path) locked.", cause: error)
        case (.SQLITE_READONLY, _), (.SQLITE_CANTOPEN, _), (.SQLITE_PERM, _):
            self.init(
                .inputOutput, "The database \(path) cannot be written. Check the owner and the mode of its directory.",
                cause: error)
        case (.SQLITE_MISUSE, _):
            // The only misuse there is: GRDB says so of a closed connection.
            self.init(.closed, "The store is closed.", cause: error)
        default:
            self.init(.inputOutput, "The database \(path) failed.", cause: error)
        }
    }

    /// Whether an `fsync` failed. What is on disk is then unknown, and a later success would not change that.
    var isFailedSync: Bool {
        guard let error = cause as? DatabaseError else { return false }
        return error.extendedResultCode == .SQLITE_IOERR_FSYNC || error.extendedResultCode == .SQLITE_IOERR_DIR_FSYNC
    }
}
