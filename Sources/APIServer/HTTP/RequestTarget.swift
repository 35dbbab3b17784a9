import Machinery

/// A request target, taken apart.
struct RequestTarget: Sendable {
    /// The segments of the path: none for `/`. Slashes at the end do not count; between others they make an empty segment,
    /// which no path of the API has.
    var path: [String]
    var query: QueryParameters

    /// As in Kubernetes, the path is decoded before it is split: an encoded slash is a slash.
    ///
    /// - Parameter target: `/api/v1/namespaces/default/pods?limit=5`, percent-encoded.
    /// - Throws: `APIStatus` with reason `BadRequest` for a path with broken percent-encoding, control characters or bytes
    ///   that are no UTF-8.
    init(parsing target: String) throws(APIStatus) {
        let text = target.utf8
        let mark = text.firstIndex(of: UInt8(ascii: "?")) ?? text.endIndex
        query = try QueryParameters(parsing: mark == text.endIndex ? "" : target[text.index(after: mark)...])
        guard text.first == UInt8(ascii: "/") else { throw .badRequest("the request target must begin with a slash") }
        guard let decoded = PercentEncoding.decode(target[..<mark]),
            decoded.utf8.allSatisfy({ $0 > 0x1f && $0 != 0x7f })
        else { throw .badRequest("the path of the request is not percent-encoded UTF-8 without control characters") }
        // Bytes are split, not characters: a combining mark must not hide a slash.
        var segments = decoded.utf8.dropFirst().split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        while segments.last?.isEmpty == true { segments.removeLast() }
        path = segments.map { String(Substring($0)) }
    }
}

/// What a segment of a path may name (Kubernetes' `IsValidPathSegmentName`).
enum PathSegmentName {
    /// - Returns: What is wrong with a name that came in a path; empty for a good one.
    static func problems(in name: String) -> [String] {
        if name == "." || name == ".." { return ["may not be '\(name)'"] }
        return [UInt8(ascii: "/"), UInt8(ascii: "%")].filter(name.utf8.contains).map {
            "may not contain '\(Character(Unicode.Scalar($0)))'"
        }
    }

    /// - Parameter role: What the segment stands for: `Name`, `Namespace`.
    static func check(_ name: String, as role: String) throws(APIStatus) {
        let problems = problems(in: name)
        guard problems.isEmpty else {
            throw .badRequest("\(role) parameter invalid: \"\(name)\": \(problems.joined(separator: ";"))")
        }
    }
}
