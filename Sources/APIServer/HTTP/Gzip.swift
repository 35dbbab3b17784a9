import CZlib

/// Compression of complete answers (RFC 1952).
enum Gzip {
    /// Up to this many bytes an answer is sent as it is, as in Kubernetes.
    static let threshold = 128 * 1024
    /// The level of kube-apiserver: further ones cost more time than the network saves.
    private static let level: Int32 = 1
    /// The largest window with a gzip frame around it.
    private static let windowBits: Int32 = 15 + 16
    private static let memoryLevel: Int32 = 8

    /// - Returns: `nil` where zlib has no memory for it.
    static func compress(_ bytes: [UInt8]) -> [UInt8]? {
        var stream = z_stream()
        guard
            deflateInit2_(
                &stream, level, Z_DEFLATED, windowBits, memoryLevel, Z_DEFAULT_STRATEGY, zlibVersion(),
                Int32(MemoryLayout<z_stream>.size)) == Z_OK
        else { return nil }
        defer { deflateEnd(&stream) }
        guard bytes.count < Int(UInt32.max) else { return nil }
        let bound = Int(deflateBound(&stream, uLong(bytes.count)))
        guard bound < Int(UInt32.max) else { return nil }
        var isComplete = false
        let compressed = [UInt8](unsafeUninitializedCapacity: bound) { output, count in
            bytes.withUnsafeBufferPointer { input in
                // zlib takes a pointer that it could write through and does not.
                stream.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
                stream.avail_in = UInt32(input.count)
                stream.next_out = output.baseAddress
                stream.avail_out = UInt32(bound)
                // The bound suffices for one call to finish.
                isComplete = deflate(&stream, Z_FINISH) == Z_STREAM_END
                count = bound - Int(stream.avail_out)
            }
        }
        return isComplete ? compressed : nil
    }
}
