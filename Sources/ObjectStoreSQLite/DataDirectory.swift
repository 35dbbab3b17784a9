import ObjectStore

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// The directory that holds a store: only its owner may enter it, and only one process at a time has it open.
///
/// The lock belongs to the open file and ends with the process, however it ends; the lock file itself stays, and says who
/// locked it last.
struct DataDirectory: Sendable {
    let path: String
    private let lock: CInt

    var databasePath: String { Self.databasePath(in: path) }

    private static func databasePath(in path: String) -> String { path + "/store.db" }

    /// Creates what is missing and takes the lock.
    ///
    /// A directory that exists is closed to other users if it is empty or holds a store already; any other is left as it is,
    /// for it may be shared on purpose. The files are closed to other users in any case.
    ///
    /// - Throws: ``StoreError/Code/inUse`` with the process that holds the lock, ``StoreError/Code/inputOutput``.
    static func open(_ path: String) throws(StoreError) -> DataDirectory {
        var path = path
        while path.count > 1, path.hasSuffix("/") { path.removeLast() }
        try create(path)
        try closeToOthers(path)
        let lock = try takeLock(in: path)
        do {
            try createDatabaseFile(in: path)
        } catch {
            close(lock)
            throw error
        }
        return DataDirectory(path: path, lock: lock)
    }

    /// Gives up the lock. Called once, after the last file is closed.
    func release() {
        // A process that is just being started may hold a copy of the descriptor, which closing ours would not unlock.
        _ = flock(lock, LOCK_UN)
        close(lock)
    }

    private static func create(_ path: String) throws(StoreError) {
        if mkdir(path, S_IRWXU) == 0 {
            // The umask may have taken away more than it should.
            guard chmod(path, S_IRWXU) == 0 else { throw StoreError(errno, "create the directory \(path)") }
            try synchronize(parent(of: path))
        } else if errno == ENOENT, parent(of: path) != path {
            try create(parent(of: path))
            try create(path)
        } else if errno != EEXIST {
            throw StoreError(errno, "create the directory \(path)")
        }
    }

    private static func closeToOthers(_ path: String) throws(StoreError) {
        var status = stat()
        guard stat(path, &status) == 0 else { throw StoreError(errno, "read the directory \(path)") }
        guard status.st_mode & S_IFMT == S_IFDIR else { throw StoreError(ENOTDIR, "use \(path) as data directory") }
        guard status.st_mode & (S_IRWXG | S_IRWXO) != 0 else { return }
        var database = stat()
        if stat(databasePath(in: path), &database) != 0 {
            guard try isEmpty(path) else { return }
        }
        guard chmod(path, S_IRWXU) != 0 else { return }
        throw StoreError(errno, "close the directory \(path) to other users")
    }

    private static func isEmpty(_ path: String) throws(StoreError) -> Bool {
        guard let directory = opendir(path) else { throw StoreError(errno, "read the directory \(path)") }
        defer { closedir(directory) }
        var entries = 0
        while readdir(directory) != nil { entries += 1 }
        // `.` and `..`
        return entries <= 2
    }

    private static func takeLock(in path: String) throws(StoreError) -> CInt {
        let file = path + "/store.lock"
        let lock = Self.open(file, O_RDWR | O_CREAT | O_CLOEXEC)
        guard lock >= 0 else { throw StoreError(errno, "create \(file)") }
        guard flock(lock, LOCK_EX | LOCK_NB) == 0 else {
            let reason = errno
            defer { close(lock) }
            guard reason == EWOULDBLOCK else { throw StoreError(reason, "lock \(file)") }
            let owner = readOwner(lock).map { "the process with pid \($0)" } ?? "another process"
            throw StoreError(
                .inUse, "The data directory \(path) is in use by \(owner). Stop it, or choose another directory.")
        }
        // Whom the next one who wants the lock should ask: of no use to us, so no reason to fail.
        _ = fchmod(lock, S_IRUSR | S_IWUSR)
        _ = ftruncate(lock, 0)
        let owner = Array("\(getpid())\n".utf8)
        _ = pwrite(lock, owner, owner.count, 0)
        return lock
    }

    private static func readOwner(_ lock: CInt) -> Int? {
        var buffer = [UInt8](repeating: 0, count: 32)
        let count = pread(lock, &buffer, buffer.count, 0)
        guard count > 0 else { return nil }
        return Int(String(decoding: buffer[..<count].prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self))
    }

    /// SQLite gives the files beside the database the database's own mode, so it must be right before SQLite opens it.
    private static func createDatabaseFile(in path: String) throws(StoreError) {
        let file = databasePath(in: path)
        let descriptor = Self.open(file, O_RDWR | O_CREAT | O_CLOEXEC)
        guard descriptor >= 0 else { throw StoreError(errno, "open \(file)") }
        defer { close(descriptor) }
        guard fchmod(descriptor, S_IRUSR | S_IWUSR) == 0 else {
            throw StoreError(errno, "close \(file) to other users")
        }
        try synchronize(path)
    }

    private static func open(_ file: String, _ flags: CInt) -> CInt {
        #if canImport(Darwin)
            Darwin.open(file, flags, S_IRUSR | S_IWUSR)
        #elseif canImport(Musl)
            Musl.open(file, flags, S_IRUSR | S_IWUSR)
        #else
            Glibc.open(file, flags, S_IRUSR | S_IWUSR)
        #endif
    }

    /// Makes the names in a directory durable.
    private static func synchronize(_ path: String) throws(StoreError) {
        let descriptor = Self.open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw StoreError(errno, "open the directory \(path)") }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw StoreError(errno, "synchronize the directory \(path)") }
    }

    private static func parent(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }
}

extension StoreError {
    /// What the operating system refused, and why.
    fileprivate init(_ number: CInt, _ attempt: String) {
        let reason = strerror(number).map { String(cString: $0) } ?? "error \(number)"
        self.init(number == ENOSPC ? .full : .inputOutput, "Cannot \(attempt): \(reason).")
    }
}
