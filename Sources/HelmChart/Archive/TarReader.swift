/// An entry of a tar archive.
struct TarEntry: Equatable {
    enum Kind: Equatable {
        case file, directory
        /// A link, a device or what else is no file.
        case other(UInt8)
    }

    var name: String
    var kind: Kind
    var contents: [UInt8]
}

/// Reads tar archives: ustar, with the long names of pax (POSIX.1-2001) and of GNU tar.
struct TarReader {
    private static let blockSize = 512
    /// Names and pax records that are longer name no file of a chart.
    private static let maximumExtensionSize = 64 << 10

    private let bytes: [UInt8]
    private let limits: ChartLimits
    private var position = 0
    private var count = 0
    /// What extension headers say of the next entry.
    private var next = Extension()

    private struct Extension {
        var path: String?
        var size: Int?
    }

    init(_ bytes: [UInt8], limits: ChartLimits) {
        self.bytes = bytes
        self.limits = limits
    }

    /// The next entry, or nil at the end of the archive.
    mutating func nextEntry() throws(ChartError) -> TarEntry? {
        while let header = try nextHeader() {
            count += 1
            guard count <= limits.entries else {
                throw ChartError(.limit, "the archive has more than \(limits.entries) entries")
            }
            switch header.kind {
            case UInt8(ascii: "x"): try readPax(takeExtension(header))
            case UInt8(ascii: "g"): _ = try takeExtension(header)
            case UInt8(ascii: "L"): next.path = Self.text(try takeExtension(header)[...])
            case UInt8(ascii: "K"): _ = try takeExtension(header)
            default: return try entry(header)
            }
        }
        return nil
    }

    private mutating func entry(_ header: Header) throws(ChartError) -> TarEntry {
        var header = header
        if let path = next.path { header.name = path }
        if let size = next.size { header.size = size }
        next = Extension()
        let isDirectory =
            header.kind == UInt8(ascii: "5") || header.isFile && header.name.utf8.last == UInt8(ascii: "/")
        guard header.isFile || isDirectory else {
            return TarEntry(name: header.name, kind: .other(header.kind), contents: [])
        }
        guard isDirectory || header.size <= limits.fileSize else {
            throw ChartError(
                .limit,
                "decompressed chart file \(header.name.goQuoted) is larger than the maximum file size "
                    + "\(limits.fileSize)"
            )
        }
        let contents = isDirectory ? [] : try take(header.size)
        return TarEntry(name: header.name, kind: isDirectory ? .directory : .file, contents: contents)
    }

    private mutating func take(_ size: Int) throws(ChartError) -> [UInt8] {
        guard size <= bytes.count - position else { throw ChartError(.archive, "unexpected EOF") }
        defer { position = min(bytes.count, position + (size + Self.blockSize - 1) / Self.blockSize * Self.blockSize) }
        return Array(bytes[position..<(position + size)])
    }

    private mutating func takeExtension(_ header: Header) throws(ChartError) -> [UInt8] {
        guard header.size <= Self.maximumExtensionSize else {
            throw ChartError(.limit, "a header of the archive is larger than \(Self.maximumExtensionSize) bytes")
        }
        return try take(header.size)
    }
}

// MARK: - Headers

extension TarReader {
    private struct Header {
        var name: String
        var size: Int
        var kind: UInt8

        /// Regular files have three spellings.
        var isFile: Bool { [0, UInt8(ascii: "0"), UInt8(ascii: "7")].contains(kind) }
    }

    private mutating func nextHeader() throws(ChartError) -> Header? {
        guard position < bytes.count else { return nil }
        guard bytes.count - position >= Self.blockSize else { throw ChartError(.archive, "unexpected EOF") }
        let block = bytes[position..<(position + Self.blockSize)]
        position += Self.blockSize
        if block.allSatisfy({ $0 == 0 }) { return nil }
        func field(_ offset: Int, _ length: Int) -> ArraySlice<UInt8> {
            block[(block.startIndex + offset)..<(block.startIndex + offset + length)]
        }
        guard Self.octal(field(148, 8)) == Self.checksum(of: block), let size = Self.number(field(124, 12)) else {
            throw ChartError(.archive, "archive/tar: invalid tar header")
        }
        var name = Self.text(field(0, 100))
        // The prefix is ustar's; GNU tar has other fields there.
        if field(257, 6).elementsEqual("ustar\0".utf8) {
            let prefix = Self.text(field(345, 155))
            if !prefix.isEmpty { name = prefix + "/" + name }
        }
        return Header(name: name, size: size, kind: block[block.startIndex + 156])
    }

    private static func checksum(of block: ArraySlice<UInt8>) -> Int {
        block.enumerated().reduce(0) { sum, byte in
            sum + ((148..<156).contains(byte.offset) ? 0x20 : Int(byte.element))
        }
    }

    /// Up to the first NUL.
    private static func text(_ field: ArraySlice<UInt8>) -> String {
        String(decoding: field.prefix { $0 != 0 }, as: UTF8.self)
    }

    private static func octal(_ field: ArraySlice<UInt8>) -> Int? {
        let digits = field.drop { $0 == 0x20 || $0 == 0 }.prefix { $0 != 0x20 && $0 != 0 }
        return digits.isEmpty ? 0 : Int(String(decoding: digits, as: UTF8.self), radix: 8)
    }

    /// Octal, or binary where the first bit is set (GNU tar).
    private static func number(_ field: ArraySlice<UInt8>) -> Int? {
        guard let first = field.first, first & 0x80 != 0 else { return octal(field).flatMap { $0 < 0 ? nil : $0 } }
        guard first == 0x80, field.dropFirst().dropLast(7).allSatisfy({ $0 == 0 }) else { return nil }
        return field.suffix(7).reduce(0) { $0 << 8 | Int($1) }
    }

    /// Takes the records `length key=value\n` that matter here.
    private mutating func readPax(_ records: [UInt8]) throws(ChartError) {
        var rest = records[...]
        while !rest.isEmpty {
            guard let space = rest.firstIndex(of: 0x20), let equals = rest[space...].firstIndex(of: UInt8(ascii: "=")),
                let length = Int(String(decoding: rest[..<space], as: UTF8.self)), length <= rest.count,
                rest.startIndex + length > equals, rest[rest.startIndex + length - 1] == UInt8(ascii: "\n")
            else { throw ChartError(.archive, "archive/tar: invalid tar header") }
            let end = rest.startIndex + length
            let value = String(decoding: rest[(equals + 1)..<(end - 1)], as: UTF8.self)
            switch String(decoding: rest[(space + 1)..<equals], as: UTF8.self) {
            case "path": next.path = value
            case "size":
                guard let size = Int(value), size >= 0 else {
                    throw ChartError(.archive, "archive/tar: invalid tar header")
                }
                next.size = size
            default: break
            }
            rest = rest[end...]
        }
    }
}
