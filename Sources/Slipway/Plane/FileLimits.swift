import Glibc

/// The number of files and sockets that this process may have open.
enum FileLimits {
    /// Raises the soft limit to the hard one: every workload cluster takes some sockets, and 1024 are soon used up.
    static func raise() {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return }
        limit.rlim_cur = limit.rlim_max
        _ = setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    }
}
