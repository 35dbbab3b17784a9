import Glibc
import Synchronization

/// One of the standard streams, written through at the end of each call: what a command said is seen, also when it is
/// killed, and a reader that has gone away ends it without noise.
struct Output: Sendable {
    static let standardOutput = Output(descriptor: STDOUT_FILENO)
    static let standardError = Output(descriptor: STDERR_FILENO)

    let descriptor: Int32

    func write(_ text: String) {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0 {
                if errno == EINTR { continue }
                if errno == EPIPE { _exit(0) }
                return
            }
            bytes = bytes.dropFirst(count)
        }
    }

    func writeLine(_ line: String = "") {
        write(line + "\n")
    }
}
