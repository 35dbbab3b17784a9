/// Cuts a stream of chunks, which end anywhere, into lines.
struct LineSplitter {
    struct LineTooLong: Error {}

    /// The longest line in bytes, without its end.
    let limit: Int
    /// The beginning of a line whose end has not come. It holds no line feed.
    private var rest: [UInt8] = []

    init(limit: Int) {
        self.limit = limit
    }

    /// Takes a chunk and returns the lines it completes, without their line feeds and without empty ones.
    mutating func lines(completedBy chunk: some Collection<UInt8>) throws(LineTooLong) -> [[UInt8]] {
        var lines: [[UInt8]] = []
        var position = chunk.startIndex
        while let end = chunk[position...].firstIndex(of: UInt8(ascii: "\n")) {
            try extend(with: chunk[position..<end])
            if !rest.isEmpty { lines.append(rest) }
            rest = []
            position = chunk.index(after: end)
        }
        try extend(with: chunk[position...])
        return lines
    }

    private mutating func extend(with bytes: some Collection<UInt8>) throws(LineTooLong) {
        guard rest.count + bytes.count <= limit else { throw LineTooLong() }
        rest += bytes
    }
}
