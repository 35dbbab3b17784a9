extension GoPrinter {
    mutating func print(
        _ value: Int64, _ type: GoIntegerType, verb: Unicode.Scalar
    ) throws(FunctionFailure) {
        let isNegative = value < 0 && !type.isUnsigned
        let magnitude = isNegative ? value.magnitude : UInt64(bitPattern: value)
        switch verb {
        case "v" where flags.sharpV && type.isUnsigned:
            try write(magnitude, isNegative: false, base: 16, verb: verb, sharp: true)
        case "v", "d": try write(magnitude, isNegative: isNegative, base: 10, verb: verb, sharp: flags.sharp)
        case "b": try write(magnitude, isNegative: isNegative, base: 2, verb: verb, sharp: flags.sharp)
        case "o", "O": try write(magnitude, isNegative: isNegative, base: 8, verb: verb, sharp: flags.sharp)
        case "x", "X": try write(magnitude, isNegative: isNegative, base: 16, verb: verb, sharp: flags.sharp)
        case "c": try pad(Array(String(Self.character(value)).utf8))
        case "q": try pad(GoQuoting(isASCII: flags.plus).quoted(Self.character(value)))
        case "U": try write(unicode: UInt64(bitPattern: value))
        default: try badVerb(verb, .integer(value, type))
        }
    }

    private static func character(_ value: Int64) -> Unicode.Scalar {
        UInt32(exactly: value).flatMap(Unicode.Scalar.init) ?? "\u{fffd}"
    }

    /// An integer with the flags' width, precision, sign and prefix.
    mutating func write(
        _ magnitude: UInt64, isNegative: Bool, base: Int, verb: Unicode.Scalar, sharp: Bool
    ) throws(FunctionFailure) {
        let padsWithZeros = flags.zero
        // Zeros in front are part of the number, or precision rules them out.
        flags.zero = false
        defer { flags.zero = padsWithZeros }
        var least = 0
        if let precision = flags.precision {
            if precision == 0, magnitude == 0 { return try writePadding(flags.width ?? 0) }
            least = precision
        } else if padsWithZeros, !flags.minus, let width = flags.width {
            least = width - (isNegative || flags.plus || flags.space ? 1 : 0)
        }
        let digits = String(magnitude, radix: base, uppercase: verb == "X").utf8
        var text: [UInt8] = []
        if isNegative {
            text.append(UInt8(ascii: "-"))
        } else if flags.plus {
            text.append(UInt8(ascii: "+"))
        } else if flags.space {
            text.append(UInt8(ascii: " "))
        }
        let zeros = max(0, least - digits.count)
        if verb == "O" { text += "0o".utf8 }
        if sharp {
            switch base {
            case 2: text += "0b".utf8
            case 8 where zeros == 0 && magnitude != 0: text += "0".utf8
            case 16: text += (verb == "X" ? "0X" : "0x").utf8
            default: break
            }
        }
        if zeros > 4096 { try reserve(zeros) }
        text += repeatElement(UInt8(ascii: "0"), count: zeros)
        text += digits
        try pad(text)
    }

    /// `U+0078`, and with `#` the character behind it.
    private mutating func write(unicode value: UInt64) throws(FunctionFailure) {
        let digits = String(value, radix: 16, uppercase: true).utf8
        let zeros = max(0, max(4, flags.precision ?? 0) - digits.count)
        if zeros > 4096 { try reserve(zeros) }
        var text = Array("U+".utf8)
        text += repeatElement(UInt8(ascii: "0"), count: zeros)
        text += digits
        if flags.sharp, let scalar = UInt32(exactly: value).flatMap(Unicode.Scalar.init), scalar.isPrintable {
            text += " '\(scalar)'".utf8
        }
        let padsWithZeros = flags.zero
        flags.zero = false
        defer { flags.zero = padsWithZeros }
        try pad(text)
    }

    mutating func print(_ value: Double, verb: Unicode.Scalar) throws(FunctionFailure) {
        switch verb {
        case "v": try write(value, format: "g", precision: nil)
        case "b", "g", "G", "x", "X": try write(value, format: Character(verb), precision: nil)
        case "f", "e", "E": try write(value, format: Character(verb), precision: 6)
        case "F": try write(value, format: "f", precision: 6)
        default: try badVerb(verb, .float(value))
        }
    }

    private mutating func write(_ value: Double, format: Character, precision: Int?) throws(FunctionFailure) {
        let precision = flags.precision ?? precision
        if let precision, precision > 4096 { try reserve(precision) }
        var text = GoFloatText.bytes(value, format: format, precision: precision)
        var sign = UInt8(ascii: "+")
        if let first = text.first, first == UInt8(ascii: "-") || first == UInt8(ascii: "+") {
            sign = first
            text.removeFirst()
        }
        let showsSign = flags.plus || flags.space || sign == UInt8(ascii: "-")
        if flags.space, sign == UInt8(ascii: "+"), !flags.plus { sign = UInt8(ascii: " ") }
        guard value.isFinite else {
            return try pad(notANumber: text, sign: sign, showsSign: showsSign, isInfinite: value.isInfinite)
        }
        if flags.sharp, format != "b" { Self.keepPoint(in: &text, format: format, precision: precision) }
        guard showsSign else { return try pad(text) }
        if flags.zero, !flags.minus, let width = flags.width, width > text.count + 1 {
            bytes.append(sign)
            try writePadding(width - text.count - 1)
            bytes += text
        } else {
            try pad([sign] + text)
        }
    }

    /// Infinities, which always show their sign in Go, and NaN, none of which zeros are put before.
    private mutating func pad(
        notANumber text: [UInt8], sign: UInt8, showsSign: Bool, isInfinite: Bool
    ) throws(FunctionFailure) {
        let padsWithZeros = flags.zero
        flags.zero = false
        defer { flags.zero = padsWithZeros }
        try pad(isInfinite || showsSign ? [sign] + text : text)
    }

    /// `#` keeps the decimal point and the zeros at the end.
    private static func keepPoint(in text: inout [UInt8], format: Character, precision: Int?) {
        let isHexadecimal = format == "x" || format == "X"
        var missing = "gGx".contains(format) ? precision ?? 6 : 0
        var tail: [UInt8] = []
        let mark = text.firstIndex { byte in
            switch byte {
            case UInt8(ascii: "p"), UInt8(ascii: "P"): true
            case UInt8(ascii: "e"), UInt8(ascii: "E"): !isHexadecimal
            default: false
            }
        }
        if let mark {
            tail = Array(text[mark...])
            text.removeSubrange(mark...)
        }
        var hasPoint = false
        var isSignificant = false
        for byte in text {
            if byte == UInt8(ascii: ".") {
                hasPoint = true
            } else {
                isSignificant = isSignificant || byte != UInt8(ascii: "0")
                if isSignificant { missing -= 1 }
            }
        }
        if !hasPoint {
            if text == [UInt8(ascii: "0")] { missing -= 1 }
            text.append(UInt8(ascii: "."))
        }
        text += repeatElement(UInt8(ascii: "0"), count: max(0, missing))
        text += tail
    }
}

extension GoIntegerType {
    var isUnsigned: Bool { self == .uint8 || self == .uint64 }
}
