extension GoPrinter {
    mutating func print(_ string: GoString, verb: Unicode.Scalar) throws(FunctionFailure) {
        switch verb {
        case "v" where flags.sharpV: try write(quoted: string)
        case "v" where flags.width == nil && flags.precision == nil,
            "s" where flags.width == nil && flags.precision == nil:
            string.append(to: &bytes)
        case "v", "s": try write(text: string.bytes)
        case "x", "X": try write(hexadecimal: string.bytes, isUpper: verb == "X")
        case "q": try write(quoted: string)
        default: try badVerb(verb, .string(string))
        }
    }

    /// A text cut to the precision, in the width.
    mutating func write(text: some Collection<UInt8>) throws(FunctionFailure) {
        let text = Array(text)
        if let precision = flags.precision {
            try pad(text.characterPrefix(precision))
        } else {
            try pad(text)
        }
    }

    private mutating func write(quoted string: GoString) throws(FunctionFailure) {
        var text = string.bytes[...]
        if let precision = flags.precision { text = text.characterPrefix(precision) }
        if flags.sharp, GoQuoting.canBackquote(text) {
            try pad([UInt8(ascii: "`")] + text + [UInt8(ascii: "`")])
        } else {
            try pad(GoQuoting(isASCII: flags.plus).quoted(text))
        }
    }

    /// The bytes of a text in base sixteen.
    private mutating func write(hexadecimal text: [UInt8], isUpper: Bool) throws(FunctionFailure) {
        let text = text.prefix(flags.precision ?? text.count)
        guard !text.isEmpty else { return try writePadding(flags.width ?? 0) }
        let prefix = Array((isUpper ? "0X" : "0x").utf8)
        var digits: [UInt8] = flags.sharp ? prefix : []
        for (index, byte) in text.enumerated() {
            if flags.space, index > 0 {
                digits.append(UInt8(ascii: " "))
                if flags.sharp { digits += prefix }
            }
            if byte < 16 { digits.append(UInt8(ascii: "0")) }
            digits += String(byte, radix: 16, uppercase: isUpper).utf8
        }
        try pad(digits)
    }

    // MARK: - Padding

    /// Writes a text in the width that the flags ask for.
    mutating func pad(_ text: some Collection<UInt8>) throws(FunctionFailure) {
        guard let width = flags.width, width > 0 else {
            bytes += text
            return
        }
        let missing = width - Array(text).characterCount
        if !flags.minus { try writePadding(missing) }
        bytes += text
        if flags.minus { try writePadding(missing) }
    }

    mutating func writePadding(_ count: Int) throws(FunctionFailure) {
        guard count > 0 else { return }
        if count > 4096 { try reserve(count) }
        let padding = UInt8(ascii: flags.zero && !flags.minus ? "0" : " ")
        bytes += repeatElement(padding, count: count)
    }
}
