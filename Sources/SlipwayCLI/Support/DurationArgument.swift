import ArgumentParser

/// A duration as kubectl takes it: `90s`, `2m`, `1h30m`, `500ms`, or a plain number of seconds.
struct DurationArgument: ExpressibleByArgument, CustomStringConvertible, Sendable {
    let duration: Duration

    init(_ duration: Duration) {
        self.duration = duration
    }

    init?(argument: String) {
        if let seconds = Int64(argument), seconds >= 0 {
            self.init(.seconds(seconds))
            return
        }
        var rest = argument[...]
        var total = Duration.zero
        while !rest.isEmpty {
            let digits = rest.prefix { $0.isASCII && $0.isNumber }
            let unit = rest.dropFirst(digits.count).prefix { $0.isLetter }
            guard let count = Int64(digits), count < 1_000_000_000, let length = Self.units[String(unit)] else {
                return nil
            }
            total += length * Int(count)
            rest = rest.dropFirst(digits.count + unit.count)
        }
        guard !argument.isEmpty else { return nil }
        self.init(total)
    }

    private static let units: [String: Duration] = [
        "ms": .milliseconds(1), "s": .seconds(1), "m": .seconds(60), "h": .seconds(3600),
    ]

    var description: String {
        let seconds = duration.components.seconds
        guard duration.components.attoseconds == 0 else {
            return "\(seconds * 1000 + duration.components.attoseconds / 1_000_000_000_000_000)ms"
        }
        var text = ""
        if seconds >= 3600 { text += "\(seconds / 3600)h" }
        if seconds % 3600 >= 60 { text += "\(seconds % 3600 / 60)m" }
        if seconds % 60 > 0 || text.isEmpty { text += "\(seconds % 60)s" }
        return text
    }

    var defaultValueDescription: String { description }
}
