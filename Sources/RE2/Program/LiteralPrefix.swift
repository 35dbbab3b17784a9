/// The bytes with which every match begins.
struct LiteralPrefix: Sendable {
    /// A search compares this much at each place at worst.
    static let limit = 32

    private(set) var bytes: [UInt8] = []
    /// The bytes are all there is to a match, and nothing else is noted of it.
    private(set) var isWhole = false

    init(of instructions: [Instruction], from start: Int32, captureCount: Int) {
        var index = Int(start)
        while bytes.count <= Self.limit - 4 {
            let instruction = instructions[index]
            switch instruction.operation {
            case .match:
                isWhole = !bytes.isEmpty && captureCount == 0
                return
            case .capture:
                break
            case .scalar:
                // A surrogate occurs in no text.
                guard let scalar = Unicode.Scalar(instruction.argument) else { return }
                bytes.append(contentsOf: String(scalar).utf8)
            default:
                return
            }
            index = Int(instruction.next)
        }
    }

    var isEmpty: Bool { bytes.isEmpty }

    /// The first place at or behind a position where the bytes stand.
    func firstIndex(in text: UnsafeBufferPointer<UInt8>, from position: Int) -> Int? {
        bytes.withUnsafeBufferPointer { bytes in
            guard let first = bytes.first else { return position }
            let last = text.count - bytes.count
            var position = position
            while position <= last {
                guard let candidate = Self.firstIndex(of: first, in: text, from: position), candidate <= last else {
                    return nil
                }
                var matched = 1
                while matched < bytes.count, text[candidate + matched] == bytes[matched] { matched += 1 }
                if matched == bytes.count { return candidate }
                position = candidate + 1
            }
            return nil
        }
    }

    /// Looks at eight bytes at a time.
    private static func firstIndex(
        of byte: UInt8, in text: UnsafeBufferPointer<UInt8>, from start: Int
    ) -> Int? {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let pattern = UInt64(byte) &* ones
        let bytes = UnsafeRawBufferPointer(text)
        var position = start
        while position + 8 <= bytes.count {
            let word = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self)) ^ pattern
            let zeros = (word &- ones) & ~word & (ones << 7)
            if zeros != 0 { return position + zeros.trailingZeroBitCount / 8 }
            position += 8
        }
        while position < bytes.count {
            if bytes[position] == byte { return position }
            position += 1
        }
        return nil
    }
}
