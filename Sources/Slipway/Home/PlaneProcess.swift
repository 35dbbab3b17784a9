import CPlatform
import Glibc

/// The process that serves a plane, as its pid file tells.
public struct PlaneProcess: Sendable, Hashable {
    public var pid: Int32

    /// The running process of the plane in `home`, or `nil`.
    ///
    /// The pid file is held under an advisory lock for as long as its process lives, so neither a crash nor a reused pid is
    /// mistaken for a running plane.
    public static func running(in home: PlaneHome) throws(HomeError) -> PlaneProcess? {
        let descriptor = open(home.pidPath, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        guard flock(descriptor, LOCK_SH | LOCK_NB) != 0, errno == EWOULDBLOCK else { return nil }
        guard let bytes = try PrivateFiles.read(home.pidPath, limit: 64),
            let pid = Int32(String(decoding: bytes, as: UTF8.self).filter { $0.isNumber }), pid > 1
        else {
            throw HomeError(.broken, "\(home.pidPath) is locked by a process but names none")
        }
        return PlaneProcess(pid: pid)
    }

    /// Asks the process to end in good order.
    public func terminate() throws(HomeError) {
        guard kill(pid, SIGTERM) == 0 || errno == ESRCH else {
            throw HomeError(.unwritable, "cannot signal process \(pid): \(PrivateFiles.reason())")
        }
    }
}

extension PlaneProcess {
    /// Blocks until the process has ended.
    ///
    /// - Parameter timeout: In whole milliseconds; longer ones than a month count as a month.
    /// - Returns: Whether it ended in time.
    public func waitForEnd(within timeout: Duration) throws(HomeError) -> Bool {
        // A descriptor of the process, which becomes readable when it ends (pidfd_open(2)): it need not be our child.
        let descriptor = slipway_pidfd_open(pid)
        guard descriptor >= 0 else {
            if errno == ESRCH { return true }
            throw HomeError(.unreadable, "cannot wait for process \(pid): \(PrivateFiles.reason())")
        }
        defer { close(descriptor) }
        let milliseconds = min(max(0, timeout / .milliseconds(1)), 30 * 86_400_000)
        var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        while true {
            let ready = poll(&entry, 1, Int32(milliseconds.rounded(.down)))
            if ready < 0 && errno == EINTR { continue }
            return ready > 0
        }
    }
}

/// The claim of this process to be the one that serves a plane, held until the process ends.
struct PlaneClaim: Sendable {
    private let descriptor: Int32
    private let path: String

    /// - Throws: ``HomeError`` where another process serves the plane, named by its pid.
    init(_ home: PlaneHome) throws(HomeError) {
        path = home.pidPath
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw HomeError(.unwritable, "cannot write \(path): \(PrivateFiles.reason())")
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            close(descriptor)
            let owner = try PlaneProcess.running(in: home).map { "process \($0.pid)" } ?? "another process"
            throw HomeError(
                .unwritable,
                "\(owner) already serves the plane in \(home.path): stop it with 'slipway down', or choose another --home"
            )
        }
        guard ftruncate(descriptor, 0) == 0, PrivateFiles.writeAll("\(getpid())\n".utf8, to: descriptor) else {
            let reason = PrivateFiles.reason()
            // Before anybody hears of the failure: who tries again at once must not find a claim of nobody.
            release()
            throw HomeError(.unwritable, "cannot write \(path): \(reason)")
        }
    }

    /// Gives the claim up at the end of the plane's life; a crash gives it up too.
    func release() {
        _ = ftruncate(descriptor, 0)
        close(descriptor)
    }
}
