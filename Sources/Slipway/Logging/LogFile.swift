import Glibc
import Synchronization

/// A log file of bounded size: at `maximumBytes` it becomes `<path>.1`, the one before that `.2`, and so on.
///
/// Standard output and standard error follow the current file where asked, so that a crash leaves its last words there.
public final class LogFile: Sendable {
    private struct State {
        var descriptor: Int32
        var size: Int
    }

    private let path: String
    private let maximumBytes: Int
    private let keptFiles: Int
    private let redirectsStandardStreams: Bool
    private let state: Mutex<State>

    /// - Parameters:
    ///   - maximumBytes: The size at which the file is rotated, 10 MiB by default.
    ///   - keptFiles: How many rotated files stay, 4 by default.
    public init(
        path: String, maximumBytes: Int = 10 << 20, keptFiles: Int = 4, redirectsStandardStreams: Bool = false
    ) throws(HomeError) {
        self.path = path
        self.maximumBytes = maximumBytes
        self.keptFiles = keptFiles
        self.redirectsStandardStreams = redirectsStandardStreams
        let opened = try Self.open(path, following: redirectsStandardStreams)
        state = Mutex(State(descriptor: opened.descriptor, size: opened.size))
    }

    /// Appends one line. A line that the disk refuses is lost: logging never stops a plane.
    func append(_ line: String) {
        state.withLock { state in
            if state.size >= maximumBytes { rotate(&state) }
            _ = PrivateFiles.writeAll(line.utf8, to: state.descriptor)
            state.size += line.utf8.count
        }
    }

    private func rotate(_ state: inout State) {
        for index in stride(from: keptFiles - 1, to: 0, by: -1) {
            _ = rename("\(path).\(index)", "\(path).\(index + 1)")
        }
        _ = rename(path, "\(path).1")
        guard let opened = try? Self.open(path, following: redirectsStandardStreams) else {
            state.size = 0
            return
        }
        close(state.descriptor)
        state = State(descriptor: opened.descriptor, size: opened.size)
    }

    private static func open(_ path: String, following: Bool) throws(HomeError) -> (descriptor: Int32, size: Int) {
        let descriptor = Glibc.open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        guard descriptor >= 0, fchmod(descriptor, 0o600) == 0 else {
            throw HomeError(.unwritable, "cannot write the log \(path): \(PrivateFiles.reason())")
        }
        if following {
            _ = dup2(descriptor, STDOUT_FILENO)
            _ = dup2(descriptor, STDERR_FILENO)
        }
        return (descriptor, max(0, Int(lseek(descriptor, 0, SEEK_END))))
    }
}
