/// A media type or range with its parameters (RFC 9110, section 8.3.1), in lower case but for the values of parameters.
struct MediaType: Sendable, Hashable {
    var type: String
    var subtype: String
    var parameters: [String: String]

    /// - Returns: `nil` for what is no media type.
    init?(_ text: Substring) {
        let parts = text.split(separator: ";", omittingEmptySubsequences: false).map { Self.trimmed($0) }
        guard let names = parts.first?.split(separator: "/", omittingEmptySubsequences: false), names.count == 2,
            names.allSatisfy({ !$0.isEmpty })
        else { return nil }
        type = names[0].lowercased()
        subtype = names[1].lowercased()
        parameters = [:]
        for part in parts.dropFirst() where !part.isEmpty {
            guard let equals = part.firstIndex(of: "=") else { return nil }
            let value = Self.trimmed(part[part.index(after: equals)...])
            let isQuoted = value.count > 1 && value.first == "\"" && value.last == "\""
            parameters[Self.trimmed(part[..<equals]).lowercased()] = String(
                isQuoted ? value.dropFirst().dropLast() : value)
        }
    }

    init?(_ text: String) {
        self.init(Substring(text))
    }

    /// `application/json`, without parameters.
    var essence: String { "\(type)/\(subtype)" }

    /// Whether this range takes in a media type such as `application/json`.
    func includes(_ essence: String) -> Bool {
        self.essence == essence || self.essence == "*/*" || subtype == "*" && essence.hasPrefix("\(type)/")
    }

    private static func trimmed(_ text: Substring) -> Substring {
        var text = text.drop(while: \.isWhitespace)
        while text.last?.isWhitespace == true { text.removeLast() }
        return text
    }
}

/// The media ranges of an `Accept` header (RFC 9110, section 12.5.1), the most wanted first.
struct AcceptHeader: Sendable {
    /// A header beyond this length is read no further: no client needs as much.
    private static let maximumLength = 4096

    let ranges: [MediaType]

    /// An absent or empty header accepts anything.
    init(_ header: String?) {
        let text = (header ?? "").prefix(Self.maximumLength)
        var ranges: [(range: MediaType, quality: Double)] = []
        for element in text.split(separator: ",") {
            guard var range = MediaType(element) else { continue }
            let quality = range.parameters.removeValue(forKey: "q").map { Double($0) ?? 0 } ?? 1
            if quality > 0 { ranges.append((range, quality)) }
        }
        if text.allSatisfy(\.isWhitespace) { ranges = MediaType("*/*").map { [($0, 1)] } ?? [] }
        // Among equals the order of the header decides; the index makes the sort stable.
        self.ranges = ranges.enumerated()
            .sorted { ($1.element.quality, $0.offset) < ($0.element.quality, $1.offset) }
            .map(\.element.range)
    }
}
