extension ContainerLinuxChecks {
    /// The section of each option of a systemd unit, in order.
    ///
    /// Fails where Ignition refuses the text: a section without end, something behind it, an option without `=`, or a line
    /// that systemd would cut.
    static func unitSections(_ text: String) -> Result<[String], ContainerLinuxProblem> {
        var reader = UnitReader(text)
        do throws(ContainerLinuxProblem) {
            return .success(try reader.sections())
        } catch {
            return .failure(error)
        }
    }
}

/// Reads the syntax of systemd's units.
private struct UnitReader {
    /// systemd cuts lines of this many bytes.
    private static let longestLine = 2048

    private let bytes: [UInt8]
    private var position = 0

    init(_ text: String) { bytes = Array(text.utf8) }

    mutating func sections() throws(ContainerLinuxProblem) -> [String] {
        let lines = bytes.split(omittingEmptySubsequences: false) {
            $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r")
        }
        guard lines.allSatisfy({ $0.count < Self.longestLine }) else {
            throw ContainerLinuxProblem("line too long (max \(Self.longestLine) bytes)")
        }
        var sections: [String] = []
        var section: String?
        while let byte = next() {
            switch byte {
            case UInt8(ascii: "["): section = try sectionName()
            case UInt8(ascii: "#"), UInt8(ascii: ";"): skipComment()
            // What stands before the first section is not looked at.
            case _ where section == nil || Self.isSpace(byte): break
            default:
                try skipOptionName()
                skipValue()
                sections.append(section ?? "")
            }
        }
        return sections
    }

    private mutating func next() -> UInt8? {
        guard position < bytes.count else { return nil }
        defer { position += 1 }
        return bytes[position]
    }

    private mutating func line() -> ArraySlice<UInt8> {
        let line = bytes[position...].prefix { $0 != UInt8(ascii: "\n") }
        position = min(line.endIndex + 1, bytes.count)
        return line
    }

    private mutating func sectionName() throws(ContainerLinuxProblem) -> String {
        let name = bytes[position...].prefix { $0 != UInt8(ascii: "]") }
        guard name.endIndex < bytes.count else { throw ContainerLinuxProblem("unable to find end of section") }
        position = name.endIndex + 1
        guard String(decoding: line(), as: UTF8.self).allSatisfy(\.isWhitespace) else {
            throw ContainerLinuxProblem("found garbage after section name")
        }
        return String(decoding: name, as: UTF8.self)
    }

    private mutating func skipComment() {
        while true {
            let line = line()
            let text = line.last == UInt8(ascii: " ") ? line.dropLast() : line
            guard text.last == UInt8(ascii: "\\"), position < bytes.count else { return }
        }
    }

    /// The first byte of the name has been read.
    private mutating func skipOptionName() throws(ContainerLinuxProblem) {
        position -= 1
        while let byte = next() {
            if byte == UInt8(ascii: "=") { return }
            if byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") {
                throw ContainerLinuxProblem("unexpected newline encountered while parsing option name")
            }
        }
        throw ContainerLinuxProblem("unexpected end while parsing option name")
    }

    /// A backslash at the end of a line continues the value.
    private mutating func skipValue() {
        while position < bytes.count, line().last == UInt8(ascii: "\\") {}
    }

    private static func isSpace(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || (UInt8(ascii: "\t")...UInt8(ascii: "\r")).contains(byte)
    }
}
