/// Takes rendered files apart into documents, as Helm does: by lines that begin with `---`, whatever follows on them,
/// and without regard for block scalars.
enum ManifestSplitter {
    /// The documents of a text in their order, without white space around them; none is empty but for one of white
    /// space only.
    ///
    /// A separator is `(^|\s*\n)---\s*` in terms of Go's regular expressions, matched from the left without overlaps.
    static func documents(in text: String) -> [String] {
        let bytes = Array(text.goTrimmed.utf8)
        var documents: [ArraySlice<UInt8>] = []
        var start = 0
        var position = 0
        while position < bytes.count {
            guard let separator = separator(in: bytes, at: position) else {
                position += 1
                continue
            }
            if separator.lowerBound > 0 || separator.upperBound == 0 {
                documents.append(bytes[start..<separator.lowerBound])
            }
            start = separator.upperBound
            position = max(separator.upperBound, position + 1)
        }
        documents.append(bytes[start...])
        return documents.filter { !$0.isEmpty }.map { String(decoding: $0, as: UTF8.self).goTrimmed }
    }

    /// The separator that begins at a position.
    private static func separator(in bytes: [UInt8], at position: Int) -> Range<Int>? {
        if position == 0, bytes.starts(with: dashes) { return 0..<endOfSpace(bytes, dashes.count) }
        guard isSpace(bytes[position]) else { return nil }
        let end = endOfSpace(bytes, position)
        guard bytes[(end - 1)] == UInt8(ascii: "\n"), bytes[end...].starts(with: dashes) else { return nil }
        return position..<endOfSpace(bytes, end + dashes.count)
    }

    private static let dashes = Array("---".utf8)

    private static func endOfSpace(_ bytes: [UInt8], _ start: Int) -> Int {
        bytes[start...].firstIndex { !isSpace($0) } ?? bytes.count
    }

    /// `\s` of Go's regular expressions.
    private static func isSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x09 || byte == 0x0a || byte == 0x0c || byte == 0x0d
    }
}
