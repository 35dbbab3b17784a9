import Glibc

/// Files that only their owner may read: the way every file of a plane is written.
///
/// A write is atomic and durable: a reader sees the old bytes or the new ones, also after a crash.
enum PrivateFiles {
    /// Creates `path` and what is missing above it; the last directory gets mode 0700 whether or not it existed.
    static func makeDirectory(_ path: String) throws(HomeError) {
        var prefix = path.hasPrefix("/") ? "/" : ""
        for component in path.split(separator: "/") {
            prefix += prefix.isEmpty || prefix == "/" ? String(component) : "/\(component)"
            guard mkdir(prefix, 0o700) == 0 || errno == EEXIST else {
                throw HomeError(.unwritable, "cannot create the directory \(prefix): \(Self.reason())")
            }
        }
        guard chmod(path, 0o700) == 0 else {
            throw HomeError(.unwritable, "cannot make the directory \(path) private: \(Self.reason())")
        }
    }

    /// - Returns: `nil` where the file does not exist.
    static func read(_ path: String, limit: Int = 1 << 20) throws(HomeError) -> [UInt8]? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            if errno == ENOENT { return nil }
            throw HomeError(.unreadable, "cannot read \(path): \(Self.reason())")
        }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 16_384)
        while true {
            let count = Glibc.read(descriptor, &chunk, chunk.count)
            guard count >= 0 else {
                if errno == EINTR { continue }
                throw HomeError(.unreadable, "cannot read \(path): \(Self.reason())")
            }
            if count == 0 { return bytes }
            bytes.append(contentsOf: chunk[..<count])
            guard bytes.count <= limit else {
                throw HomeError(.unreadable, "\(path) is larger than \(limit) bytes, which no file of its kind is")
            }
        }
    }

    static func write(_ bytes: [UInt8], to path: String) throws(HomeError) {
        let temporary = "\(path).new"
        _ = unlink(temporary)
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw HomeError(.unwritable, "cannot write \(path): \(Self.reason())") }
        let written = writeAll(bytes, to: descriptor) && fsync(descriptor) == 0
        let reason = Self.reason()
        close(descriptor)
        guard written else {
            _ = unlink(temporary)
            throw HomeError(.unwritable, "cannot write \(path): \(reason)")
        }
        guard rename(temporary, path) == 0 else {
            throw HomeError(.unwritable, "cannot write \(path): \(Self.reason())")
        }
    }

    static func remove(_ path: String) {
        _ = unlink(path)
    }

    static func writeAll(_ bytes: some Collection<UInt8>, to descriptor: Int32) -> Bool {
        var remaining = Array(bytes)[...]
        while !remaining.isEmpty {
            let count = remaining.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0 {
                if errno == EINTR { continue }
                return false
            }
            remaining = remaining.dropFirst(count)
        }
        return true
    }

    static func reason(_ code: Int32 = errno) -> String {
        String(cString: strerror(code))
    }
}

/// Why a plane's home directory cannot be used.
public struct HomeError: Error, Sendable, CustomStringConvertible {
    public struct Code: Sendable, Hashable {
        private enum Value { case unwritable, unreadable, broken }
        private let value: Value

        /// The operating system refuses a write.
        public static let unwritable = Code(value: .unwritable)
        /// The operating system refuses a read.
        public static let unreadable = Code(value: .unreadable)
        /// A file is not what it should be.
        public static let broken = Code(value: .broken)
    }

    public var code: Code
    public var message: String

    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    public var description: String { message }
}
