import Glibc

/// What a starting plane tells the command that launched it, line by line over a pipe: the steps it takes, then that it is
/// ready or why it is not.
public enum StartReport: Sendable, Hashable {
    /// What the plane does now: `opening the database`.
    case step(String)
    /// The API server answers at this URL.
    case ready(server: String)
    /// The plane cannot start.
    case failed(String)

    var line: String {
        switch self {
        case .step(let text): "step \(Self.oneLine(text))\n"
        case .ready(let server): "ready \(server)\n"
        case .failed(let message): "failed \(Self.oneLine(message))\n"
        }
    }

    init?(line: some StringProtocol) {
        guard let space = line.firstIndex(of: " ") else { return nil }
        let text = String(line[line.index(after: space)...])
        switch line[..<space] {
        case "step": self = .step(text)
        case "ready": self = .ready(server: text)
        case "failed": self = .failed(text)
        default: return nil
        }
    }

    private static func oneLine(_ text: String) -> String {
        text.split(whereSeparator: \.isNewline).joined(separator: " ")
    }
}

/// The end of the pipe that the starting plane writes to; nobody may listen.
public struct StartReporter: Sendable {
    private let descriptor: Int32?

    /// - Parameter descriptor: An open descriptor that the launching command passed on, or `nil`.
    public init(descriptor: Int32?) {
        self.descriptor = descriptor
        if let descriptor { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
    }

    public func report(_ report: StartReport) {
        guard let descriptor else { return }
        // A launcher that was interrupted has closed its end: the plane starts all the same.
        signal(SIGPIPE, SIG_IGN)
        _ = PrivateFiles.writeAll(report.line.utf8, to: descriptor)
    }

    /// Tells the launching command that nothing follows.
    public func close() {
        if let descriptor { _ = Glibc.close(descriptor) }
    }
}
