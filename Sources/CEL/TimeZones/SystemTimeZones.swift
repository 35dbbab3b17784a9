import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// The time zones that the machine knows, each read once, when it is first asked for.
///
/// Tasks share a value of this type freely. Without a database on the machine there are no zones.
public final class SystemTimeZones: TimeZoneSource {
    /// Those of `/usr/share/zoneinfo`.
    public static let shared = SystemTimeZones()

    private let directory: String
    private let known = Mutex<[String: TimeZoneRules]>([:])

    /// - Parameter directory: Holds a file of the IANA database for every zone, by its name.
    public init(directory: String = "/usr/share/zoneinfo") {
        self.directory = directory
    }

    /// - Returns: `nil` also for names that could lead out of the directory, and for files that are no time zones.
    public func rules(named name: String) -> TimeZoneRules? {
        guard TimeZoneName.isValid(name) else { return nil }
        if let rules = known.withLock({ $0[name] }) { return rules }
        guard let bytes = Self.read("\(directory)/\(name)"), let rules = try? TimeZoneRules(parsing: bytes) else {
            return nil
        }
        known.withLock { $0[name] = rules }
        return rules
    }

    /// - Returns: `nil` for anything but a file of a size that is read.
    private static func read(_ path: String) -> [UInt8]? {
        // Whatever stands there, opening it neither waits nor makes it the terminal.
        let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var status = stat()
        guard fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
            (1...TimeZoneRules.sizeLimit).contains(Int(status.st_size))
        else { return nil }
        return contents(of: file, size: Int(status.st_size))
    }

    private static func contents(of file: Int32, size: Int) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: size)
        var count = 0
        while count < size {
            let amount = bytes.withUnsafeMutableBytes { buffer in
                #if canImport(Glibc)
                    Glibc.read(file, buffer.baseAddress?.advanced(by: count), size - count)
                #elseif canImport(Musl)
                    Musl.read(file, buffer.baseAddress?.advanced(by: count), size - count)
                #else
                    Darwin.read(file, buffer.baseAddress?.advanced(by: count), size - count)
                #endif
            }
            if amount < 0, errno == EINTR { continue }
            guard amount > 0 else { return nil }
            count += amount
        }
        return bytes
    }
}
