import Machinery

/// A request target, taken apart.
struct RequestTarget: Sendable {
    /// The decoded segments of the path: none for `/`.
    var path: [String]
    var query: QueryParameters

    /// - Parameter target: `/api/v1/namespaces/default/pods?limit=5`, percent-encoded.
    /// - Throws: `APIStatus` with reason `BadRequest` for a path with broken percent-encoding, an encoded slash or
    ///   percent sign, control characters, or the segments `.` and `..`: none of them can be part of a name.
    init(parsing target: String) throws(APIStatus) {
        let mark = target.firstIndex(of: "?") ?? target.endIndex
        query = try QueryParameters(parsing: mark == target.endIndex ? "" : target[target.index(after: mark)...])
        guard target.first == "/" else { throw .badRequest("the request target must begin with a slash") }
        path = []
        for segment in target[..<mark].split(separator: "/") {
            guard let decoded = PercentEncoding.decode(segment), Self.isValid(decoded) else {
                throw .badRequest("the path segment \"\(segment)\" cannot be a name")
            }
            path.append(decoded)
        }
    }

    private static func isValid(_ segment: String) -> Bool {
        segment != "." && segment != ".."
            && segment.utf8.allSatisfy { $0 > 0x1f && $0 != 0x7f && $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: "%") }
    }
}
