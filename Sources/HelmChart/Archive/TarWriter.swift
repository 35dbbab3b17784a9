/// Writes tar archives (ustar) of files that all have one mode, owner and time. Names that ustar has no room for have a
/// pax header.
struct TarWriter {
    private static let blockSize = 512
    private static let nameSize = 100
    private static let prefixSize = 155

    private(set) var bytes: [UInt8] = []

    mutating func add(_ name: String, _ contents: [UInt8]) {
        let (prefix, rest) = Self.split(name)
        if let rest {
            addEntry(rest, prefix: prefix, kind: "0", contents)
        } else {
            addEntry("pax", kind: "x", Self.record("path", name))
            addEntry(String(decoding: name.utf8.prefix(Self.nameSize), as: UTF8.self), kind: "0", contents)
        }
    }

    mutating func finish() { bytes += [UInt8](repeating: 0, count: 2 * Self.blockSize) }

    /// The parts of a name in the header's fields; no second one where they have no room for it.
    private static func split(_ name: String) -> (prefix: String, rest: String?) {
        guard name.utf8.allSatisfy({ $0 < 0x80 }) else { return ("", nil) }
        if name.utf8.count <= nameSize { return ("", name) }
        let bytes = Array(name.utf8)
        for (index, byte) in bytes.enumerated().reversed() where byte == UInt8(ascii: "/") {
            let rest = bytes[(index + 1)...]
            guard rest.count <= nameSize else { break }
            if index <= prefixSize, !rest.isEmpty {
                return (String(decoding: bytes[..<index], as: UTF8.self), String(decoding: rest, as: UTF8.self))
            }
        }
        return ("", nil)
    }

    /// `length key=value\n`, where the length counts itself.
    private static func record(_ key: String, _ value: String) -> [UInt8] {
        let body = " \(key)=\(value)\n"
        var length = body.utf8.count + 1
        while "\(length)".utf8.count + body.utf8.count != length { length += 1 }
        return Array("\(length)\(body)".utf8)
    }

    private mutating func addEntry(_ name: String, prefix: String = "", kind: Unicode.Scalar, _ contents: [UInt8]) {
        var block = [UInt8](repeating: 0, count: Self.blockSize)
        func put(_ text: String, at offset: Int, size: Int) {
            for (index, byte) in text.utf8.prefix(size).enumerated() { block[offset + index] = byte }
        }
        func octal(_ value: Int, width: Int) -> String {
            let digits = String(value, radix: 8)
            return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
        }
        put(name, at: 0, size: Self.nameSize)
        for (text, offset) in [("0000644", 100), ("0000000", 108), ("0000000", 116), (octal(0, width: 11), 136)] {
            put(text, at: offset, size: text.utf8.count)
        }
        put(octal(contents.count, width: 11), at: 124, size: 12)
        block[156] = UInt8(ascii: kind)
        put("ustar\u{0}00", at: 257, size: 8)
        put(prefix, at: 345, size: Self.prefixSize)
        put("        ", at: 148, size: 8)
        let checksum = block.reduce(0) { $0 + Int($1) }
        put("\(octal(checksum, width: 6))\u{0} ", at: 148, size: 8)
        bytes += block
        bytes += contents
        let padding = (Self.blockSize - contents.count % Self.blockSize) % Self.blockSize
        bytes += [UInt8](repeating: 0, count: padding)
    }
}
