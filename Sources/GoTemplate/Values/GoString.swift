/// A string of Go: bytes that are usually UTF-8 and need not be (`b64dec` and `trunc` make others).
public struct GoString: Hashable, Sendable {
    private enum Storage: Hashable, Sendable {
        case text(String)
        /// Never valid UTF-8, so that equal bytes are equal values.
        case bytes([UInt8])
    }

    private let storage: Storage

    public init(_ text: String) { storage = .text(text) }

    public init(bytes: some Collection<UInt8>) {
        if let text = String(validating: bytes, as: UTF8.self) {
            storage = .text(text)
        } else {
            storage = .bytes(Array(bytes))
        }
    }

    /// The text, with U+FFFD for every byte that is not part of valid UTF-8.
    public var text: String {
        switch storage {
        case .text(let text): text
        case .bytes(let bytes): String(decoding: bytes, as: UTF8.self)
        }
    }

    public var bytes: [UInt8] {
        switch storage {
        case .text(let text): Array(text.utf8)
        case .bytes(let bytes): bytes
        }
    }

    /// Adds the bytes to others.
    public func append(to others: inout [UInt8]) {
        switch storage {
        case .text(let text): others.append(contentsOf: text.utf8)
        case .bytes(let bytes): others.append(contentsOf: bytes)
        }
    }

    /// The number of bytes, as Go's `len` counts.
    public var count: Int {
        switch storage {
        case .text(let text): text.utf8.count
        case .bytes(let bytes): bytes.count
        }
    }
}

extension GoString {
    /// Whether both have the same bytes, as Go compares; Swift's strings also are equal in other spellings of a character.
    public static func == (left: GoString, right: GoString) -> Bool {
        switch (left.storage, right.storage) {
        case (.text(let left), .text(let right)): left == right && left.utf8.elementsEqual(right.utf8)
        case (.bytes(let left), .bytes(let right)): left == right
        default: false
        }
    }

    /// Whether the bytes come before those of another string.
    func precedes(_ other: GoString) -> Bool {
        if case .text(let left) = storage, case .text(let right) = other.storage {
            return left.utf8.lexicographicallyPrecedes(right.utf8)
        }
        return bytes.lexicographicallyPrecedes(other.bytes)
    }

    /// The byte at an index below `count`.
    func byte(at index: Int) -> UInt8 {
        switch storage {
        case .text(let text): text.utf8[text.utf8.index(text.startIndex, offsetBy: index)]
        case .bytes(let bytes): bytes[index]
        }
    }

    /// The bytes of a range within `count`.
    func slice(_ range: Range<Int>) -> GoString {
        switch storage {
        case .text(let text):
            let start = text.utf8.index(text.startIndex, offsetBy: range.lowerBound)
            let end = text.utf8.index(start, offsetBy: range.count)
            return GoString(bytes: text.utf8[start..<end])
        case .bytes(let bytes): return GoString(bytes: bytes[range])
        }
    }
}

extension GoString: ExpressibleByStringLiteral {
    public init(stringLiteral value: String) { self.init(value) }
}
