/// The strings that a text has held so far, so that those it repeats share one storage: member names, API versions, labels.
///
/// A direct-mapped table: a string displaces the one whose place it takes. The owner calls `deallocate()`.
struct JSONStringCache {
    /// Shorter strings have no storage to share; longer ones seldom repeat.
    static let lengths = 16...64

    private struct Slot {
        /// The first occurrence in the text.
        var bytes: UnsafeBufferPointer<UInt8>
        var string: String
    }

    private let slotCount: Int
    private var slots: UnsafeMutablePointer<Slot>?

    init(textCount: Int) {
        slotCount = textCount < 8192 ? 32 : 256
    }

    /// The string of ASCII bytes of a length in `lengths`, made now unless the table has it.
    @inline(__always)
    mutating func string(_ bytes: UnsafeBufferPointer<UInt8>, fingerprint: UInt64) -> String {
        let slot = allocatedSlots() + Int(truncatingIfNeeded: fingerprint ^ fingerprint >> 32) & (slotCount - 1)
        if Self.areEqual(bytes, slot.pointee.bytes) { return slot.pointee.string }
        let string = String(decoding: bytes, as: UTF8.self)
        slot.pointee = Slot(bytes: bytes, string: string)
        return string
    }

    func deallocate() {
        guard let slots else { return }
        slots.deinitialize(count: slotCount)
        slots.deallocate()
    }

    @inline(__always)
    private mutating func allocatedSlots() -> UnsafeMutablePointer<Slot> {
        if let slots { return slots }
        let allocated = UnsafeMutablePointer<Slot>.allocate(capacity: slotCount)
        allocated.initialize(
            repeating: Slot(bytes: UnsafeBufferPointer(start: nil, count: 0), string: ""), count: slotCount)
        slots = allocated
        return allocated
    }

    /// Compares words of eight bytes; the last overlaps the one before.
    @inline(__always)
    private static func areEqual(_ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>) -> Bool {
        let count = left.count
        guard right.count == count else { return false }
        let left = UnsafeRawBufferPointer(left)
        let right = UnsafeRawBufferPointer(right)
        var offset = 0
        while offset < count {
            let place = min(offset, count - 8)
            let leftWord = left.loadUnaligned(fromByteOffset: place, as: UInt64.self)
            guard leftWord == right.loadUnaligned(fromByteOffset: place, as: UInt64.self) else { return false }
            offset += 8
        }
        return true
    }
}
