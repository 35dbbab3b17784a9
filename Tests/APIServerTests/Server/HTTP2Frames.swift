/// HTTP/2 frames by hand (RFC 9113), for clients that behave as no library would.
enum HTTP2 {
    struct Frame: Equatable {
        var type: UInt8
        var flags: UInt8 = 0
        var stream: UInt32 = 0
        var payload: [UInt8] = []

        var bytes: [UInt8] {
            let length = UInt32(payload.count)
            return HTTP2.bigEndian(length).dropFirst() + [type, flags] + HTTP2.bigEndian(stream) + payload
        }

        var endsStream: Bool { flags & 1 == 1 && (type == HTTP2.data || type == HTTP2.headers) }
    }

    static let data: UInt8 = 0
    static let headers: UInt8 = 1
    static let reset: UInt8 = 3
    static let settings: UInt8 = 4
    static let ping: UInt8 = 6
    static let goAway: UInt8 = 7
    static let windowUpdate: UInt8 = 8

    /// What a client begins with.
    ///
    /// - Parameter window: The initial flow-control window of streams, where it is not the usual one.
    static func preface(window: UInt32? = nil) -> [UInt8] {
        let payload: [UInt8] = window.map { [0, 4] + bigEndian($0) } ?? []
        return Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8) + Frame(type: settings, payload: payload).bytes
    }

    /// The head of a request; fields are written out, nothing is compressed.
    static func request(_ method: String, _ path: String, stream: UInt32, end: Bool = true) -> Frame {
        let fields = [
            (":method", method), (":scheme", "https"), (":authority", "127.0.0.1"), (":path", path),
        ]
        var payload: [UInt8] = []
        for (name, value) in fields {
            payload += [0, UInt8(name.utf8.count)] + name.utf8
            payload += [UInt8(value.utf8.count)] + value.utf8
        }
        return Frame(type: headers, flags: end ? 5 : 4, stream: stream, payload: payload)
    }

    /// The complete frames at the beginning of what a server sent.
    static func frames(in bytes: [UInt8]) -> [Frame] {
        var frames: [Frame] = []
        var rest = bytes[...]
        while rest.count >= 9 {
            let head = Array(rest.prefix(9))
            let length = Int(head[0]) << 16 | Int(head[1]) << 8 | Int(head[2])
            guard rest.count >= 9 + length else { break }
            let stream = head[5...].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
            frames.append(
                Frame(type: head[3], flags: head[4], stream: stream, payload: Array(rest.dropFirst(9).prefix(length))))
            rest = rest.dropFirst(9 + length)
        }
        return frames
    }

    static func bigEndian(_ value: UInt32) -> [UInt8] {
        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
    }
}

extension RawClient {
    func send(_ frames: [HTTP2.Frame]) async throws {
        try await send(frames.flatMap(\.bytes))
    }

    /// The frames that came, as soon as one is as expected or the server has closed.
    @discardableResult
    func receiveFrames(until isExpected: @escaping @Sendable (HTTP2.Frame) -> Bool) async -> [HTTP2.Frame] {
        HTTP2.frames(in: await receive { (bytes: [UInt8]) in HTTP2.frames(in: bytes).contains(where: isExpected) })
    }
}
