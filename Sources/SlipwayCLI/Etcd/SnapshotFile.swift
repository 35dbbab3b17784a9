import Glibc
import Synchronization

/// A file that appears under its name once all of it is written, for its owner only.
final class SnapshotFile: Sendable {
    private let path: String
    private var temporary: String { "\(path).part" }
    private let descriptor: Mutex<Int32?>

    /// - Throws: ``CommandFailure`` where the file exists and may not be replaced, or cannot be written.
    init(_ path: String, overwrites: Bool) throws(CommandFailure) {
        self.path = path
        if !overwrites, access(path, F_OK) == 0 {
            throw .failed("\(path) exists already: choose another name, or add --overwrite")
        }
        _ = unlink("\(path).part")
        let opened = open("\(path).part", O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard opened >= 0 else { throw .failed("cannot write \(path): \(Self.reason())") }
        descriptor = Mutex(opened)
    }

    func append(_ bytes: [UInt8]) throws(CommandFailure) {
        let isWritten = descriptor.withLock { descriptor in
            guard let descriptor else { return false }
            var rest = bytes[...]
            while !rest.isEmpty {
                let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
                if count < 0 {
                    if errno == EINTR { continue }
                    return false
                }
                rest = rest.dropFirst(count)
            }
            return true
        }
        guard isWritten else { throw .failed("cannot write \(path): \(Self.reason())") }
    }

    /// Gives the file its name, durably.
    func finish() throws(CommandFailure) {
        let isDurable = descriptor.withLock { $0.map { fsync($0) == 0 } ?? false }
        guard isDurable, rename(temporary, path) == 0 else {
            throw .failed("cannot write \(path): \(Self.reason())")
        }
        close()
    }

    /// Leaves nothing behind.
    func discard() {
        close()
        _ = unlink(temporary)
    }

    private func close() {
        descriptor.withLock { descriptor in
            if let open = descriptor { _ = Glibc.close(open) }
            descriptor = nil
        }
    }

    private static func reason() -> String { String(cString: strerror(errno)) }
}
