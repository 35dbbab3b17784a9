import CZlib

/// Decompression of gzip (RFC 1952).
enum Gunzip {
    /// The largest window; the added bit asks for a gzip frame.
    private static let windowBits: Int32 = 15 + 16
    private static let step = 64 << 10
    /// Files that were put together have a few; none has thousands.
    private static let maximumMembers = 64

    /// All members of a gzip file, one after the other.
    ///
    /// - Throws: `archive` for damaged data, `limit` for more than `maximumSize` bytes.
    static func inflate(_ bytes: [UInt8], maximumSize: Int) throws(ChartError) -> [UInt8] {
        guard bytes.starts(with: [0x1f, 0x8b]) else { throw ChartError(.archive, "gzip: invalid header") }
        var output: [UInt8] = []
        var rest = bytes[...]
        var members = 0
        while !rest.isEmpty {
            members += 1
            guard members <= maximumMembers else {
                throw ChartError(.limit, "the archive has more than \(maximumMembers) gzip members")
            }
            try inflateMember(&rest, into: &output, maximumSize: maximumSize)
        }
        return output
    }

    private static func inflateMember(
        _ input: inout ArraySlice<UInt8>, into output: inout [UInt8], maximumSize: Int
    ) throws(ChartError) {
        guard input.count < Int(UInt32.max) else { throw ChartError(.limit, "the archive is 4 GiB or more") }
        var stream = z_stream()
        let isReady =
            inflateInit2_(&stream, windowBits, zlibVersion(), Int32(MemoryLayout<z_stream>.size)) == Z_OK
        guard isReady else { throw ChartError(.archive, "zlib has no memory for decompression") }
        defer { inflateEnd(&stream) }
        var consumed = 0
        var status = Z_OK
        while status != Z_STREAM_END {
            let (taken, made, result) = run(&stream, on: input.dropFirst(consumed))
            consumed += taken
            status = result
            guard output.count + made.count <= maximumSize else {
                throw ChartError(
                    .limit, "decompressed chart is larger than the maximum file size \(maximumSize)")
            }
            output += made
            let isStuck = status == Z_BUF_ERROR || status == Z_OK && taken == 0 && made.isEmpty
            if isStuck { throw ChartError(.archive, "unexpected EOF") }
            guard status == Z_OK || status == Z_STREAM_END else {
                throw ChartError(.archive, consumed < 10 ? "gzip: invalid header" : "gzip: damaged data or checksum")
            }
        }
        input = input.dropFirst(consumed)
    }

    private static func run(
        _ stream: inout z_stream, on input: ArraySlice<UInt8>
    ) -> (taken: Int, made: [UInt8], status: Int32) {
        var (taken, status) = (0, Z_OK)
        let made = [UInt8](unsafeUninitializedCapacity: step) { output, count in
            input.withUnsafeBufferPointer { input in
                // zlib takes a pointer that it could write through and does not.
                stream.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
                stream.avail_in = UInt32(input.count)
                stream.next_out = output.baseAddress
                stream.avail_out = UInt32(step)
                status = CZlib.inflate(&stream, Z_NO_FLUSH)
                taken = input.count - Int(stream.avail_in)
                count = step - Int(stream.avail_out)
            }
        }
        return (taken, made, status)
    }
}
