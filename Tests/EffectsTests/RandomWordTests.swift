import Effects
import Synchronization
import Testing

@Suite struct RandomWordTests {
    /// Gives out words in their order and counts them.
    private final class Words: RandomSource {
        private let words: Mutex<[UInt64]>
        init(_ words: UInt64...) { self.words = Mutex(words) }
        func next() -> UInt64 { words.withLock { $0.removeFirst() } }
    }

    @Test func writesVersionAndVariantIntoAnIdentifier() {
        #expect(Words(0, 0).uid() == "00000000-0000-4000-8000-000000000000")
        #expect(Words(.max, .max).uid() == "ffffffff-ffff-4fff-bfff-ffffffffffff")
        #expect(Words(0x0123_4567_89ab_cdef, 0x0123_4567_89ab_cdef).uid() == "01234567-89ab-4def-8123-456789abcdef")
    }

    @Test func takesAWordForEightBytes() {
        #expect(Words().bytes(count: 0) == [])
        #expect(Words(0x0807_0605_0403_0201, 0xff0a).bytes(count: 10) == [1, 2, 3, 4, 5, 6, 7, 8, 0x0a, 0xff])
    }
}
