/// Bytes as characters in the manner of Go: a byte that is not part of valid UTF-8 stands alone and reads as U+FFFD.
extension RandomAccessCollection where Element == UInt8, Index == Int {
    /// The character that begins at an index, and how many bytes it takes.
    func character(at index: Int) -> (scalar: Unicode.Scalar, width: Int) {
        let first = self[index]
        if first < 0x80 { return (Unicode.Scalar(first), 1) }
        let (width, minimum): (Int, UInt32)
        switch first {
        case 0xc2...0xdf: (width, minimum) = (2, 0x80)
        case 0xe0...0xef: (width, minimum) = (3, 0x800)
        case 0xf0...0xf4: (width, minimum) = (4, 0x10000)
        default: return ("\u{fffd}", 1)
        }
        guard index + width <= endIndex else { return ("\u{fffd}", 1) }
        var value = UInt32(first) & (0xff >> UInt32(width + 1))
        for next in index + 1..<index + width {
            guard self[next] & 0xc0 == 0x80 else { return ("\u{fffd}", 1) }
            value = value << 6 | UInt32(self[next] & 0x3f)
        }
        guard value >= minimum, let scalar = Unicode.Scalar(value) else { return ("\u{fffd}", 1) }
        return (scalar, width)
    }

    /// The number of characters, as Go's `utf8.RuneCount` counts.
    var characterCount: Int {
        var count = 0
        var index = startIndex
        while index < endIndex {
            index += character(at: index).width
            count += 1
        }
        return count
    }

    /// The first so many characters.
    func characterPrefix(_ count: Int) -> SubSequence {
        var index = startIndex
        var remaining = count
        while index < endIndex, remaining > 0 {
            index += character(at: index).width
            remaining -= 1
        }
        return self[..<index]
    }
}

extension [UInt8] {
    mutating func append(_ scalar: Unicode.Scalar) {
        if scalar.isASCII {
            append(UInt8(truncatingIfNeeded: scalar.value))
        } else {
            append(contentsOf: String(scalar).utf8)
        }
    }
}

extension Unicode.Scalar {
    /// A letter as Go's `unicode.IsLetter` knows it.
    var isLetter: Bool {
        switch properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: true
        default: false
        }
    }

    /// What names in templates are made of.
    var isAlphanumeric: Bool {
        if isASCII {
            switch self {
            case "a"..."z", "A"..."Z", "0"..."9", "_": return true
            default: return false
            }
        }
        return isLetter || properties.generalCategory == .decimalNumber
    }

    /// Whether Go's `strconv.IsPrint` says that the character can be seen, or is the space.
    var isPrintable: Bool {
        if isASCII { return value >= 0x20 && value < 0x7f }
        switch properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .spaceSeparator, .lineSeparator,
            .paragraphSeparator:
            return false
        default:
            return true
        }
    }
}
