extension Timestamp {
    /// `2026-01-31T12:00:00Z`: RFC 3339 in UTC to the second, the form of `metav1.Time`.
    public var rfc3339: String { text(fractionDigits: 0) }

    /// `2026-01-31T12:00:00.123456Z`: RFC 3339 in UTC to the microsecond, the form of `metav1.MicroTime`.
    public var rfc3339Micro: String { text(fractionDigits: 6) }

    private func text(fractionDigits: Int) -> String {
        let (seconds, nanoseconds) = Self.floorDivide(nanosecondsSinceEpoch, 1_000_000_000)
        let (day, secondOfDay) = Self.floorDivide(seconds, 86_400)
        let date = CivilDate(daysSinceEpoch: day)
        var text = ""
        text.append(padded: date.year, width: 4)
        text.append("-")
        text.append(padded: date.month, width: 2)
        text.append("-")
        text.append(padded: date.day, width: 2)
        text.append("T")
        text.append(padded: secondOfDay / 3600, width: 2)
        text.append(":")
        text.append(padded: secondOfDay / 60 % 60, width: 2)
        text.append(":")
        text.append(padded: secondOfDay % 60, width: 2)
        if fractionDigits > 0 {
            let divisor = (fractionDigits..<9).reduce(Int64(1)) { result, _ in result * 10 }
            text.append(".")
            text.append(padded: nanoseconds / divisor, width: fractionDigits)
        }
        text.append("Z")
        return text
    }

    /// Reads an RFC 3339 timestamp with any offset and up to nine digits of fraction; further digits are dropped.
    ///
    /// - Returns: `nil` unless the whole text is one timestamp within the years 1678 to 2261, which 64 bits of nanoseconds
    ///   can hold.
    public init?(rfc3339 text: some StringProtocol) {
        var scanner = DigitScanner(Array(text.utf8))
        guard let year = scanner.number(width: 4), (1678...2261).contains(year), scanner.skip("-"),
            let month = scanner.number(width: 2), (1...12).contains(month), scanner.skip("-"),
            let day = scanner.number(width: 2), day >= 1, day <= CivilDate.days(inMonth: month, of: year),
            scanner.skip("T") || scanner.skip("t") || scanner.skip(" "),
            let hour = scanner.number(width: 2), hour < 24, scanner.skip(":"),
            let minute = scanner.number(width: 2), minute < 60, scanner.skip(":"),
            // 60 is a leap second, which the second after it stands for.
            let second = scanner.number(width: 2), second <= 60
        else { return nil }
        var nanoseconds: Int64 = 0
        if scanner.skip(".") {
            guard let fraction = scanner.fraction() else { return nil }
            nanoseconds = fraction
        }
        guard let offset = scanner.offset(), scanner.isAtEnd else { return nil }
        let days = CivilDate(year: year, month: month, day: day).daysSinceEpoch
        let seconds = days * 86_400 + hour * 3600 + minute * 60 + second - offset
        self.init(nanosecondsSinceEpoch: seconds * 1_000_000_000 + nanoseconds)
    }
}

/// A date of the proleptic Gregorian calendar. The conversions count eras of 400 years from 1 March of year 0, so that the
/// leap day is the last day of its year.
private struct CivilDate {
    var year: Int64
    var month: Int64
    var day: Int64

    init(year: Int64, month: Int64, day: Int64) {
        self.year = year
        self.month = month
        self.day = day
    }

    init(daysSinceEpoch: Int64) {
        let (era, dayOfEra) = Timestamp.floorDivide(daysSinceEpoch + 719_468, 146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    }

    var daysSinceEpoch: Int64 {
        let shiftedYear = month <= 2 ? year - 1 : year
        let (era, yearOfEra) = Timestamp.floorDivide(shiftedYear, 400)
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }

    static func days(inMonth month: Int64, of year: Int64) -> Int64 {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}

private struct DigitScanner {
    private let bytes: [UInt8]
    private var position = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    var isAtEnd: Bool { position == bytes.count }

    mutating func skip(_ character: Unicode.Scalar) -> Bool {
        guard position < bytes.count, bytes[position] == UInt8(ascii: character) else { return false }
        position += 1
        return true
    }

    mutating func number(width: Int) -> Int64? {
        guard position + width <= bytes.count else { return nil }
        var value: Int64 = 0
        for byte in bytes[position..<position + width] {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
            value = value * 10 + Int64(byte - UInt8(ascii: "0"))
        }
        position += width
        return value
    }

    /// The digits of a fraction of a second, in nanoseconds.
    mutating func fraction() -> Int64? {
        var value: Int64 = 0
        var digits = 0
        while let digit = number(width: 1) {
            if digits < 9 { value = value * 10 + digit }
            digits += 1
        }
        guard digits > 0 else { return nil }
        return (min(digits, 9)..<9).reduce(value) { value, _ in value * 10 }
    }

    /// `Z` or `±hh:mm`, in seconds east of UTC.
    mutating func offset() -> Int64? {
        if skip("Z") || skip("z") { return 0 }
        let sign: Int64
        if skip("+") { sign = 1 } else if skip("-") { sign = -1 } else { return nil }
        guard let hours = number(width: 2), hours < 24, skip(":"), let minutes = number(width: 2), minutes < 60 else {
            return nil
        }
        return sign * (hours * 3600 + minutes * 60)
    }
}

extension String {
    fileprivate mutating func append(padded value: Int64, width: Int) {
        let digits = String(value)
        append(String(repeating: "0", count: Swift.max(0, width - digits.count)))
        append(digits)
    }
}
