/// Reads the transitions and the footer of a TZif file.
struct TZifReader {
    private var rest: ArraySlice<UInt8>
    /// The widest that a clock is apart from UTC: a week, which is far more than there is.
    private static let offsetLimit: Int64 = 7 * 86_400

    private struct Header {
        let version: UInt8
        let indicators: (universal: Int, standard: Int)
        let leapSeconds: Int
        let transitions: Int
        let types: Int
        let letters: Int

        /// - Parameter width: Of a point in time, in bytes.
        func size(_ width: Int) -> Int {
            transitions * (width + 1) + types * 6 + letters + leapSeconds * (width + 4) + indicators.standard
                + indicators.universal
        }
    }

    init(_ bytes: [UInt8]) throws(TimeZoneError) {
        guard bytes.count <= TimeZoneRules.sizeLimit else {
            throw TimeZoneError("the file has \(bytes.count) bytes; at most \(TimeZoneRules.sizeLimit) are read")
        }
        rest = bytes[...]
    }

    mutating func rules() throws(TimeZoneError) -> TimeZoneRules {
        let first = try header()
        // What version 1 tells in 32 bits, the later ones tell again in 64.
        guard first.version > 0 else { return try body(first, width: 4, hasFooter: false) }
        _ = try take(first.size(4))
        return try body(try header(), width: 8, hasFooter: true)
    }

    private mutating func take(_ count: Int) throws(TimeZoneError) -> ArraySlice<UInt8> {
        guard count <= rest.count else {
            throw TimeZoneError("the file ends early: \(count) bytes are missing of which there are \(rest.count)")
        }
        defer { rest = rest.dropFirst(count) }
        return rest.prefix(count)
    }

    /// A whole number in two's complement, the most significant byte first.
    private static func number(_ bytes: some Collection<UInt8>) -> Int64 {
        let sign: Int64 = bytes.first.map { $0 & 0x80 != 0 } == true ? -1 : 0
        return bytes.reduce(sign) { $0 << 8 | Int64($1) }
    }

    private mutating func count() throws(TimeZoneError) -> Int {
        try take(4).reduce(0) { $0 << 8 | Int($1) }
    }

    private mutating func header() throws(TimeZoneError) -> Header {
        guard try take(4).elementsEqual("TZif".utf8) else { throw TimeZoneError("the file does not begin with TZif") }
        let version = try take(16).first ?? 0
        guard version == 0 || version >= UInt8(ascii: "2") else {
            throw TimeZoneError("there is no version \(version) of TZif")
        }
        let universal = try count()
        let standard = try count()
        return Header(
            version: version, indicators: (universal, standard), leapSeconds: try count(), transitions: try count(),
            types: try count(), letters: try count())
    }

    private mutating func body(
        _ header: Header, width: Int, hasFooter: Bool
    ) throws(TimeZoneError) -> TimeZoneRules {
        let times = try take(header.transitions * width)
        let places = try take(header.transitions)
        let types = try take(header.types * 6)
        _ = try take(header.letters + header.leapSeconds * (width + 4))
        _ = try take(header.indicators.standard + header.indicators.universal)
        let known = try Self.offsets(Array(types))
        var transitions: [Int64] = []
        var offsets: [Int64] = []
        var start = times.startIndex
        for place in places {
            let time = Self.number(times[start..<start + width])
            start += width
            guard transitions.last.map({ $0 < time }) ?? true else {
                throw TimeZoneError("transition \(transitions.count) does not come after the one before it")
            }
            guard Int(place) < known.count else {
                throw TimeZoneError("transition \(transitions.count) names type \(place) of \(known.count)")
            }
            transitions.append(time)
            offsets.append(known[Int(place)])
        }
        return TimeZoneRules(
            transitions: transitions, offsets: offsets, initialOffset: known[0],
            footer: hasFooter ? try footer() : nil)
    }

    /// The seconds east of Greenwich of every type.
    private static func offsets(_ types: [UInt8]) throws(TimeZoneError) -> [Int64] {
        guard !types.isEmpty else { throw TimeZoneError("the file has no types of local time") }
        var offsets: [Int64] = []
        for start in stride(from: 0, to: types.count, by: 6) {
            let offset = number(types[start..<start + 4])
            guard offset.magnitude <= offsetLimit else {
                throw TimeZoneError("type \(offsets.count) is \(offset) seconds apart from UTC")
            }
            offsets.append(offset)
        }
        return offsets
    }

    /// The rule between two line feeds; `nil` where it is empty.
    private mutating func footer() throws(TimeZoneError) -> POSIXTimeZone? {
        guard try take(1).first == 0x0a, let end = rest.firstIndex(of: 0x0a) else {
            throw TimeZoneError("the footer does not stand between line feeds")
        }
        let text = rest[..<end]
        return text.isEmpty ? nil : try POSIXTimeZone(parsing: String(decoding: text, as: UTF8.self))
    }
}
