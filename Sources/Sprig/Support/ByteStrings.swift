/// A text to look for, in steps linear in what is searched (Knuth, Morris and Pratt).
struct ByteSearch {
    let needle: [UInt8]
    /// For each prefix of the needle, how long its longest end is that is also its beginning.
    private let borders: [Int]

    init(_ needle: [UInt8]) {
        self.needle = needle
        var borders = [Int](repeating: 0, count: needle.count)
        var length = 0
        for index in needle.indices.dropFirst() {
            while length > 0, needle[index] != needle[length] { length = borders[length - 1] }
            if needle[index] == needle[length] { length += 1 }
            borders[index] = length
        }
        self.borders = borders
    }

    /// Where the needle, which is not empty, begins first at or behind an index.
    func firstIndex(in bytes: [UInt8], from start: Int = 0) -> Int? {
        var matched = 0
        for index in start..<max(start, bytes.count) {
            while matched > 0, bytes[index] != needle[matched] { matched = borders[matched - 1] }
            if bytes[index] == needle[matched] { matched += 1 }
            if matched == needle.count { return index + 1 - matched }
        }
        return nil
    }

    /// Where the needle begins, one behind another without overlaps; an empty one before every character and at the
    /// end.
    ///
    /// - Parameter limit: The most places; below zero for all.
    func places(in bytes: [UInt8], limit: Int = -1) -> [Int] {
        guard !needle.isEmpty else {
            let starts = bytes.characterStarts + [bytes.count]
            return limit < 0 ? starts : Array(starts.prefix(limit))
        }
        var places: [Int] = []
        var start = 0
        while limit < 0 || places.count < limit, let place = firstIndex(in: bytes, from: start) {
            places.append(place)
            start = place + needle.count
        }
        return places
    }
}

extension [UInt8] {
    func contains(_ needle: [UInt8]) -> Bool { needle.isEmpty || ByteSearch(needle).firstIndex(in: self) != nil }

    func hasSuffix(_ suffix: [UInt8]) -> Bool {
        count >= suffix.count && self.suffix(suffix.count).elementsEqual(suffix)
    }

    /// The parts between separators, as Go's `strings.SplitN`: an empty separator splits before every character.
    ///
    /// - Parameter limit: The most parts, the last of which is all that remains; below zero for no limit.
    func split(separator: [UInt8], limit: Int = -1) -> [[UInt8]] {
        guard limit != 0 else { return [] }
        if separator.isEmpty, isEmpty { return [] }
        // Before the first character and at the end, an empty separator does not split.
        var places = ByteSearch(separator).places(in: self, limit: separator.isEmpty ? -1 : limit - 1)[...]
        if separator.isEmpty {
            places = places.dropFirst().dropLast()
            if limit > 0 { places = places.prefix(limit - 1) }
        }
        var parts: [[UInt8]] = []
        var start = 0
        for place in places {
            parts.append(Array(self[start..<place]))
            start = place + separator.count
        }
        parts.append(Array(self[start...]))
        return parts
    }

    /// Where characters begin; a byte that is not part of valid UTF-8 is a character of its own.
    var characterStarts: [Int] {
        var starts: [Int] = []
        var index = 0
        while index < count {
            starts.append(index)
            index += characterLength(at: index)
        }
        return starts
    }

    private func characterLength(at index: Int) -> Int {
        let length =
            switch self[index] {
            case 0xc2...0xdf: 2
            case 0xe0...0xef: 3
            case 0xf0...0xf4: 4
            default: 1
            }
        guard length > 1, index + length <= count,
            String(validating: self[index..<(index + length)], as: UTF8.self) != nil
        else { return 1 }
        return length
    }

    /// The characters; U+FFFD for each byte that is not part of valid UTF-8, as in a `[]rune` of Go.
    var scalars: [Unicode.Scalar] {
        if let text = String(validating: self, as: UTF8.self) { return Array<Unicode.Scalar>(text.unicodeScalars) }
        let starts = characterStarts
        return zip(starts, starts.dropFirst() + [count]).map { start, end in
            String(decoding: self[start..<end], as: UTF8.self).unicodeScalars.first ?? "\u{fffd}"
        }
    }

    init(encoding scalars: some Sequence<Unicode.Scalar>) {
        self = []
        for scalar in scalars { append(contentsOf: UTF8.encode(scalar).map(Array.init) ?? []) }
    }

    var hexadecimal: String {
        reduce(into: "") { text, byte in text += (byte < 16 ? "0" : "") + String(byte, radix: 16) }
    }
}

extension Unicode.Scalar {
    /// The value of a hexadecimal digit of ASCII.
    var hexadecimalDigit: UInt8? { isASCII ? UInt8(String(self), radix: 16) : nil }

    /// As Go's `unicode.IsSpace`.
    var isSpace: Bool {
        switch value {
        case 0x09...0x0d, 0x20, 0x85, 0xa0: true
        case 0..<0x100: false
        default: properties.isWhitespace
        }
    }
}
