/// A layout of Go's package `time`, which shows how the second of January 2006, 15:04:05, would be written.
struct TimeLayout {
    enum Element: Equatable {
        case longYear, year
        case longMonth, shortMonth, month, zeroMonth
        case longWeekday, shortWeekday
        case day, spaceDay, zeroDay, spaceYearDay, zeroYearDay
        case hour, hour12, zeroHour12, minute, zeroMinute, second, zeroSecond
        case upperHalf, lowerHalf
        case zoneName
        /// An offset, such as `-07:00`, or with `Z` for none.
        case offset(isZulu: Bool, hasMinutes: Bool, hasSeconds: Bool, hasColons: Bool)
        /// Digits behind a point or comma; those at the end that are zero may be left out.
        case fraction(digits: Int, separator: UInt8, trimsZeros: Bool)
    }

    struct Part {
        /// What stands before the element as it is.
        var literal: [UInt8]
        /// nil for the end of the layout.
        var element: Element?
        /// How the layout writes the element.
        var text: [UInt8]
    }

    let parts: [Part]

    init(_ layout: String) {
        var parts: [Part] = []
        var rest = Array(layout.utf8)[...]
        while true {
            guard let (start, element, length) = Self.firstElement(in: rest) else {
                parts.append(Part(literal: Array(rest), element: nil, text: []))
                break
            }
            let end = start + length
            parts.append(Part(literal: Array(rest[..<start]), element: element, text: Array(rest[start..<end])))
            rest = rest[end...]
        }
        self.parts = parts
    }

    private static func firstElement(in rest: ArraySlice<UInt8>) -> (Int, Element, Int)? {
        for index in rest.indices {
            if let (element, length) = element(at: rest[index...]) { return (index, element, length) }
        }
        return nil
    }

    private static func element(at rest: ArraySlice<UInt8>) -> (Element, Int)? {
        guard let first = rest.first else { return nil }
        if first == UInt8(ascii: ".") || first == UInt8(ascii: ",") { return fraction(at: rest) }
        // `_2006` is an underscore and a year.
        if rest.starts(with: "_2006".utf8) { return nil }
        for (text, element) in names[first] ?? [] where rest.starts(with: text.utf8) {
            let next = rest.dropFirst(text.utf8.count).first
            if element == .shortMonth || element == .shortWeekday, let next, (0x61...0x7a).contains(next) { continue }
            return (element, text.utf8.count)
        }
        return nil
    }

    private static func fraction(at rest: ArraySlice<UInt8>) -> (Element, Int)? {
        guard let separator = rest.first, let digit = rest.dropFirst().first,
            digit == UInt8(ascii: "0") || digit == UInt8(ascii: "9")
        else { return nil }
        let digits = rest.dropFirst().prefix { $0 == digit }.count
        if let next = rest.dropFirst(1 + digits).first, next.isASCIIDigit { return nil }
        let element = Element.fraction(digits: digits, separator: separator, trimsZeros: digit == UInt8(ascii: "9"))
        return (element, 1 + digits)
    }

    /// The elements by their first byte; of those that begin alike, the longer first.
    private static let names: [UInt8: [(String, Element)]] = Dictionary(
        grouping: [
            ("January", .longMonth), ("Jan", .shortMonth), ("Monday", .longWeekday), ("Mon", .shortWeekday),
            ("MST", .zoneName), ("01", .zeroMonth), ("02", .zeroDay), ("03", .zeroHour12), ("04", .zeroMinute),
            ("05", .zeroSecond), ("06", .year), ("002", .zeroYearDay), ("15", .hour), ("1", .month),
            ("2006", .longYear), ("2", .day), ("_2", .spaceDay), ("__2", .spaceYearDay), ("3", .hour12),
            ("4", .minute), ("5", .second), ("PM", .upperHalf), ("pm", .lowerHalf),
        ] + offsets(sign: "-", isZulu: false) + offsets(sign: "Z", isZulu: true)
    ) { $0.0.utf8.first ?? 0 }

    private static func offsets(sign: String, isZulu: Bool) -> [(String, Element)] {
        func element(minutes: Bool, seconds: Bool, colons: Bool) -> Element {
            .offset(isZulu: isZulu, hasMinutes: minutes, hasSeconds: seconds, hasColons: colons)
        }
        return [
            (sign + "070000", element(minutes: true, seconds: true, colons: false)),
            (sign + "07:00:00", element(minutes: true, seconds: true, colons: true)),
            (sign + "0700", element(minutes: true, seconds: false, colons: false)),
            (sign + "07:00", element(minutes: true, seconds: false, colons: true)),
            (sign + "07", element(minutes: false, seconds: false, colons: false)),
        ]
    }
}
