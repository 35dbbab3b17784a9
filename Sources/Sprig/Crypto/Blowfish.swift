/// The cipher Blowfish (Schneier, 1993) with the slow key schedule of bcrypt (Provos and Mazières, 1999).
struct Blowfish {
    /// The eighteen subkeys, then the four tables of 256 words each.
    private var words: [UInt32]

    private static let subkeyCount = 18
    private static let initialWords = PiFraction.words(subkeyCount + 4 * 256)

    /// - Parameters:
    ///   - salt: 16 bytes.
    ///   - cost: The binary logarithm of the number of rounds.
    init(key: [UInt8], salt: [UInt8], cost: Int) {
        words = Self.initialWords
        let none = [UInt8](repeating: 0, count: 16)
        expand(key: key, salt: salt)
        for _ in 0..<(1 << cost) {
            expand(key: key, salt: none)
            expand(key: salt, salt: none)
        }
    }

    private mutating func expand(key: [UInt8], salt: [UInt8]) {
        let saltWords = Self.cyclicWords(of: salt, count: 4)
        for (index, word) in Self.cyclicWords(of: key, count: Self.subkeyCount).enumerated() { words[index] ^= word }
        words.withUnsafeMutableBufferPointer { words in
            var block: (UInt32, UInt32) = (0, 0)
            for index in stride(from: 0, to: words.count, by: 2) {
                block.0 ^= saltWords[index & 2]
                block.1 ^= saltWords[index & 2 | 1]
                block = Self.encrypt(block, UnsafeBufferPointer(words))
                words[index] = block.0
                words[index + 1] = block.1
            }
        }
    }

    func encrypt(_ block: (UInt32, UInt32)) -> (UInt32, UInt32) {
        words.withUnsafeBufferPointer { Self.encrypt(block, $0) }
    }

    @inline(__always)
    private static func encrypt(_ block: (UInt32, UInt32), _ words: UnsafeBufferPointer<UInt32>) -> (UInt32, UInt32) {
        var (left, right) = block
        var round = 0
        while round < 16 {
            left ^= words[round]
            let first = words[18 + Int(left >> 24)] &+ words[274 + Int(left >> 16 & 0xff)]
            right ^= (first ^ words[530 + Int(left >> 8 & 0xff)]) &+ words[786 + Int(left & 0xff)]
            (left, right) = (right, left)
            round += 1
        }
        return (right ^ words[17], left ^ words[16])
    }

    /// Words of bytes that begin again at their end.
    private static func cyclicWords(of bytes: [UInt8], count: Int) -> [UInt32] {
        (0..<count).map { index in
            (0..<4).reduce(UInt32(0)) { $0 << 8 | UInt32(bytes[(index * 4 + $1) % bytes.count]) }
        }
    }
}
