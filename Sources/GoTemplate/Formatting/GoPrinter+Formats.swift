/// `fmt.Sprintf`
extension GoPrinter {
    mutating func print(format: [UInt8], _ arguments: [GoValue]) throws(FunctionFailure) {
        var reader = FormatReader(format: format, arguments: arguments)
        while true {
            let text = reader.text()
            bytes += text
            guard reader.isAtVerb else { break }
            try print(directive: &reader)
        }
        if !reader.reordered, reader.argument < arguments.count {
            try print(extra: arguments[reader.argument...])
        }
        try settle()
    }

    private mutating func print(directive reader: inout FormatReader) throws(FunctionFailure) {
        let complaints = reader.readFlags()
        flags = reader.flags
        bytes += complaints.utf8
        guard let verb = reader.verb() else { return append("%!(NOVERB)") }
        if verb == "%" {
            append("%")
        } else if !reader.goodIndex {
            append("%!")
            bytes.append(verb)
            append("(BADINDEX)")
        } else if reader.argument >= reader.arguments.count {
            append("%!")
            bytes.append(verb)
            append("(MISSING)")
        } else {
            if verb == "v" || verb == "w" { flags.takeForValue() }
            try print(argument: reader.arguments[reader.argument], verb: verb)
            reader.argument += 1
        }
    }

    private mutating func print(extra arguments: ArraySlice<GoValue>) throws(FunctionFailure) {
        flags = FormatFlags()
        append("%!(EXTRA ")
        for (index, argument) in arguments.enumerated() {
            if index > 0 { append(", ") }
            if case .null = argument {
                append("<nil>")
            } else {
                bytes += argument.typeName.utf8
                append("=")
                try print(argument: argument, verb: "v")
            }
        }
        append(")")
    }
}

/// A format as it is read, piece by piece.
private struct FormatReader {
    let format: [UInt8]
    let arguments: [GoValue]
    private var index = 0
    /// The next argument.
    var argument = 0
    /// Whether any argument was asked for by its number.
    private(set) var reordered = false
    /// Whether the last number of an argument was one.
    private(set) var goodIndex = true
    private(set) var flags = FormatFlags()

    init(format: [UInt8], arguments: [GoValue]) {
        self.format = format
        self.arguments = arguments
    }

    private var next: UInt8? { index < format.count ? format[index] : nil }

    /// Whether this stands behind a percent sign.
    private(set) var isAtVerb = false

    /// What stands before the next percent sign, which is read too.
    mutating func text() -> ArraySlice<UInt8> {
        let start = index
        while let byte = next, byte != UInt8(ascii: "%") { index += 1 }
        let text = format[start..<index]
        isAtVerb = index < format.count
        if isAtVerb { index += 1 }
        return text
    }

    /// Flags, width and precision, with the numbers of arguments between them.
    ///
    /// - Returns: What is to be printed about a width or precision that is none.
    mutating func readFlags() -> String {
        flags = FormatFlags()
        goodIndex = true
        readSimpleFlags()
        var complaints = ""
        var afterIndex = readArgumentNumber()
        if next == UInt8(ascii: "*") {
            index += 1
            flags.width = takeInteger()
            if flags.width == nil { complaints += "%!(BADWIDTH)" }
            if let width = flags.width, width < 0 {
                flags.width = -width
                flags.minus = true
                flags.zero = false
            }
            afterIndex = false
        } else {
            flags.width = readNumber(until: format.count)
            if afterIndex, flags.width != nil { goodIndex = false }
        }
        if index + 1 < format.count, next == UInt8(ascii: ".") {
            index += 1
            if afterIndex { goodIndex = false }
            afterIndex = readArgumentNumber()
            if next == UInt8(ascii: "*") {
                index += 1
                flags.precision = takeInteger().flatMap { $0 < 0 ? nil : $0 }
                if flags.precision == nil { complaints += "%!(BADPREC)" }
                afterIndex = false
            } else {
                flags.precision = readNumber(until: format.count) ?? 0
            }
        }
        if !afterIndex { _ = readArgumentNumber() }
        return complaints
    }

    private mutating func readSimpleFlags() {
        while let byte = next {
            switch byte {
            case UInt8(ascii: "#"): flags.sharp = true
            case UInt8(ascii: "0"): flags.zero = true
            case UInt8(ascii: "+"): flags.plus = true
            case UInt8(ascii: "-"): flags.minus = true
            case UInt8(ascii: " "): flags.space = true
            default: return
            }
            index += 1
        }
    }

    mutating func verb() -> Unicode.Scalar? {
        guard index < format.count else { return nil }
        let (scalar, width) = format.character(at: index)
        index += width
        return scalar
    }

    /// Digits before an end; nil where there are none, and with everything before the end skipped where they are too
    /// large for Go.
    private mutating func readNumber(until end: Int) -> Int? {
        var number: Int?
        while index < end, case let byte = format[index], UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte {
            guard (number ?? 0) <= FormatFlags.largest else {
                index = end
                return nil
            }
            number = (number ?? 0) * 10 + Int(byte - UInt8(ascii: "0"))
            index += 1
        }
        return number
    }

    /// `[n]`, which makes argument n the next one.
    ///
    /// - Returns: Whether there was one.
    private mutating func readArgumentNumber() -> Bool {
        guard next == UInt8(ascii: "[") else { return false }
        reordered = true
        guard format.count - index >= 3, let end = format[index...].dropFirst().firstIndex(of: UInt8(ascii: "]")) else {
            index += 1
            goodIndex = false
            return false
        }
        index += 1
        let number = readNumber(until: end)
        let isNumber = number != nil && index == end
        index = end + 1
        if let number, isNumber, 1...max(1, arguments.count) ~= number, number <= arguments.count {
            argument = number - 1
            return true
        }
        goodIndex = false
        return isNumber
    }

    /// The next argument as a width or precision; nil if it is no integer or too large a one.
    private mutating func takeInteger() -> Int? {
        guard argument < arguments.count else { return nil }
        defer { argument += 1 }
        guard case .integer(let value, let type) = arguments[argument], !(type.isUnsigned && value < 0),
            value.magnitude <= FormatFlags.largest
        else { return nil }
        return Int(value)
    }
}
