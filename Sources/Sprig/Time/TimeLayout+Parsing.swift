import GoTemplate

extension TimeLayout {
    /// Reads a time in UTC, unless it says its zone, with Go's words for what is wrong.
    static func parse(_ text: String, layout: String) throws(FunctionFailure) -> GoTime {
        var parser = TimeParser(text: text)
        do throws(TimeParser.Failure) {
            let parts = TimeLayout(layout).parts
            for (part, next) in zip(parts, parts.dropFirst().map(\.element) + [nil]) {
                try parser.skip(part.literal)
                guard let element = part.element else {
                    guard parser.rest.isEmpty else {
                        throw .message(": extra text: \(quoted(parser.rest))")
                    }
                    break
                }
                let before = parser.rest
                do throws(TimeParser.Failure) {
                    try parser.read(element, before: next)
                } catch {
                    if case .mismatch = error { throw .expected(part.text, found: before) }
                    throw error
                }
            }
            return try parser.time()
        } catch {
            let value = GoFormat.quoted(GoString(text))
            switch error {
            case .message(let message): throw FunctionFailure("parsing time \(value)\(message)")
            case .expected(let expected, let found):
                throw FunctionFailure(
                    "parsing time \(value) as \(GoFormat.quoted(GoString(layout))): cannot parse \(quoted(found)) as "
                        + quoted(expected[...]))
            case .mismatch: throw FunctionFailure("parsing time \(value)")
            }
        }
    }

    private static func quoted(_ bytes: some Collection<UInt8>) -> String { GoFormat.quoted(GoString(bytes: bytes)) }
}

/// What has been read of a time.
struct TimeParser {
    enum Failure: Error {
        /// What stands there is not the element.
        case mismatch
        case expected([UInt8], found: ArraySlice<UInt8>)
        case message(String)

        static func outOfRange(_ what: String) -> Failure { .message(": \(what) out of range") }
    }

    private(set) var rest: ArraySlice<UInt8>
    private var year: Int64 = 0
    private var month: Int?
    private var day: Int?
    private var yearDay: Int?
    private var hour = 0
    private var minute = 0
    private var second = 0
    private var nanoseconds = 0
    private var isAfternoon: Bool?
    private var zone: GoTime.Zone?
    /// Whether the offset of the zone was given. What only has a name is read as UTC, whatever the name says.
    private var hasOffset = false

    init(text: String) { rest = Array(text.utf8)[...] }

    /// Skips literal text, in which spaces stand for any number of them.
    mutating func skip(_ literal: [UInt8]) throws(Failure) {
        let space = UInt8(ascii: " ")
        var remaining = literal[...]
        while let byte = remaining.first {
            if byte == space {
                if let next = rest.first, next != space { throw .expected(literal, found: rest) }
                remaining = remaining.drop { $0 == space }
                rest = rest.drop { $0 == space }
            } else {
                guard rest.first == byte else { throw .expected(literal, found: rest) }
                remaining.removeFirst()
                rest.removeFirst()
            }
        }
    }

    /// - Parameter next: The element that follows in the layout.
    mutating func read(_ element: TimeLayout.Element, before next: TimeLayout.Element?) throws(Failure) {
        switch element {
        case .longYear: year = Int64(try takeNumber(digits: 4...4))
        case .year:
            let value = try takeNumber(digits: 2...2)
            year = Int64(value >= 69 ? value + 1900 : value + 2000)
        case .longMonth: month = try takeName(CivilDate.monthNames) + 1
        case .shortMonth: month = try takeName(CivilDate.monthNames.map { String($0.prefix(3)) }) + 1
        case .month, .zeroMonth: month = try takeNumber(element == .zeroMonth ? 2...2 : 1...2, in: 1...12, "month")
        case .longWeekday: _ = try takeName(CivilDate.weekdayNames)
        case .shortWeekday: _ = try takeName(CivilDate.weekdayNames.map { String($0.prefix(3)) })
        case .day, .spaceDay, .zeroDay:
            if element == .spaceDay { skipSpaces(1) }
            day = try takeNumber(digits: element == .zeroDay ? 2...2 : 1...2)
        case .spaceYearDay, .zeroYearDay:
            if element == .spaceYearDay { skipSpaces(2) }
            yearDay = try takeNumber(digits: element == .zeroYearDay ? 3...3 : 1...3)
        case .hour: hour = try takeNumber(1...2, in: 0...23, "hour")
        case .hour12, .zeroHour12: hour = try takeNumber(element == .zeroHour12 ? 2...2 : 1...2, in: 0...12, "hour")
        case .minute, .zeroMinute:
            minute = try takeNumber(element == .zeroMinute ? 2...2 : 1...2, in: 0...59, "minute")
        case .second, .zeroSecond:
            second = try takeNumber(element == .zeroSecond ? 2...2 : 1...2, in: 0...59, "second")
            // A fraction may follow even where the layout has none.
            if case .fraction? = next { break }
            if isAtFraction { try takeFraction(digits: rest.dropFirst().prefix(while: \.isASCIIDigit).count) }
        case .upperHalf: isAfternoon = try takeHalf("AM", "PM")
        case .lowerHalf: isAfternoon = try takeHalf("am", "pm")
        case .zoneName: try takeZoneName()
        case .offset(let isZulu, let hasMinutes, let hasSeconds, let hasColons):
            if isZulu, rest.first == UInt8(ascii: "Z") {
                rest.removeFirst()
                zone = .utc
                hasOffset = true
            } else {
                try takeOffset(count: 1 + (hasMinutes ? 1 : 0) + (hasSeconds ? 1 : 0), hasColons: hasColons)
            }
        case .fraction(let digits, _, let trimsZeros):
            if !trimsZeros {
                try takeFraction(digits: digits)
            } else if isAtFraction {
                try takeFraction(digits: rest.dropFirst().prefix(while: \.isASCIIDigit).count)
            }
        }
    }

    func time() throws(Failure) -> GoTime {
        let date = try date()
        let hour =
            switch isAfternoon {
            case true? where self.hour < 12: self.hour + 12
            case false? where self.hour == 12: 0
            default: self.hour
            }
        let zone = zone ?? .utc
        return GoTime(
            date, secondOfDay: hour * 3600 + minute * 60 + second, nanoseconds: nanoseconds,
            zone: hasOffset ? zone : .utc
        ).shown(in: zone)
    }

    private func date() throws(Failure) -> CivilDate {
        guard let yearDay else {
            let date = CivilDate(year: year, month: month ?? 1, day: day ?? 1)
            guard (1...CivilDate.days(in: date.month, of: year)).contains(date.day) else { throw .outOfRange("day") }
            return date
        }
        guard (1...(CivilDate.isLeap(year) ? 366 : 365)).contains(yearDay) else { throw .outOfRange("day-of-year") }
        let first = CivilDate(year: year, month: 1, day: 1).daysSinceEpoch
        let date = CivilDate(daysSinceEpoch: first + Int64(yearDay) - 1)
        if let month, month != date.month { throw .message(": day-of-year does not match month") }
        if let day, day != date.day { throw .message(": day-of-year does not match day") }
        return date
    }
}

extension TimeParser {
    private mutating func takeNumber(digits: ClosedRange<Int>) throws(Failure) -> Int {
        let taken = rest.prefix(digits.upperBound).prefix(while: \.isASCIIDigit)
        guard taken.count >= digits.lowerBound, let number = Int(String(decoding: taken, as: UTF8.self)) else {
            throw .mismatch
        }
        rest = rest.dropFirst(taken.count)
        return number
    }

    private mutating func takeNumber(
        _ digits: ClosedRange<Int>, in range: ClosedRange<Int>, _ what: String
    ) throws(Failure) -> Int {
        let number = try takeNumber(digits: digits)
        guard range.contains(number) else { throw .outOfRange(what) }
        return number
    }

    /// The index of a name, whose case does not matter.
    private mutating func takeName(_ names: [String]) throws(Failure) -> Int {
        let index = names.firstIndex { name in
            rest.count >= name.utf8.count
                && zip(rest, name.utf8).allSatisfy { $0 == $1 || ($0 | 0x20 == $1 | 0x20 && $0.isASCIILetter) }
        }
        guard let index else { throw .mismatch }
        rest = rest.dropFirst(names[index].utf8.count)
        return index
    }

    private mutating func skipSpaces(_ limit: Int) {
        rest = rest.dropFirst(rest.prefix(limit).prefix { $0 == UInt8(ascii: " ") }.count)
    }

    private mutating func takeHalf(_ morning: String, _ afternoon: String) throws(Failure) -> Bool {
        let taken = rest.prefix(2)
        guard taken.elementsEqual(morning.utf8) || taken.elementsEqual(afternoon.utf8) else { throw .mismatch }
        rest = rest.dropFirst(2)
        return taken.elementsEqual(afternoon.utf8)
    }

    private var isAtFraction: Bool {
        guard let separator = rest.first, let next = rest.dropFirst().first else { return false }
        return (separator == UInt8(ascii: ".") || separator == UInt8(ascii: ",")) && next.isASCIIDigit
    }

    private mutating func takeFraction(digits: Int) throws(Failure) {
        let taken = rest.dropFirst().prefix(digits)
        guard let separator = rest.first, separator == UInt8(ascii: ".") || separator == UInt8(ascii: ","),
            taken.count == digits, taken.allSatisfy(\.isASCIIDigit)
        else { throw .mismatch }
        rest = rest.dropFirst(1 + digits)
        nanoseconds = (0..<9).reduce(0) { $0 * 10 + ($1 < digits ? Int(taken[taken.startIndex + $1]) - 0x30 : 0) }
    }

    private mutating func takeOffset(count: Int, hasColons: Bool) throws(Failure) {
        let length = 1 + 2 * count + (hasColons ? count - 1 : 0)
        let colons = hasColons ? (1..<count).map { rest.startIndex + 3 * $0 } : []
        guard let sign = rest.first, rest.count >= length, colons.allSatisfy({ rest[$0] == UInt8(ascii: ":") }) else {
            throw .mismatch
        }
        rest.removeFirst()
        var numbers: [Int] = []
        for (name, limit) in [("hour", 24), ("minute", 60), ("second", 60)].prefix(count) {
            if !numbers.isEmpty, hasColons { rest.removeFirst() }
            numbers.append(try takeNumber(2...2, in: 0...limit, "time zone offset \(name)"))
        }
        guard sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") else { throw .mismatch }
        let magnitude = zip(numbers, [3600, 60, 1]).reduce(0) { $0 + $1.0 * $1.1 }
        let offset = sign == UInt8(ascii: "-") ? -magnitude : magnitude
        zone = offset == 0 ? .utc : GoTime.Zone(abbreviation: zone?.abbreviation ?? "", offset: offset)
        hasOffset = true
    }

    /// An abbreviation such as `CEST`, whose offset nobody knows, or `GMT-3`, or `+03`.
    private mutating func takeZoneName() throws(Failure) {
        if rest.starts(with: "UTC".utf8) {
            rest = rest.dropFirst(3)
            zone = .utc
            hasOffset = true
            return
        }
        let length = zoneNameLength
        guard length > 0 else { throw .mismatch }
        let name = String(decoding: rest.prefix(length), as: UTF8.self)
        rest = rest.dropFirst(length)
        if hasOffset {
            if zone?.offset != 0 { zone?.abbreviation = name }
            return
        }
        let hours = name.hasPrefix("GMT") ? Int(name.dropFirst(3)) ?? 0 : 0
        zone = GoTime.Zone(abbreviation: name, offset: hours * 3600)
    }

    private var zoneNameLength: Int {
        let signed = Self.signedHourLength(rest)
        if signed > 0 { return signed }
        if rest.starts(with: "ChST".utf8) || rest.starts(with: "MeST".utf8) { return 4 }
        if rest.starts(with: "GMT".utf8) { return 3 + Self.signedHourLength(rest.dropFirst(3)) }
        let letters = rest.prefix(6).prefix { (0x41...0x5a).contains($0) }
        switch letters.count {
        case 3: return 3
        case 4: return letters.last == UInt8(ascii: "T") || letters.elementsEqual("WITA".utf8) ? 4 : 0
        case 5: return letters.last == UInt8(ascii: "T") ? 5 : 0
        default: return 0
        }
    }

    private static func signedHourLength(_ text: ArraySlice<UInt8>) -> Int {
        guard let sign = text.first, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") else { return 0 }
        let digits = text.dropFirst().prefix(while: \.isASCIIDigit)
        guard let hours = Int(String(decoding: digits, as: UTF8.self)), hours <= 23 else { return 0 }
        return 1 + digits.count
    }
}
