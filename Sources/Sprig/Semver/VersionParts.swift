/// The parts of a version as they are written, before they are numbers.
struct VersionParts: Equatable {
    var major = ""
    var minor = ""
    var patch = ""
    var prerelease = ""
    var metadata = ""

    /// Reads a whole text.
    init?(_ text: String, allowsWildcards: Bool) {
        var reader = VersionReader(text, allowsWildcards: allowsWildcards)
        guard let parts = reader.readParts(), reader.isAtEnd else { return nil }
        self = parts
    }

    init() {}
}

/// Reads versions out of the bytes of a text, taking as much as fits each time.
struct VersionReader {
    private let bytes: [UInt8]
    private let allowsWildcards: Bool
    private(set) var position: Int

    init(_ text: String, allowsWildcards: Bool) { self.init(Array(text.utf8), allowsWildcards: allowsWildcards) }

    init(_ bytes: [UInt8], from position: Int = 0, allowsWildcards: Bool) {
        self.bytes = bytes
        self.position = position
        self.allowsWildcards = allowsWildcards
    }

    var isAtEnd: Bool { position == bytes.count }

    /// A version, or nil with the position where it was.
    mutating func readParts() -> VersionParts? {
        let start = position
        var parts = VersionParts()
        _ = take(UInt8(ascii: "v"))
        parts.major = takeSegment()
        guard !parts.major.isEmpty else {
            position = start
            return nil
        }
        parts.minor = takeDotted()
        parts.patch = parts.minor.isEmpty ? "" : takeDotted()
        parts.prerelease = takeIdentifiers(behind: UInt8(ascii: "-"))
        parts.metadata = takeIdentifiers(behind: UInt8(ascii: "+"))
        return parts
    }

    /// The text of a version.
    mutating func takeVersion() -> String? {
        let start = position
        return readParts() == nil ? nil : String(decoding: bytes[start..<position], as: UTF8.self)
    }

    private mutating func takeDotted() -> String {
        let start = position
        guard take(UInt8(ascii: ".")) else { return "" }
        let segment = takeSegment()
        if segment.isEmpty { position = start }
        return segment
    }

    private mutating func takeSegment() -> String {
        let wildcards = allowsWildcards ? Self.wildcards : []
        return takeWhile { $0.isASCIIDigit || wildcards.contains($0) }
    }

    /// The bar is a mistake of the Go package's that changes nothing: a segment with a bar is no number.
    private static let wildcards = Array("xX*|".utf8)

    /// Identifiers with dots between them.
    private mutating func takeIdentifiers(behind sign: UInt8) -> String {
        let start = position
        guard take(sign) else { return "" }
        var identifiers = takeIdentifier()
        if identifiers.isEmpty { position = start }
        while !identifiers.isEmpty {
            let dot = position
            guard take(UInt8(ascii: ".")) else { break }
            let identifier = takeIdentifier()
            guard !identifier.isEmpty else {
                position = dot
                break
            }
            identifiers += "." + identifier
        }
        return identifiers
    }

    private mutating func takeIdentifier() -> String {
        takeWhile { $0.isASCIIDigit || $0.isASCIILetter || $0 == UInt8(ascii: "-") }
    }

    mutating func take(_ byte: UInt8) -> Bool {
        guard position < bytes.count, bytes[position] == byte else { return false }
        position += 1
        return true
    }

    mutating func takeWhile(_ fits: (UInt8) -> Bool) -> String {
        let taken = bytes[position...].prefix(while: fits)
        position = taken.endIndex
        return String(decoding: taken, as: UTF8.self)
    }
}
