import ObjectStore
import ObjectStoreSQLite

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

// A process for tests to kill, and to let run into a full disk:
//   StoreCrashProbe write DIRECTORY SEED    writes for ever and prints a line for each acknowledged write
//   StoreCrashProbe fill DIRECTORY          fills the disk, makes room and checks what a store must do; exits with 0 if it did

/// Prints at once and whole: a pipe takes so short a line in one piece.
func report(_ line: String) {
    let bytes = Array((line + "\n").utf8)
    _ = write(STDOUT_FILENO, bytes, bytes.count)
}

switch CommandLine.arguments.dropFirst().first {
case "write" where CommandLine.arguments.count == 4:
    try await CrashWriter(seed: UInt64(CommandLine.arguments[3]) ?? 0).run(in: CommandLine.arguments[2])
case "fill" where CommandLine.arguments.count == 3:
    try await DiskFiller(directory: CommandLine.arguments[2]).run()
default:
    report("usage: StoreCrashProbe write DIRECTORY SEED | fill DIRECTORY")
    exit(64)
}
