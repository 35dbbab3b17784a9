import ArgumentParser

/// Why a command ends without having done its work, with the exit code that says so to scripts.
struct CommandFailure: Error, Sendable {
    var exitCode: ExitCode
    /// What, where, and what to do next.
    var message: String

    static func failed(_ message: String) -> CommandFailure {
        CommandFailure(exitCode: .failure, message: message)
    }

    static func notFound(_ message: String) -> CommandFailure {
        CommandFailure(exitCode: .notFound, message: message)
    }

    static func timedOut(_ message: String) -> CommandFailure {
        CommandFailure(exitCode: .timedOut, message: message)
    }

    /// An error in the words its type has for people.
    static func describe(_ error: any Error) -> String {
        String(describing: error)
    }
}

extension ExitCode {
    /// Something would change: `plan` and `diff`.
    static let wouldChange = ExitCode(2)
    /// The object that the command names does not exist.
    static let notFound = ExitCode(3)
    /// What the command waited for did not happen in time.
    static let timedOut = ExitCode(4)
    /// The user interrupted the command.
    static let interrupted = ExitCode(130)
}
