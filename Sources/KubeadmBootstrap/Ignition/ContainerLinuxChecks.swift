import Machinery

/// Why a value cannot be used.
struct ContainerLinuxProblem: Error, Sendable, CustomStringConvertible {
    var description: String

    init(_ description: String) { self.description = description }
}

/// Rules for single values, in the words of Ignition 2.3's own validation where it has words for them.
enum ContainerLinuxChecks {
    /// What follows the last dot of the last part of a path; empty where there is none.
    static func fileExtension(_ name: String) -> String {
        let last = name.split(separator: "/", omittingEmptySubsequences: false).last ?? ""
        return last.lastIndex(of: ".").map { String(last[last.index(after: $0)...]) } ?? ""
    }

    /// `01234567-89AB-CDEF-EDCB-A98765432101`.
    static func isGUID(_ text: String) -> Bool {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        return parts.map(\.utf8.count) == [8, 4, 4, 4, 12]
            && parts.allSatisfy { $0.utf8.allSatisfy { Character(Unicode.Scalar($0)).isHexDigit } }
    }

    // MARK: File systems

    /// The longest label of each format that Ignition makes, in bytes.
    private static let labelLengths = ["ext4": 16, "btrfs": 256, "xfs": 12, "swap": 15, "vfat": 11]

    static func format(_ format: String) -> String? {
        if labelLengths[format] != nil { return nil }
        return "invalid filesystem format: Ignition makes \(labelLengths.keys.sorted().joined(separator: ", "))"
    }

    static func label(_ label: String, format: String) -> String? {
        guard let maximum = labelLengths[format], label.utf8.count > maximum else { return nil }
        return "filesystem labels cannot be longer than \(maximum) characters when using \(format)"
    }

    // MARK: Sizes

    private static let mebibyte: Int64 = 1 << 20

    /// Reads a size such as `1GiB512MiB` or `0`; `MB` is the same as `MiB`.
    static func mebibytes(_ text: String) -> Result<Int64, ContainerLinuxProblem> {
        guard let bytes = bytes(text, suffix: "iB") ?? bytes(text, suffix: "B") else {
            return .failure(ContainerLinuxProblem("invalid dimension \"\(text)\": write a number and KiB, MiB or GiB"))
        }
        if bytes < 0 { return .failure(ContainerLinuxProblem("invalid dimension (negative): \"\(text)\"")) }
        guard bytes % mebibyte == 0 else {
            return .failure(ContainerLinuxProblem("invalid dimension (finest granularity is 1MiB)"))
        }
        return .success(bytes / mebibyte)
    }

    /// Numbers, each with its unit, added up.
    private static func bytes(_ text: String, suffix: String) -> Int64? {
        var rest = text.utf8[...]
        let isNegative = rest.first == UInt8(ascii: "-")
        if isNegative || rest.first == UInt8(ascii: "+") { rest.removeFirst() }
        if rest.elementsEqual("0".utf8) { return 0 }
        guard !rest.isEmpty else { return nil }
        var sum = 0.0
        while !rest.isEmpty {
            let number = rest.prefix { isDigit($0) || $0 == UInt8(ascii: ".") }
            rest = rest[number.endIndex...]
            let unit = rest.prefix { !isDigit($0) && $0 != UInt8(ascii: ".") }
            rest = rest[unit.endIndex...]
            let digits = String(Substring(number))
            guard number.contains(where: isDigit), let value = Double(digits.contains(".") ? "0\(digits)0" : digits),
                let scale = scale(String(Substring(unit)), suffix: suffix)
            else { return nil }
            sum += value * scale
        }
        return Int64(exactly: (isNegative ? -sum : sum).rounded(.towardZero))
    }

    private static func scale(_ unit: String, suffix: String) -> Double? {
        if unit == "B" { return 1 }
        guard let letter = unit.first, unit.dropFirst() == suffix, let power = "KMGTPE".firstIndex(of: letter) else {
            return nil
        }
        return (0..."KMGTPE".distance(from: "KMGTPE".startIndex, to: power)).reduce(1.0) { value, _ in value * 1024 }
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

    // MARK: Reboots

    /// A time such as `14:00`, with or without a day of the week before it.
    static func windowStart(_ text: String) -> String? {
        let parts = text.split(separator: " ")
        if parts.count > 1, !["sun", "mon", "tue", "wed", "thu", "fri", "sat"].contains(parts[0].lowercased()) {
            return "unknown day in window start"
        }
        let time = parts.count > 1 ? String(parts[1]) : text
        let fields = time.split(separator: ":", omittingEmptySubsequences: false)
        guard fields.count == 2, (1...2).contains(fields[0].utf8.count), fields[1].utf8.count == 2,
            fields.allSatisfy({ $0.utf8.allSatisfy(isDigit) }), let hour = Int(fields[0]), hour < 24,
            let minute = Int(fields[1]), minute < 60
        else { return "couldn't parse window start: write it as Thu 23:00" }
        return nil
    }

    /// A Go string literal, as the transpiler writes values of the update engine's file.
    static func quoted(_ text: String) -> String {
        let escapes: [Unicode.Scalar: String] = [
            "\"": "\\\"", "\\": "\\\\", "\u{7}": "\\a", "\u{8}": "\\b", "\u{c}": "\\f", "\n": "\\n", "\r": "\\r",
            "\t": "\\t", "\u{b}": "\\v",
        ]
        let scalars = text.unicodeScalars.map { scalar -> String in
            if let escape = escapes[scalar] { return escape }
            if scalar == " " || scalar.isPrinted { return String(Character(scalar)) }
            let digits = String(scalar.value, radix: 16)
            let (letter, count) = scalar.value < 0x80 ? ("x", 2) : scalar.value < 0x1_0000 ? ("u", 4) : ("U", 8)
            return "\\" + letter + String(repeating: "0", count: count - digits.count) + digits
        }
        return "\"" + scalars.joined() + "\""
    }
}

extension Unicode.Scalar {
    /// Whether Go's `%q` shows the character itself: letters, marks, numbers, punctuation and symbols.
    fileprivate var isPrinted: Bool {
        switch properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator,
            .spaceSeparator:
            false
        default: true
        }
    }
}
