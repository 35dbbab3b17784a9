/// Where the parts of a stored object lie in its bytes, which begin `{"apiVersion":"…","kind":"…","metadata":{`.
struct StoredLayout: Sendable {
    static let opening = Array("{\"apiVersion\":\"".utf8)
    private static let kind = Array("\",\"kind\":\"".utf8)
    private static let metadata = Array("\",\"metadata\":{".utf8)

    /// The index of the quote that closes the value of `apiVersion`.
    let apiVersionEnd: Int
    /// The index after the brace that opens `metadata`.
    let metadataStart: Int

    /// - Returns: `nil` where the bytes do not begin as stored objects do.
    init?(of bytes: [UInt8]) {
        let parts: (Int, Int)? = bytes.withUnsafeBufferPointer { bytes in
            guard bytes.starts(with: Self.opening),
                let apiVersionEnd = Self.closingQuote(in: bytes, from: Self.opening.count),
                bytes[apiVersionEnd...].starts(with: Self.kind),
                let kindEnd = Self.closingQuote(in: bytes, from: apiVersionEnd + Self.kind.count),
                bytes[kindEnd...].starts(with: Self.metadata)
            else { return nil }
            let metadataStart = kindEnd + Self.metadata.count
            return metadataStart < bytes.count ? (apiVersionEnd, metadataStart) : nil
        }
        guard let parts else { return nil }
        (apiVersionEnd, metadataStart) = parts
    }

    /// Versions and kinds hold no character that JSON would escape.
    private static func closingQuote(in bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
        bytes[start...].firstIndex(of: UInt8(ascii: "\""))
    }
}
