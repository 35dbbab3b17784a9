/// The address of an API server: `https://host:port/path`.
public struct ServerURL: Sendable, Hashable, CustomStringConvertible {
    /// In lower case.
    public var scheme: String
    /// A name or an address; an IPv6 address without its brackets.
    public var host: String
    public var port: Int
    /// Where the API begins, without a slash at its end: mostly empty, `/k8s/clusters/c-1` behind some gateways.
    public var path: String

    /// - Returns: `nil` unless the text is a URL with one of `schemes`, a host, and neither user, query nor fragment. The
    ///   port defaults to that of the scheme: 443, 80, or 1080 for SOCKS.
    public init?(_ text: String, schemes: Set<String> = ["https", "http"]) {
        guard let separator = text.firstRange(of: "://") else { return nil }
        scheme = text[..<separator.lowerBound].lowercased()
        let rest = text[separator.upperBound...]
        let authority = rest.prefix { $0 != "/" }
        guard schemes.contains(scheme), !rest.contains(where: { "?#@\\".contains($0) || !$0.isASCII || $0 <= " " }),
            let (host, port) = Self.split(authority)
        else { return nil }
        self.host = host
        self.port = port ?? (scheme == "https" ? 443 : scheme == "http" ? 80 : 1080)
        path = String(rest[authority.endIndex...])
        while path.hasSuffix("/") { path.removeLast() }
    }

    /// `host:port`, with brackets around an IPv6 address.
    public var authority: String { "\(host.contains(":") ? "[\(host)]" : host):\(port)" }

    public var description: String { "\(scheme)://\(authority)\(path)" }

    private static func split(_ authority: Substring) -> (host: String, port: Int?)? {
        var host = authority
        var port: Substring?
        if authority.first == "[" {
            guard let bracket = authority.firstIndex(of: "]") else { return nil }
            host = authority[authority.index(after: authority.startIndex)..<bracket]
            let rest = authority[authority.index(after: bracket)...]
            guard host.contains(":"), rest.isEmpty || rest.first == ":" else { return nil }
            port = rest.isEmpty ? nil : rest.dropFirst()
        } else if let colon = authority.firstIndex(of: ":") {
            host = authority[..<colon]
            port = authority[authority.index(after: colon)...]
            guard port?.contains(":") == false else { return nil }
        }
        guard !host.isEmpty, !host.contains(where: { "[]%".contains($0) }) else { return nil }
        guard let port, !port.isEmpty else { return (String(host), nil) }
        guard port.allSatisfy(\.isNumber), let number = Int(port), (1...65_535).contains(number) else { return nil }
        return (String(host), number)
    }
}
