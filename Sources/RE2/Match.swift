extension RegularExpression {
    /// A match with its groups.
    public struct Match: Sendable {
        /// The UTF-8 offsets of the whole match and of each group; nil for a group that took no part.
        public let ranges: [Range<Int>?]

        private let text: String
        private let names: [String?]

        init(positions: [Int], text: String, names: [String?]) {
            ranges = stride(from: 0, to: positions.count - 1, by: 2).map { slot in
                let (start, end) = (positions[slot], positions[slot + 1])
                return start >= 0 && end >= start ? start..<end : nil
            }
            self.text = text
            self.names = names
        }

        /// The UTF-8 offsets of the whole match.
        public var range: Range<Int> { ranges.first.flatMap { $0 } ?? 0..<0 }

        /// What the whole expression matched.
        public var whole: Substring { self[0] ?? "" }

        /// What a group matched, by its number from 1; nil if it took no part or does not exist.
        public subscript(index: Int) -> Substring? {
            guard ranges.indices.contains(index), let range = ranges[index] else { return nil }
            let start = text.utf8.index(text.startIndex, offsetBy: range.lowerBound)
            return text[start..<text.utf8.index(start, offsetBy: range.count)]
        }

        /// What a group matched, by its name; of several with the name, the first that took part.
        public subscript(name: String) -> Substring? {
            for index in names.indices.dropFirst() where names[index] == name {
                if let capture = self[index] { return capture }
            }
            return nil
        }
    }
}
