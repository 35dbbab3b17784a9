#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Why the operating system refused a file, in its own words.
package struct FileFailure: Error, CustomStringConvertible {
    package let description: String

    static func last() -> FileFailure { FileFailure(description: String(cString: strerror(errno))) }
}

/// The bytes of a file of at most `limit` bytes: kubeconfigs, certificates, tokens.
package func readFile(_ path: String, limit: Int = 4 << 20) throws(FileFailure) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .last() }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 64 << 10)
    while true {
        let count = read(descriptor, &chunk, chunk.count)
        if count == 0 { return bytes }
        guard count > 0 else {
            if errno == EINTR { continue }
            throw .last()
        }
        bytes += chunk[..<count]
        guard bytes.count <= limit else {
            throw FileFailure(description: "it is larger than \(limit) bytes")
        }
    }
}
