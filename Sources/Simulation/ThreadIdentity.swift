#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Tells one thread of the process from another.
struct ThreadIdentity: Hashable, Sendable {
    private let value: UInt

    static var current: ThreadIdentity {
        #if canImport(Glibc)
            ThreadIdentity(value: UInt(pthread_self()))
        #else
            ThreadIdentity(value: UInt(bitPattern: pthread_self()))
        #endif
    }
}
