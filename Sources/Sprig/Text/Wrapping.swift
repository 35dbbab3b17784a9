/// Lines broken and shortened by bytes, as the Go package `goutils` does it.
enum Wrapping {
    private static let space = UInt8(ascii: " ")
    private static let ellipsis = Array("...".utf8)

    /// Breaks a line at spaces; spaces at the start of a new line go.
    ///
    /// - Parameters:
    ///   - width: In bytes, at least 1.
    ///   - separator: What stands between lines.
    ///   - breaksWords: Whether words that are longer than a line are broken.
    static func wrap(_ text: [UInt8], width: Int, separator: [UInt8], breaksWords: Bool) -> [[UInt8]] {
        let width = max(1, width)
        var lines: [[UInt8]] = []
        var offset = 0
        while text.count - offset > width {
            if text[offset] == space {
                offset += 1
                continue
            }
            let limit = offset + width
            if let end = text[offset...limit].lastIndex(of: space) {
                lines.append(Array(text[offset..<end]))
                offset = end + 1
            } else if breaksWords {
                lines.append(Array(text[offset..<limit]))
                offset = limit
            } else if let end = text[limit...].firstIndex(of: space) {
                lines.append(Array(text[offset..<end]))
                offset = end + 1
            } else {
                break
            }
        }
        return lines + [Array(text[offset...])]
    }

    /// At most `width` bytes, with an ellipsis for what is left out before `offset` and at the end.
    static func abbreviate(_ text: [UInt8], from offset: Int = 0, width: Int) -> [UInt8] {
        guard text.count > width else { return text }
        let kept = width - ellipsis.count
        var offset = min(offset, text.count)
        if text.count - offset < kept { offset = text.count - kept }
        if offset <= 4 { return text.prefix(kept) + ellipsis }
        // Too narrow for two ellipses.
        guard width >= 7 else { return [] }
        if offset + kept < text.count { return ellipsis + abbreviate(Array(text[offset...]), width: kept) }
        return ellipsis + text.suffix(kept)
    }

    /// Without white space. The bytes of other text than ASCII count as characters of Latin-1 as soon as any white
    /// space goes, which is what Sprig gives.
    static func withoutSpaces(_ text: [UInt8]) -> [UInt8] {
        let kept = text.map { Unicode.Scalar($0) }.filter { !$0.isSpace }
        return kept.count == text.count ? text : [UInt8](encoding: kept)
    }

    /// The first byte of each word, as a character of Latin-1.
    static func initials(_ text: [UInt8]) -> [UInt8] {
        var begins = true
        return [UInt8](
            encoding: text.map { Unicode.Scalar($0) }.filter { scalar in
                defer { begins = scalar.isSpace }
                return begins && !scalar.isSpace
            })
    }
}
