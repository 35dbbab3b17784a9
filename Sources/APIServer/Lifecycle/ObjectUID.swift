import Machinery

/// A `metadata.uid` in 16 bytes, so that all objects of a large plane can be remembered.
///
/// The server makes UUIDs, which are kept as they are. An owner reference may hold any text; one that is no UUID is
/// kept as a hash and equals no object's.
struct ObjectUID: Sendable, Hashable, Comparable {
    private let high: UInt64
    private let low: UInt64

    init(_ text: String) {
        var value: (high: UInt64, low: UInt64) = (0, 0)
        var digits = 0
        for byte in text.utf8 where byte != UInt8(ascii: "-") {
            guard let digit = Self.digit(byte) else {
                digits = 0
                break
            }
            value = (value.high << 4 | value.low >> 60, value.low << 4 | digit)
            digits += 1
        }
        if digits == 32 {
            (high, low) = value
        } else {
            high = FNV1a.hash64(text.utf8)
            low = UInt64(text.utf8.count)
        }
    }

    static func < (left: ObjectUID, right: ObjectUID) -> Bool {
        (left.high, left.low) < (right.high, right.low)
    }

    private static func digit(_ byte: UInt8) -> UInt64? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt64(byte - UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt64(byte - UInt8(ascii: "a") + 10)
        default: nil
        }
    }
}
