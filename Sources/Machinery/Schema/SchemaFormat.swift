/// The formats of OpenAPI v3 that Kubernetes enforces for strings. A format that is not known accepts everything.
package enum SchemaFormat {
    /// Hyphens in the names of formats do not count, as Kubernetes has it.
    static func isSupported(_ format: String) -> Bool {
        !format.isEmpty && supported.contains(normalized(format))
    }

    package static func accepts(_ text: String, format: String) -> Bool {
        switch normalized(format) {
        case "datetime": isDateTime(text)
        case "date": isDate(text.utf8)
        case "byte": Base64.decode(text) != nil
        case "duration": MetaDuration(parsing: text) != nil || isNaturalDuration(text)
        case let name where name.hasPrefix("uuid"): isUUID(text, version: name.utf8.last)
        case "ipv4": isIPv4(text)
        case "ipv6": text.contains(":") && NetworkAddress(parsing: text) != nil
        case "cidr": isCIDR(text)
        case "mac": isMAC(text)
        case "bsonobjectid": text.utf8.count == 24 && text.utf8.allSatisfy(isHexDigit)
        case "uri": URLText(requestURI: text) != nil
        case "email": EmailAddress.accepts(text)
        case "hostname": isHostname(text)
        case "isbn": isISBN10(text) || isISBN13(text)
        case "isbn10": isISBN10(text)
        case "isbn13": isISBN13(text)
        case "creditcard": isCreditCard(text)
        case "ssn": isSocialSecurityNumber(text)
        case "hexcolor": isHexColor(text)
        case "rgbcolor": isRGBColor(text)
        case "k8sshortname": text.utf8.count <= 63 && isShortName(text.utf8)
        case "k8slongname": isLongName(text)
        default: true
        }
    }

    private static func normalized(_ format: String) -> String {
        format.contains("-") ? String(format.filter { $0 != "-" }) : format
    }

    private static let supported: Set<String> = [
        "bsonobjectid", "uri", "email", "hostname", "ipv4", "ipv6", "cidr", "mac", "uuid", "uuid3", "uuid4", "uuid5",
        "isbn", "isbn10", "isbn13", "creditcard", "ssn", "hexcolor", "rgbcolor", "byte", "password", "date", "duration",
        "datetime", "k8sshortname", "k8slongname",
    ]

    /// RFC 3339, section 5.6, without leap seconds.
    private static func isDateTime(_ text: String) -> Bool {
        let parts = text.utf8.split(omittingEmptySubsequences: false) {
            $0 == UInt8(ascii: "T") || $0 == UInt8(ascii: "t")
        }
        guard parts.count == 2, isDate(parts[0]) else { return false }
        var rest = parts[1]
        guard skipTime(&rest, withSeconds: true) else { return false }
        if rest.first == UInt8(ascii: ".") {
            rest = rest.dropFirst()
            let digits = rest.prefix(while: isDigit)
            guard !digits.isEmpty else { return false }
            rest = rest.dropFirst(digits.count)
        }
        switch rest.popFirst() {
        case UInt8(ascii: "Z"), UInt8(ascii: "z"): break
        case UInt8(ascii: "+"), UInt8(ascii: "-"): guard skipTime(&rest, withSeconds: false) else { return false }
        default: return false
        }
        return rest.isEmpty
    }

    /// `hh:mm` or `hh:mm:ss`.
    private static func skipTime(_ rest: inout Substring.UTF8View, withSeconds: Bool) -> Bool {
        let length = withSeconds ? 8 : 5
        let parts = rest.prefix(length).split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        guard rest.count >= length, parts.count == (withSeconds ? 3 : 2) else { return false }
        for (part, limit) in zip(parts, [23, 59, 59]) {
            guard part.count == 2, let number = number(part), number <= limit else { return false }
        }
        rest = rest.dropFirst(length)
        return true
    }

    /// `2006-01-02`
    private static func isDate(_ text: some Collection<UInt8>) -> Bool {
        let parts = text.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        guard parts.map(\.count) == [4, 2, 2], let year = number(parts[0]), let month = number(parts[1]),
            let day = number(parts[2]), (1...12).contains(month), day >= 1
        else { return false }
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        return day <= [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
    }

    /// Groups of 8, 4, 4, 4 and 12 digits; the hyphens between them may be missing.
    ///
    /// - Parameter version: The digit that tells the version; the format without one accepts any.
    private static func isUUID(_ text: String, version: UInt8?) -> Bool {
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            if byte == UInt8(ascii: "-") {
                guard [8, 12, 16, 20].contains(bytes.count), !text.utf8.isEmpty else { return false }
            } else {
                guard isHexDigit(byte) else { return false }
                bytes.append(byte)
            }
        }
        guard bytes.count == 32, !text.contains("--"), text.utf8.first != UInt8(ascii: "-") else { return false }
        guard let version, isDigit(version) else { return true }
        return bytes[12] == version
            && (version == UInt8(ascii: "3") || "89abAB".utf8.contains(bytes[16]))
    }

    /// Six or eight octets in hexadecimal between colons or hyphens, or groups of two between dots.
    private static func isMAC(_ text: String) -> Bool {
        for (separator, width) in [(":", 2), ("-", 2), (".", 4)] as [(Character, Int)] {
            let groups = text.split(separator: separator, omittingEmptySubsequences: false)
            let octets = groups.count * width / 2
            if groups.count > 1, [6, 8, 20].contains(octets),
                groups.allSatisfy({ $0.utf8.count == width && $0.utf8.allSatisfy(isHexDigit) })
            {
                return true
            }
        }
        return false
    }

    static func number(_ digits: some Collection<UInt8>) -> Int? {
        guard !digits.isEmpty, digits.allSatisfy(isDigit) else { return nil }
        return digits.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
    }

    static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    static func isHexDigit(_ byte: UInt8) -> Bool {
        isDigit(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte | 0x20)
    }
}
