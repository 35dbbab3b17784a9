import GoTemplate

/// A URL, taken apart and put together as Go's package `net/url` does it.
struct GoURL {
    var scheme: [UInt8] = []
    var opaque: [UInt8] = []
    var user: UserInfo?
    var host: [UInt8] = []
    var path: [UInt8] = []
    var query: [UInt8] = []
    var fragment: [UInt8] = []

    struct UserInfo {
        var name: [UInt8]
        var password: [UInt8]?

        var text: [UInt8] {
            PercentEncoding.encode(name, .userInfo)
                + (password.map { [UInt8(ascii: ":")] + PercentEncoding.encode($0, .userInfo) } ?? [])
        }
    }

    init() {}

    /// - Throws: Go's words for what is wrong.
    init(parsing text: [UInt8]) throws(FunctionFailure) {
        let (rest, fragment) = Self.cut(text, at: "#")
        try Self.naming(rest) { () throws(FunctionFailure) in try read(rest) }
        try Self.naming(text) { () throws(FunctionFailure) in
            self.fragment = try PercentEncoding.decode(fragment ?? [], .fragment)
        }
    }

    /// Says in an error what was read.
    private static func naming(
        _ text: [UInt8], _ body: () throws(FunctionFailure) -> Void
    ) throws(FunctionFailure) {
        do throws(FunctionFailure) {
            try body()
        } catch {
            throw FunctionFailure("parse \(GoFormat.quoted(GoString(bytes: text))): \(error.message)")
        }
    }

    /// Without the port, and without the brackets of an IPv6 address.
    var hostName: [UInt8] {
        var name = host
        if let colon = host.lastIndex(of: UInt8(ascii: ":")), Self.isOptionalPort(host[colon...]) {
            name = Array(host[..<colon])
        }
        let isBracketed = name.first == UInt8(ascii: "[") && name.last == UInt8(ascii: "]")
        return isBracketed ? name.dropFirst().dropLast() : name
    }

    var text: [UInt8] {
        var text = scheme.isEmpty ? [] : scheme + [UInt8(ascii: ":")]
        if !opaque.isEmpty {
            text += opaque
        } else {
            if !host.isEmpty || user != nil || (!scheme.isEmpty && !path.isEmpty) {
                text += "//".utf8
                if let user { text += user.text + [UInt8(ascii: "@")] }
                text += PercentEncoding.encode(host, .host)
            }
            let path = path.elementsEqual("*".utf8) ? path : PercentEncoding.encode(path, .path)
            if let first = path.first, first != GoPath.slash, !host.isEmpty { text.append(GoPath.slash) }
            // A colon would make the first part a scheme.
            if text.isEmpty, path.prefix(while: { $0 != GoPath.slash }).contains(UInt8(ascii: ":")) {
                text += "./".utf8
            }
            text += path
        }
        if !query.isEmpty { text += [UInt8(ascii: "?")] + query }
        if !fragment.isEmpty { text += [UInt8(ascii: "#")] + PercentEncoding.encode(fragment, .fragment) }
        return text
    }
}

extension GoURL {
    private mutating func read(_ text: [UInt8]) throws(FunctionFailure) {
        guard text.allSatisfy({ $0 >= 0x20 && $0 != 0x7f }) else {
            throw FunctionFailure("net/url: invalid control character in URL")
        }
        if text.elementsEqual("*".utf8) {
            path = text
            return
        }
        var rest = try readScheme(text)
        let (beforeQuery, query) = Self.cut(rest, at: "?")
        (rest, self.query) = (beforeQuery, query ?? [])
        if rest.first != GoPath.slash {
            if !scheme.isEmpty {
                opaque = rest
                return
            }
            if rest.prefix(while: { $0 != GoPath.slash }).contains(UInt8(ascii: ":")) {
                throw FunctionFailure("first path segment in URL cannot contain colon")
            }
        }
        if rest.starts(with: "//".utf8), !scheme.isEmpty || !rest.starts(with: "///".utf8) {
            let authority = Array(rest.dropFirst(2).prefix { $0 != GoPath.slash })
            rest = Array(rest.dropFirst(2 + authority.count))
            try readAuthority(authority)
        }
        path = try PercentEncoding.decode(rest, .path)
    }

    private mutating func readScheme(_ text: [UInt8]) throws(FunctionFailure) -> [UInt8] {
        for (index, byte) in text.enumerated() {
            if byte == UInt8(ascii: ":") {
                guard index > 0 else { throw FunctionFailure("missing protocol scheme") }
                scheme = text[..<index].map { $0.isASCIILetter ? $0 | 0x20 : $0 }
                return Array(text[(index + 1)...])
            }
            guard byte.isASCIILetter || (index > 0 && (byte.isASCIIDigit || "+-.".utf8.contains(byte))) else { break }
        }
        return text
    }

    private mutating func readAuthority(_ authority: [UInt8]) throws(FunctionFailure) {
        guard let at = authority.lastIndex(of: UInt8(ascii: "@")) else {
            host = try Self.readHost(authority)
            return
        }
        host = try Self.readHost(Array(authority[(at + 1)...]))
        let info = Array(authority[..<at])
        guard info.allSatisfy({ $0.isASCIILetter || $0.isASCIIDigit || "-._:~!$&'()*+,;=%@".utf8.contains($0) }) else {
            throw FunctionFailure("net/url: invalid userinfo")
        }
        let (name, password) = Self.cut(info, at: ":")
        user = UserInfo(
            name: try PercentEncoding.decode(name, .userInfo),
            password: try password.map { text throws(FunctionFailure) in try PercentEncoding.decode(text, .userInfo) })
    }

    private static func readHost(_ host: [UInt8]) throws(FunctionFailure) -> [UInt8] {
        guard host.first == UInt8(ascii: "[") else {
            if let colon = host.lastIndex(of: UInt8(ascii: ":")) { try checkPort(host[colon...]) }
            return try PercentEncoding.decode(host, .host)
        }
        guard let end = host.lastIndex(of: UInt8(ascii: "]")) else { throw FunctionFailure("missing ']' in host") }
        try checkPort(host[(end + 1)...])
        guard let zone = ByteSearch(Array("%25".utf8)).firstIndex(in: Array(host[..<end])) else {
            return try PercentEncoding.decode(host, .host)
        }
        return try PercentEncoding.decode(Array(host[..<zone]), .host)
            + PercentEncoding.decode(Array(host[zone..<end]), .zone)
            + PercentEncoding.decode(Array(host[end...]), .host)
    }

    private static func checkPort(_ port: ArraySlice<UInt8>) throws(FunctionFailure) {
        guard isOptionalPort(port) else {
            throw FunctionFailure("invalid port \(GoFormat.quoted(GoString(bytes: port))) after host")
        }
    }

    private static func isOptionalPort(_ port: ArraySlice<UInt8>) -> Bool {
        port.isEmpty || (port.first == UInt8(ascii: ":") && port.dropFirst().allSatisfy(\.isASCIIDigit))
    }

    private static func cut(_ text: [UInt8], at separator: Unicode.Scalar) -> (before: [UInt8], after: [UInt8]?) {
        guard let index = text.firstIndex(of: UInt8(ascii: separator)) else { return (text, nil) }
        return (Array(text[..<index]), Array(text[(index + 1)...]))
    }
}

enum URLFunctions {
    static let all: [String: TemplateFunction] = [
        "urlParse": TemplateFunction(.string) { (arguments, call) throws(FunctionFailure) in
            let text = try arguments.bytes(at: 0)
            try call.charge(bytes: 2 * text.count)
            let url: GoURL
            do throws(FunctionFailure) {
                url = try GoURL(parsing: text)
            } catch {
                throw FunctionFailure("unable to parse url: \(error.message)")
            }
            return .dictionary([
                "scheme": .bytes(url.scheme), "host": .bytes(url.host), "hostname": .bytes(url.hostName),
                "path": .bytes(url.path), "query": .bytes(url.query), "opaque": .bytes(url.opaque),
                "fragment": .bytes(url.fragment), "userinfo": .bytes(url.user?.text ?? []),
            ])
        },
        "urlJoin": TemplateFunction(.map) { (arguments, call) throws(FunctionFailure) in
            let map = try arguments.map(at: 0)
            var url = GoURL()
            url.scheme = try part("scheme", of: map)
            url.host = try part("host", of: map)
            url.path = try part("path", of: map)
            url.query = try part("query", of: map)
            url.opaque = try part("opaque", of: map)
            url.fragment = try part("fragment", of: map)
            let userInfo = try part("userinfo", of: map)
            if !userInfo.isEmpty { url.user = try user(userInfo) }
            return try call.made(url.text)
        },
    ]

    private static func part(_ key: String, of map: GoMap) throws(FunctionFailure) -> [UInt8] {
        switch map.values[key] {
        case nil: return []
        case .string(let string)?: return string.bytes
        case .null?: throw .nilDereference
        case let value?:
            throw FunctionFailure("unable to parse \(key) key, must be of type string, but \(value.kindName) found")
        }
    }

    private static func user(_ text: [UInt8]) throws(FunctionFailure) -> GoURL.UserInfo? {
        do throws(FunctionFailure) {
            return try GoURL(parsing: Array("proto://".utf8) + text + Array("@host".utf8)).user
        } catch {
            throw FunctionFailure("unable to parse userinfo in dict: \(error.message)")
        }
    }
}
