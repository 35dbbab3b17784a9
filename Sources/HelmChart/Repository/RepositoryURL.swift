/// URLs of repositories and of what is in them.
struct RepositoryURL {
    private let scheme: String
    private let authority: String
    private let path: String
    private let query: String

    /// - Returns: nil for what is no absolute URL with the scheme `https` or `http`.
    init?(_ text: String) {
        guard let colon = text.range(of: "://") else { return nil }
        scheme = text[..<colon.lowerBound].lowercased()
        guard scheme == "https" || scheme == "http" else { return nil }
        let rest = text[colon.upperBound...].prefix { $0 != "#" }
        authority = String(rest.prefix { $0 != "/" && $0 != "?" })
        guard !authority.isEmpty, authority.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f }) else { return nil }
        let target = rest.dropFirst(authority.count)
        path = String(target.prefix { $0 != "?" })
        query = String(target.dropFirst(path.count))
        guard target.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7f }) else { return nil }
    }

    /// What a reference in the index means. The query is that of the repository, as in Helm.
    func resolving(_ reference: String) -> String {
        if Self.hasScheme(reference) { return reference }
        let target = String(reference.prefix { $0 != "?" && $0 != "#" })
        if target.hasPrefix("//") { return "\(scheme):\(target)\(query)" }
        let joined = target.hasPrefix("/") ? target : "\(trimmedPath)/\(target)"
        return "\(scheme)://\(authority)\(Self.withoutDots(joined))\(query)"
    }

    private var trimmedPath: String { path.hasSuffix("/") ? String(path.dropLast()) : path }

    private static func hasScheme(_ text: String) -> Bool {
        guard let colon = text.firstIndex(of: ":"), let first = text.utf8.first, (first | 0x20).isLowercaseLetter else {
            return false
        }
        return text[..<colon].utf8.allSatisfy { byte in
            (byte | 0x20).isLowercaseLetter || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                || "+-.".utf8.contains(byte)
        }
    }

    /// RFC 3986, section 5.2.4.
    private static func withoutDots(_ path: String) -> String {
        var parts: [Substring] = []
        let all = path.split(separator: "/", omittingEmptySubsequences: false)
        for (index, part) in all.enumerated() {
            let isLast = index == all.count - 1
            switch part {
            case ".": if isLast { parts.append("") }
            case "..":
                if parts.count > 1 { parts.removeLast() }
                if isLast { parts.append("") }
            default: parts.append(part)
            }
        }
        return parts.joined(separator: "/")
    }
}

extension String {
    /// The first place of a text.
    fileprivate func range(of text: String) -> Range<Index>? { utf8.firstRange(of: text.utf8) }
}

extension UInt8 {
    fileprivate var isLowercaseLetter: Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self) }
}
