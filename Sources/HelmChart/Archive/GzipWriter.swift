import CZlib

/// Gzip files (RFC 1952) with nothing in them but their contents: no time, no name, no system.
enum GzipWriter {
    static func compress(_ bytes: [UInt8]) -> [UInt8] {
        // Method deflate, no flags, no time, no hint of how hard was tried, an unknown system.
        var file: [UInt8] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255]
        file += Deflate.compress(bytes)
        file += littleEndian(checksum(of: bytes))
        file += littleEndian(UInt32(truncatingIfNeeded: bytes.count))
        return file
    }

    private static func checksum(of bytes: [UInt8]) -> UInt32 {
        var checksum: uLong = 0
        bytes.withUnsafeBufferPointer { buffer in
            // In parts, for zlib counts them in 32 bits.
            var rest = buffer[...]
            while !rest.isEmpty {
                let part = rest.prefix(1 << 30)
                checksum = crc32(checksum, UnsafeBufferPointer(rebasing: part).baseAddress, UInt32(part.count))
                rest = rest[part.endIndex...]
            }
        }
        return UInt32(truncatingIfNeeded: checksum)
    }

    private static func littleEndian(_ value: UInt32) -> [UInt8] {
        (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * UInt32($0))) }
    }
}
