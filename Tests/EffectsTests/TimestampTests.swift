import Effects
import Foundation
import Testing

struct TimestampTests {
    static let texts: [(text: String, seconds: Int64, nanoseconds: Int64)] = [
        ("1970-01-01T00:00:00Z", 0, 0), ("1969-12-31T23:59:59Z", -1, 0), ("2000-02-29T12:00:00Z", 951_825_600, 0),
        ("1900-03-01T00:00:00Z", -2_203_891_200, 0), ("2100-02-28T23:59:59Z", 4_107_542_399, 0),
        ("2024-02-29T23:59:59.999999999Z", 1_709_251_199, 999_999_999),
        ("2026-01-31T12:00:00.5+02:00", 1_769_853_600, 500_000_000),
        ("2026-01-31T12:00:00.123456-05:30", 1_769_880_600, 123_456_000), ("2026-01-31t12:00:00z", 1_769_860_800, 0),
        ("2026-01-31 12:00:00+00:00", 1_769_860_800, 0), ("2016-12-31T23:59:60Z", 1_483_228_800, 0),
        ("1969-12-31T23:59:59.25Z", -1, 250_000_000), ("2026-01-31T12:00:00.1234567899Z", 1_769_860_800, 123_456_789),
    ]

    @Test func stopsAtTheYearsItKnows() {
        let (first, last) = (Timestamp(nanosecondsSinceEpoch: .min), Timestamp(nanosecondsSinceEpoch: .max))
        #expect(last + .seconds(1) == last)
        #expect(first - .seconds(1) == first)
        #expect(first + .seconds(-1) == first)
        #expect(last - .seconds(-1) == last)
        #expect(Timestamp(secondsSinceEpoch: 0) + .seconds(Int64.max) == last)
        #expect(Timestamp(secondsSinceEpoch: 0) + .seconds(Int64.min) == first)
        #expect(Timestamp(secondsSinceEpoch: .max) == last)
        #expect(Timestamp(secondsSinceEpoch: .min) == first)
        #expect(last - first > .seconds(584 * 365 * 86_400))
        #expect(first - last < .seconds(-584 * 365 * 86_400))
        #expect(Duration.seconds(Int64.max).wholeNanoseconds == .max)
    }

    @Test(arguments: texts)
    func reads(text: String, seconds: Int64, nanoseconds: Int64) {
        let expected = seconds * 1_000_000_000 + nanoseconds
        #expect(Timestamp(rfc3339: text)?.nanosecondsSinceEpoch == expected)
    }

    @Test(arguments: [
        "", "2026-01-31", "2026-01-31T12:00:00", "2026-01-31T12:00Z", "2026-13-01T00:00:00Z", "2026-00-01T00:00:00Z",
        "2026-02-29T00:00:00Z", "2026-04-31T00:00:00Z", "2026-01-00T00:00:00Z", "2026-01-31T24:00:00Z",
        "2026-01-31T12:60:00Z", "2026-01-31T12:00:61Z", "2026-01-31T12:00:00.Z", "2026-01-31T12:00:00,5Z",
        "2026-01-31T12:00:00+0200", "2026-01-31T12:00:00+24:00", "2026-01-31T12:00:00+02:60", "2026-1-31T12:00:00Z",
        "2026-01-31T12:00:00Zx", " 2026-01-31T12:00:00Z", "26-01-31T12:00:00Z", "2026-01-31T12:00:00-Z",
        "1600-01-01T00:00:00Z", "2300-01-01T00:00:00Z", "２026-01-31T12:00:00Z",
    ])
    func refuses(text: String) {
        #expect(Timestamp(rfc3339: text) == nil)
    }

    @Test(
        arguments: [
            (0, "1970-01-01T00:00:00Z", "1970-01-01T00:00:00.000000Z"),
            (1, "1970-01-01T00:00:00Z", "1970-01-01T00:00:00.000000Z"),
            (-1, "1969-12-31T23:59:59Z", "1969-12-31T23:59:59.999999Z"),
            (1_709_251_199_000_001_999, "2024-02-29T23:59:59Z", "2024-02-29T23:59:59.000001Z"),
        ] as [(Int64, String, String)])
    func writes(nanoseconds: Int64, text: String, micro: String) {
        let timestamp = Timestamp(nanosecondsSinceEpoch: nanoseconds)
        #expect(timestamp.rfc3339 == text)
        #expect(timestamp.rfc3339Micro == micro)
    }

    @Test(arguments: [-9_000_000_000, -2_208_988_800, -86_401, 951_782_400, 951_868_799, 4_102_444_800, 9_000_000_000])
    func agreesWithFoundation(around center: Int64) throws {
        let formatter = ISO8601DateFormatter()
        // Steps of 23 days and some: every month, leap days and the ends of centuries.
        for step in Int64(-60)...60 {
            let seconds = center + step * 2_000_003
            guard abs(seconds) < 9_200_000_000 else { continue }
            let text = formatter.string(from: Date(timeIntervalSince1970: TimeInterval(seconds)))
            #expect(Timestamp(secondsSinceEpoch: seconds).rfc3339 == text)
            #expect(Timestamp(rfc3339: text)?.secondsSinceEpoch == seconds)
        }
    }

    @Test func calculates() {
        let timestamp = Timestamp(nanosecondsSinceEpoch: -1_500_000_000)
        #expect(timestamp.secondsSinceEpoch == -2)
        #expect(timestamp.truncatedToSeconds == Timestamp(secondsSinceEpoch: -2))
        #expect(timestamp + .milliseconds(1500) == Timestamp(secondsSinceEpoch: 0))
        #expect(timestamp - .seconds(1) == Timestamp(nanosecondsSinceEpoch: -2_500_000_000))
        #expect(Timestamp(secondsSinceEpoch: 5) - Timestamp(secondsSinceEpoch: 3) == .seconds(2))
        #expect(timestamp < timestamp + .nanoseconds(1))
    }
}

struct RandomSourceTests {
    private struct Counter: RandomSource {
        // Every value has all bits in turn set, which is what version and variant must survive.
        let value: UInt64
        func next() -> UInt64 { value }
    }

    @Test(arguments: [
        (UInt64.min, "00000000-0000-4000-8000-000000000000"), (UInt64.max, "ffffffff-ffff-4fff-bfff-ffffffffffff"),
    ])
    func makesVersion4UIDs(value: UInt64, uid: String) {
        #expect(Counter(value: value).uid() == uid)
    }

    @Test func systemRandomnessDiffers() {
        #expect(SystemRandom().uid() != SystemRandom().uid())
        #expect(UUID(uuidString: SystemRandom().uid()) != nil)
    }
}
