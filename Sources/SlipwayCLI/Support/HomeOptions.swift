import ArgumentParser
import Slipway

/// Which plane's directory a command works on.
struct HomeOptions: ParsableArguments {
    @Option(
        name: .long,
        help: ArgumentHelp(
            "The plane's directory (default: $SLIPWAY_HOME, else the user's data directory).", valueName: "directory"),
        completion: .directory)
    var home: String?

    func planeHome() throws -> PlaneHome {
        try home.map { PlaneHome(path: Self.absolute($0)) } ?? PlaneHome(environment: Process.environment)
    }

    /// The path as the detached process, whose directory may be another one, must read it.
    private static func absolute(_ path: String) -> String {
        path.hasPrefix("/") ? path : "\(Process.currentDirectory)/\(path)"
    }
}
