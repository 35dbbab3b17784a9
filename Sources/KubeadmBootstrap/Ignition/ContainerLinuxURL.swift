import Machinery

extension ContainerLinuxChecks {
    /// Why Ignition 2.3 cannot load from a URL; `nil` where it can. The empty text stands for nothing to load.
    static func url(_ text: String) -> String? {
        if text.isEmpty { return nil }
        guard isURL(text) else {
            return "unable to parse url: percent-encode what RFC 3986 does not allow"
        }
        let scheme = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)[0]
        guard scheme.utf8.count < text.utf8.count, isScheme(scheme) else { return "invalid url scheme" }
        switch scheme.lowercased() {
        case "http", "https", "oem", "tftp": return nil
        case "s3": return s3(text)
        case "data": return data(text.dropFirst(scheme.count + 1))
        default: return "invalid url scheme"
        }
    }

    /// Whether a text has only characters of RFC 3986, valid escapes and a numeric port.
    static func isURL(_ text: String) -> Bool {
        // A colon in the first part of a path is taken for the end of a scheme.
        let first = text.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        if let colon = first.firstIndex(of: ":"), !isScheme(first[..<colon]) { return false }
        let allowed = Set("-._~:/?#[]@!$&'()*+,;=%".utf8)
        let bytes = Array(text.utf8)
        for (index, byte) in bytes.enumerated() {
            guard byte < 0x80, isLetterOrDigit(byte) || allowed.contains(byte) else { return false }
            guard byte == UInt8(ascii: "%") else { continue }
            let digits = bytes.dropFirst(index + 1).prefix(2)
            guard digits.count == 2, digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }) else {
                return false
            }
        }
        return hasNumericPort(text)
    }

    private static func hasNumericPort(_ text: String) -> Bool {
        guard let colon = text.firstIndex(of: ":") else { return true }
        let rest = text[text.index(after: colon)...]
        guard rest.hasPrefix("//") else { return true }
        let authority = rest.dropFirst(2).prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        let host = authority.lastIndex(of: "@").map { authority[authority.index(after: $0)...] } ?? authority
        let afterAddress = host.lastIndex(of: "]").map { host[host.index(after: $0)...] } ?? host
        if host.hasPrefix("["), !host.contains("]") { return false }
        guard let port = afterAddress.firstIndex(of: ":") else { return true }
        return afterAddress[afterAddress.index(after: port)...].allSatisfy { $0.isASCII && $0.isNumber }
    }

    private static func isScheme(_ text: Substring) -> Bool {
        guard let first = text.first, first.isLetter else { return false }
        return text.utf8.allSatisfy { isLetterOrDigit($0) || "+-.".utf8.contains($0) }
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: false
        }
    }

    private static func s3(_ text: String) -> String? {
        guard let query = text.split(separator: "?", maxSplits: 1).dropFirst().first?.prefix(while: { $0 != "#" })
        else {
            return nil
        }
        let version = query.split(separator: "&").first { $0 == "versionId" || $0.hasPrefix("versionId=") }
        return version.map { $0 == "versionId" || $0 == "versionId=" } == true ? "invalid S3 object VersionId" : nil
    }

    /// RFC 2397: `[type/subtype][;attribute=value][;base64],data`.
    private static func data(_ rest: Substring) -> String? {
        guard let comma = rest.firstIndex(of: ",") else { return "missing comma before data" }
        var parameters = rest[..<comma].split(separator: ";", omittingEmptySubsequences: false)
        let isBase64 = parameters.count > 1 && parameters.last == "base64"
        if isBase64 { parameters.removeLast() }
        let type = parameters.removeFirst()
        guard type.isEmpty || type.split(separator: "/").count == 2,
            parameters.allSatisfy({ $0.split(separator: "=", maxSplits: 1).count == 2 })
        else { return "invalid media type" }
        if isBase64, Base64.decode(rest[rest.index(after: comma)...]) == nil { return "the data are not base64" }
        return nil
    }
}
