extension TimeLayout {
    func format(_ time: GoTime) -> String {
        let fields = Fields(time)
        var text: [UInt8] = []
        for part in parts {
            text += part.literal
            if let element = part.element { text += fields.text(of: element).utf8 }
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// A time taken apart.
    private struct Fields {
        let date: CivilDate
        let hour: Int
        let minute: Int
        let second: Int
        let nanoseconds: Int
        let zone: GoTime.Zone

        init(_ time: GoTime) {
            date = time.date
            hour = time.secondOfDay / 3600
            minute = time.secondOfDay / 60 % 60
            second = time.secondOfDay % 60
            nanoseconds = time.nanoseconds
            zone = time.zone
        }

        private var hour12: Int { hour % 12 == 0 ? 12 : hour % 12 }

        func text(of element: Element) -> String {
            switch element {
            case .longYear: padded(Int(date.year), 4)
            case .year: padded(Int(max(0, date.year % 100)), 2)
            case .longMonth: CivilDate.monthNames[date.month - 1]
            case .shortMonth: String(CivilDate.monthNames[date.month - 1].prefix(3))
            case .month: String(date.month)
            case .zeroMonth: padded(date.month, 2)
            case .longWeekday: CivilDate.weekdayNames[date.weekday]
            case .shortWeekday: String(CivilDate.weekdayNames[date.weekday].prefix(3))
            case .day: String(date.day)
            case .spaceDay: padded(date.day, 2, with: " ")
            case .zeroDay: padded(date.day, 2)
            case .spaceYearDay: padded(date.dayOfYear, 3, with: " ")
            case .zeroYearDay: padded(date.dayOfYear, 3)
            case .hour: padded(hour, 2)
            case .hour12: String(hour12)
            case .zeroHour12: padded(hour12, 2)
            case .minute: String(minute)
            case .zeroMinute: padded(minute, 2)
            case .second: String(second)
            case .zeroSecond: padded(second, 2)
            case .upperHalf: hour >= 12 ? "PM" : "AM"
            case .lowerHalf: hour >= 12 ? "pm" : "am"
            case .zoneName: zoneName
            case .offset(let isZulu, let hasMinutes, let hasSeconds, let hasColons):
                isZulu && zone.offset == 0
                    ? "Z" : offset(hasMinutes: hasMinutes, hasSeconds: hasSeconds, hasColons: hasColons)
            case .fraction(let digits, let separator, let trimsZeros):
                fraction(digits, separator, trimsZeros: trimsZeros)
            }
        }

        private func padded(_ number: Int, _ width: Int, with pad: String = "0") -> String {
            let digits = String(number.magnitude)
            return (number < 0 ? "-" : "") + String(repeating: pad, count: max(0, width - digits.count)) + digits
        }

        private var zoneName: String {
            if !zone.abbreviation.isEmpty { return zone.abbreviation }
            return offset(hasMinutes: true, hasSeconds: false, hasColons: false)
        }

        private func offset(hasMinutes: Bool, hasSeconds: Bool, hasColons: Bool) -> String {
            let seconds = Int(zone.offset.magnitude)
            let numbers =
                [seconds / 3600] + (hasMinutes ? [seconds / 60 % 60] : []) + (hasSeconds ? [seconds % 60] : [])
            // Below a minute, what is left of the offset does not count for the sign.
            return (zone.offset / 60 < 0 ? "-" : "+")
                + numbers.map { padded($0, 2) }.joined(separator: hasColons ? ":" : "")
        }

        private func fraction(_ digits: Int, _ separator: UInt8, trimsZeros: Bool) -> String {
            var text = String(padded(nanoseconds, 9).prefix(digits))
            while trimsZeros, text.utf8.last == UInt8(ascii: "0") { text.removeLast() }
            return text.isEmpty ? "" : String(decoding: [separator], as: UTF8.self) + text
        }
    }
}
