#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// A key: printable ASCII, parts separated by `/`, ordered by bytes.
public struct StoreKey: Sendable, Hashable, Comparable, CustomStringConvertible {
    public let text: String
    public init(_ text: String) { self.text = text }

    public static func < (left: StoreKey, right: StoreKey) -> Bool {
        left.withBytes { left in
            right.withBytes { right in
                let order = left.compareCommonBytes(with: right)
                return order == 0 ? left.count < right.count : order < 0
            }
        }
    }

    public func hasPrefix(_ prefix: StoreKey) -> Bool {
        withBytes { bytes in
            prefix.withBytes { prefix in
                bytes.count >= prefix.count && bytes.compareCommonBytes(with: prefix) == 0
            }
        }
    }

    /// The key's bytes: native strings lend their storage, any other is copied first.
    private func withBytes<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        text.utf8.withContiguousStorageIfAvailable(body) ?? Array(text.utf8).withUnsafeBufferPointer(body)
    }

    public var description: String { text }
}

extension UnsafeBufferPointer<UInt8> {
    /// The order of the bytes up to the end of the shorter buffer: negative, zero or positive as for `memcmp`.
    fileprivate func compareCommonBytes(with other: Self) -> Int32 {
        guard let left = baseAddress, let right = other.baseAddress else { return 0 }
        return memcmp(left, right, Swift.min(count, other.count))
    }
}
