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

extension GoString: ExpressibleByStringLiteral {
    public init(stringLiteral value: String) { self.init(value) }
}
