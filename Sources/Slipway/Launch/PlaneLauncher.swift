import CPlatform
import Glibc

/// Starts the process that serves a plane, in a session of its own, and listens to what it reports.
public struct PlaneLauncher: Sendable {
    /// The program to run: this program's own file.
    public var executable: String
    /// What `serve` gets beside the options that the launcher adds.
    public var arguments: [String]
    public var home: PlaneHome

    public init(executable: String, arguments: [String], home: PlaneHome) {
        self.executable = executable
        self.arguments = arguments
        self.home = home
    }

    /// The file of the running program.
    public static func ownExecutable() throws(HomeError) -> String {
        var buffer = [UInt8](repeating: 0, count: Int(PATH_MAX))
        let count = readlink("/proc/self/exe", &buffer, buffer.count)
        guard count > 0 else {
            throw HomeError(.unreadable, "cannot find this program's own file: \(PrivateFiles.reason())")
        }
        return String(decoding: buffer[..<count], as: UTF8.self)
    }

    /// Starts the plane and hands each report to `onReport` until it is ready.
    ///
    /// - Returns: The URL of the API server.
    /// - Throws: ``LaunchFailure`` with the plane's own words where it does not become ready.
    public func launch(onReport: (StartReport) -> Void) throws -> String {
        try home.prepare()
        let pipe = try Pipe()
        defer { close(pipe.reading) }
        let pid = try spawn(reportingTo: pipe.writing)
        close(pipe.writing)
        var reader = LineReader(descriptor: pipe.reading)
        while let line = reader.next() {
            guard let report = StartReport(line: line) else { continue }
            onReport(report)
            switch report {
            case .step: continue
            case .ready(let server): return server
            case .failed(let message): throw LaunchFailure(message: message, logLines: [])
            }
        }
        throw LaunchFailure(
            message: "the plane's process \(pid) ended before it was ready", logLines: lastLogLines(count: 10))
    }

    private func spawn(reportingTo descriptor: Int32) throws(HomeError) -> pid_t {
        let log = open(home.logPath, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        guard log >= 0 else {
            throw HomeError(.unwritable, "cannot write the log \(home.logPath): \(PrivateFiles.reason())")
        }
        defer { close(log) }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, log, STDOUT_FILENO)
        posix_spawn_file_actions_adddup2(&actions, log, STDERR_FILENO)
        posix_spawn_file_actions_adddup2(&actions, descriptor, Self.reportDescriptor)
        // Whoever waits for the end of what this command was given must not wait for the plane.
        slipway_spawn_close_from(&actions, Self.reportDescriptor + 1)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        posix_spawnattr_setflags(&attributes, slipway_spawn_setsid)

        let words =
            [executable, "serve", "--home", home.path, "--log-file", home.logPath]
            + ["--report-descriptor", String(Self.reportDescriptor)] + arguments
        var pid: pid_t = 0
        let code = withCStrings(words) { posix_spawn(&pid, executable, &actions, &attributes, $0, environ) }
        guard code == 0 else {
            throw HomeError(.unreadable, "cannot start \(executable): \(PrivateFiles.reason(code))")
        }
        return pid
    }

    private func lastLogLines(count: Int) -> [String] {
        guard let bytes = try? PrivateFiles.read(home.logPath, limit: 64 << 20) else { return [] }
        return String(decoding: bytes.suffix(16_384), as: UTF8.self).split(separator: "\n").suffix(count).map(
            String.init)
    }

    /// Above the standard streams; the plane gets no other descriptor.
    private static let reportDescriptor: Int32 = 3
}

/// Why a plane did not become ready.
public struct LaunchFailure: Error, Sendable, CustomStringConvertible {
    public var message: String
    /// The end of the plane's log, where it ended without a word.
    public var logLines: [String]

    public var description: String {
        logLines.isEmpty ? message : "\(message); its last log lines:\n  " + logLines.joined(separator: "\n  ")
    }
}

private struct Pipe {
    let reading: Int32
    let writing: Int32

    init() throws(HomeError) {
        var ends: [Int32] = [0, 0]
        guard slipway_pipe_cloexec(&ends) == 0 else {
            throw HomeError(.unwritable, "cannot make a pipe: \(PrivateFiles.reason())")
        }
        // The child's copy is made under a number of its own, which must not be the original's.
        if ends[1] == 3 {
            let moved = fcntl(ends[1], F_DUPFD_CLOEXEC, 4)
            close(ends[1])
            ends[1] = moved
        }
        reading = ends[0]
        writing = ends[1]
    }
}

private struct LineReader {
    let descriptor: Int32
    private var pending: [UInt8] = []

    init(descriptor: Int32) { self.descriptor = descriptor }

    /// The next line without its end, `nil` when the other side has closed.
    mutating func next() -> String? {
        var chunk = [UInt8](repeating: 0, count: 4096)
        while true {
            if let end = pending.firstIndex(of: UInt8(ascii: "\n")) {
                defer { pending.removeSubrange(...end) }
                return String(decoding: pending[..<end], as: UTF8.self)
            }
            let count = read(descriptor, &chunk, chunk.count)
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { return nil }
            pending.append(contentsOf: chunk[..<count])
        }
    }
}

private func withCStrings<Result>(
    _ strings: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> Result
) -> Result {
    let pointers = strings.map { strdup($0) }
    defer { pointers.forEach { free($0) } }
    return body(pointers + [nil])
}
