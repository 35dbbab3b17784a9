extension RegularExpression {
    /// The matches one after another that do not overlap.
    ///
    /// As Go's `FindAll`: an empty match right behind another match is none.
    ///
    /// - Parameter limit: The most to find. Default: all.
    public func allMatches(in text: String, limit: Int? = nil) -> [Match] {
        var text = text
        let found = text.withUTF8 { allPositions(in: $0, limit: limit, slotCount: program.slotCount) }
        return found.map { Match(positions: $0, text: text, names: captureNames) }
    }

    /// The parts of the text between the matches.
    ///
    /// As Go's `Split`: what stands before an empty match at the start is no part.
    ///
    /// - Parameter limit: The most parts, the last of which is all that remains. Default: no limit.
    public func split(_ text: String, limit: Int? = nil) -> [String] {
        if let limit, limit <= 0 { return [] }
        if text.isEmpty, !pattern.isEmpty { return [""] }
        var text = text
        return text.withUTF8 { bytes in
            var parts: [String] = []
            var start = 0
            var end = 0
            for positions in allPositions(in: bytes, limit: limit, slotCount: 2) {
                if let limit, parts.count == limit - 1 { break }
                end = positions[0]
                if positions[1] != 0 { parts.append(String(decoding: bytes[start..<end], as: UTF8.self)) }
                start = positions[1]
            }
            if end != bytes.count { parts.append(String(decoding: bytes[start...], as: UTF8.self)) }
            return parts
        }
    }

    private func allPositions(in bytes: UnsafeBufferPointer<UInt8>, limit: Int?, slotCount: Int) -> [[Int]] {
        let text = TextView(bytes: bytes)
        var found: [[Int]] = []
        var position = 0
        var previousEnd = -1
        withMatcher(slotCount: slotCount) { matcher in
            while position <= text.count, found.count < limit ?? .max {
                guard let match = matcher.firstMatch(in: text, from: position) else { break }
                let isEmptyBehindAnother = match[1] == position && match[0] == previousEnd
                position = match[1] == position ? position + max(1, text.length(at: position)) : match[1]
                previousEnd = match[1]
                if !isEmptyBehindAnother { found.append(match) }
            }
        }
        return found
    }
}
