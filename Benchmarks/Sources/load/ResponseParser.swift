import NIOCore

/// Reads answers of HTTP/1.1 from the bytes of one connection: no more of it than an API server says.
struct ResponseParser {
    enum Part {
        case head(status: Int)
        case body(ByteBuffer)
        case end
    }

    private enum State {
        case statusLine
        case headers
        case body(remaining: Int)
        case chunkSize
        case chunk(remaining: Int)
        case chunkEnd
        case trailers
        case ended
    }

    private var state = State.statusLine
    private var status = 0
    private var length = 0
    private var isChunked = false

    /// The next part, or nil where it takes more bytes. What was read is gone from the buffer.
    mutating func next(_ buffer: inout ByteBuffer) throws(LoadError) -> Part? {
        while true {
            switch state {
            case .statusLine:
                guard let line = buffer.readLine() else { return nil }
                guard line.count >= 12, let code = Self.number(line.dropFirst(9).prefix(3), radix: 10) else {
                    throw LoadError("no status line: \(String(decoding: line.prefix(80), as: UTF8.self))")
                }
                (status, length, isChunked) = (code, 0, false)
                state = .headers
            case .headers:
                guard let line = buffer.readLine() else { return nil }
                if line.isEmpty {
                    state = isChunked ? .chunkSize : length > 0 ? .body(remaining: length) : .ended
                    return .head(status: status)
                }
                if let value = Self.value(of: "content-length", in: line) {
                    length = Self.number(value, radix: 10) ?? 0
                } else if Self.value(of: "transfer-encoding", in: line) != nil {
                    isChunked = true
                }
            case .body(let remaining):
                guard let part = buffer.readSlice(length: min(remaining, buffer.readableBytes)), part.readableBytes > 0
                else { return nil }
                let rest = remaining - part.readableBytes
                state = rest > 0 ? .body(remaining: rest) : .ended
                return .body(part)
            case .chunkSize:
                guard let line = buffer.readLine() else { return nil }
                guard let size = Self.number(line.prefix { $0 != UInt8(ascii: ";") }, radix: 16) else {
                    throw LoadError("no chunk size: \(String(decoding: line.prefix(80), as: UTF8.self))")
                }
                state = size > 0 ? .chunk(remaining: size) : .trailers
            case .chunk(let remaining):
                guard let part = buffer.readSlice(length: min(remaining, buffer.readableBytes)), part.readableBytes > 0
                else { return nil }
                let rest = remaining - part.readableBytes
                state = rest > 0 ? .chunk(remaining: rest) : .chunkEnd
                return .body(part)
            case .chunkEnd:
                guard buffer.readLine() != nil else { return nil }
                state = .chunkSize
            case .trailers:
                guard let line = buffer.readLine() else { return nil }
                if line.isEmpty { state = .ended }
            case .ended:
                state = .statusLine
                return .end
            }
        }
    }

    private static func value(of name: StaticString, in line: ByteBufferView) -> ByteBufferView? {
        guard line.count > name.utf8CodeUnitCount, line[line.startIndex + name.utf8CodeUnitCount] == UInt8(ascii: ":")
        else { return nil }
        return name.withUTF8Buffer { expected in
            // Header names are ASCII; setting this bit lowers their letters and leaves the hyphen as it is.
            zip(line, expected).allSatisfy { $0 | 0x20 == $1 }
                ? line.dropFirst(expected.count + 1).drop { $0 == UInt8(ascii: " ") } : nil
        }
    }

    private static func number(_ digits: ByteBufferView, radix: Int) -> Int? {
        guard !digits.isEmpty, digits.count < 16 else { return nil }
        return Int(String(decoding: digits, as: UTF8.self), radix: radix)
    }
}

extension ByteBuffer {
    /// The bytes up to the next line feed, without it and a carriage return before it.
    fileprivate mutating func readLine() -> ByteBufferView? {
        let view = readableBytesView
        guard let end = view.firstIndex(of: UInt8(ascii: "\n")) else { return nil }
        moveReaderIndex(forwardBy: end - view.startIndex + 1)
        let line = view[view.startIndex..<end]
        return line.last == UInt8(ascii: "\r") ? line.dropLast() : line
    }
}
