import GRDB
import ObjectStore
import Testing

@testable import ObjectStoreSQLite

@Suite("Errors of the database")
struct StoreErrorTests {
    @Test(
        "say what happened and where",
        arguments: [
            (.SQLITE_FULL, .full, "space"),
            (.SQLITE_IOERR_SHMSIZE, .full, "space"),
            (.SQLITE_CORRUPT, .corrupt, "backup"),
            (.SQLITE_CORRUPT_INDEX, .corrupt, "backup"),
            (.SQLITE_NOTADB, .corrupt, "backup"),
            (.SQLITE_BUSY, .inputOutput, "locked"),
            (.SQLITE_BUSY_SNAPSHOT, .inputOutput, "locked"),
            (.SQLITE_READONLY, .inputOutput, "owner"),
            (.SQLITE_READONLY_DBMOVED, .inputOutput, "owner"),
            (.SQLITE_CANTOPEN, .inputOutput, "owner"),
            (.SQLITE_IOERR_READ, .inputOutput, "failed"),
        ] as [(ResultCode, StoreError.Code, String)])
    func mapping(_ result: ResultCode, _ code: StoreError.Code, _ word: String) {
        let error = StoreError(DatabaseError(resultCode: result), database: "/data/store.db")
        #expect(error.code == code)
        #expect(error.message.contains(word) && error.message.contains("/data/store.db"))
        #expect(error.cause is DatabaseError)
    }

    @Test("tell a failed fsync from others, for after it nothing on the disk is certain")
    func failedSync() {
        func isFailedSync(_ code: ResultCode) -> Bool {
            StoreError(DatabaseError(resultCode: code), database: "store.db").isFailedSync
        }
        #expect(isFailedSync(.SQLITE_IOERR_FSYNC))
        #expect(isFailedSync(.SQLITE_IOERR_DIR_FSYNC))
        #expect(!isFailedSync(.SQLITE_IOERR_WRITE))
        #expect(!isFailedSync(.SQLITE_FULL))
    }
}
