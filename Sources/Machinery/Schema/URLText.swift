/// The parts of a URL as Go's `net/url` tells them, as far as rules of the API look at them.
public struct URLText: Sendable, Hashable {
    public var scheme = ""
    public var hasUser = false
    /// With the port.
    public var host = ""
    public var path = ""
    public var query = ""
    public var fragment = ""
    /// What follows a scheme without a slash, as in `mailto:x`.
    public var opaque = ""

    /// Reads what the first line of an HTTP request may name: an absolute URL or an absolute path, without a fragment.
    public init?(requestURI text: String) {
        self.init(text, isRequest: true)
    }

    /// Reads any reference.
    public init?(_ text: String) {
        self.init(text, isRequest: false)
    }

    private init?(_ text: String, isRequest: Bool) {
        guard text.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7f }) else { return nil }
        var rest = text[...]
        if isRequest {
            guard !text.isEmpty else { return nil }
        } else if let hash = rest.firstIndex(of: "#") {
            fragment = String(rest[rest.index(after: hash)...])
            rest = rest[..<hash]
            guard Self.hasValidEscapes(fragment) else { return nil }
        }
        if rest == "*" {
            path = "*"
            return
        }
        guard let scheme = Self.takeScheme(&rest) else { return nil }
        self.scheme = scheme
        if let mark = rest.firstIndex(of: "?") {
            query = String(rest[rest.index(after: mark)...])
            rest = rest[..<mark]
        }
        if !rest.hasPrefix("/") {
            if !scheme.isEmpty {
                opaque = String(rest)
                return
            }
            // The first segment of a relative path must not look like a scheme.
            guard !isRequest, !rest.prefix(while: { $0 != "/" }).contains(":") else { return nil }
        }
        if rest.hasPrefix("//"), !scheme.isEmpty || (!isRequest && !rest.hasPrefix("///")) {
            rest = rest.dropFirst(2)
            let authority = rest.prefix { $0 != "/" }
            rest = rest[authority.endIndex...]
            guard takeAuthority(String(authority)) else { return nil }
        }
        path = String(rest)
        guard Self.hasValidEscapes(path) else { return nil }
    }

    /// - Returns: The scheme in lower case, empty where there is none; `nil` where one is missing before a colon.
    private static func takeScheme(_ rest: inout Substring) -> String? {
        for (index, byte) in zip(rest.utf8.indices, rest.utf8) {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): continue
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."):
                if index == rest.startIndex { return "" }
            case UInt8(ascii: ":"):
                if index == rest.startIndex { return nil }
                let scheme = rest[..<index].lowercased()
                rest = rest[rest.index(after: index)...]
                return scheme
            default: return ""
            }
        }
        return ""
    }

    private mutating func takeAuthority(_ authority: String) -> Bool {
        var host = authority[...]
        if let at = authority.lastIndex(of: "@") {
            hasUser = true
            let user = authority[..<at]
            guard user.utf8.allSatisfy({ Self.isUnreserved($0) || "%!$&'()*+,;=:@".utf8.contains($0) }),
                Self.hasValidEscapes(String(user))
            else { return false }
            host = authority[authority.index(after: at)...]
        }
        self.host = String(host)
        if host.hasPrefix("[") {
            guard let end = host.lastIndex(of: "]") else { return false }
            return Self.isPort(host[host.index(after: end)...])
        }
        if let colon = host.lastIndex(of: ":") {
            guard Self.isPort(host[colon...]) else { return false }
            host = host[..<colon]
        }
        return host.utf8.allSatisfy { byte in
            byte >= 0x80 || Self.isUnreserved(byte) || "!$&'()*+,;=:[]<>\"%".utf8.contains(byte)
        }
    }

    /// Nothing, or a colon and digits.
    private static func isPort(_ text: Substring) -> Bool {
        text.isEmpty || (text.hasPrefix(":") && text.dropFirst().utf8.allSatisfy(SchemaFormat.isDigit))
    }

    private static func isUnreserved(_ byte: UInt8) -> Bool {
        SchemaFormat.isDigit(byte) || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
            || "-_.~".utf8.contains(byte)
    }

    /// Whether every `%` begins an escaped byte.
    private static func hasValidEscapes(_ text: String) -> Bool {
        var rest = text.utf8[...]
        while let percent = rest.firstIndex(of: UInt8(ascii: "%")) {
            let digits = rest[percent...].dropFirst().prefix(2)
            guard digits.count == 2, digits.allSatisfy(SchemaFormat.isHexDigit) else { return false }
            rest = rest[percent...].dropFirst(3)
        }
        return true
    }
}
