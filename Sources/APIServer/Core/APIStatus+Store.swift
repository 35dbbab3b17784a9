import Machinery
import ObjectStore

extension APIStatus {
    /// What the sender of a request learns of a failure of the store.
    init(_ error: StoreError) {
        self =
            switch error.code {
            case .compacted: .expired("The resourceVersion for the provided list is too old.")
            case .closed: .serviceUnavailable("the server is shutting down")
            case .full: .serviceUnavailable("the server's storage is full: \(error.message)")
            default: .internalError(error.description)
            }
    }

    /// A resource version that the store has not reached, as it may be after a restore.
    static func tooLargeResourceVersion(_ asked: Revision, current: Revision) -> APIStatus {
        var status = APIStatus.timeout("Timeout: Too large resource version: \(asked), current: \(current)")
        status.details = Details(
            causes: [Cause(reason: "ResourceVersionTooLarge", message: "Too large resource version", field: "")],
            retryAfterSeconds: 1)
        return status
    }
}
