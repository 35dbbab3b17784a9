import ObjectStore

/// The values that were read or written last, by revision, up to a number of bytes.
///
/// Two generations: what is asked for moves to the young one; when that has grown to half of the bound, the old one is
/// forgotten and it takes its place. Cheaper than an exact order of use, and as good here.
struct ValueCache: Sendable {
    private let maximumBytes: Int
    private var young: [Revision: [UInt8]] = [:]
    private var youngBytes = 0
    private var old: [Revision: [UInt8]] = [:]

    /// What an entry costs besides its bytes, roughly.
    private static let overhead = 64

    init(maximumBytes: Int) {
        self.maximumBytes = maximumBytes
    }

    mutating func value(at revision: Revision) -> [UInt8]? {
        if let value = young[revision] { return value }
        guard let value = old.removeValue(forKey: revision) else { return nil }
        insert(value, at: revision)
        return value
    }

    mutating func insert(_ value: [UInt8], at revision: Revision) {
        let bytes = value.count + Self.overhead
        guard bytes <= maximumBytes / 2 else { return }
        if youngBytes + bytes > maximumBytes / 2 {
            old = young
            young = [:]
            youngBytes = 0
        }
        if young.updateValue(value, forKey: revision) == nil { youngBytes += bytes }
    }
}
