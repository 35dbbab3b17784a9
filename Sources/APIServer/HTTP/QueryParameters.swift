import Machinery

/// The parameters of a request's query, in their order.
struct QueryParameters: Sendable {
    private var parameters: [(name: String, value: String)] = []

    init() {}

    /// - Parameter query: What follows the `?` of a request target.
    /// - Throws: `APIStatus` with reason `BadRequest` for broken percent-encoding.
    init(parsing query: Substring) throws(APIStatus) {
        for pair in query.utf8.split(separator: UInt8(ascii: "&")) {
            let equals = pair.firstIndex(of: UInt8(ascii: "=")) ?? pair.endIndex
            let value = equals == pair.endIndex ? "" : Substring(pair[pair.index(after: equals)...])
            guard let name = PercentEncoding.decode(Substring(pair[..<equals]), plusIsSpace: true),
                let value = PercentEncoding.decode(value, plusIsSpace: true)
            else { throw .badRequest("the query parameter \"\(Substring(pair))\" is not percent-encoded UTF-8") }
            parameters.append((name, value))
        }
    }

    /// The first value of a parameter, as the API reads all that are not lists; `nil` where it is absent.
    subscript(name: String) -> String? {
        parameters.first { $0.name == name }?.value
    }

    /// Every value of a parameter.
    func all(_ name: String) -> [String] {
        parameters.filter { $0.name == name }.map(\.value)
    }

    /// Kubernetes reads everything but `0` and `false` as true, a parameter without a value too.
    func flag(_ name: String) -> Bool { optionalFlag(name) ?? false }

    /// The same where it matters whether the parameter is there at all.
    func optionalFlag(_ name: String) -> Bool? {
        guard let value = self[name]?.lowercased() else { return nil }
        return value != "0" && value != "false"
    }

    /// - Returns: `nil` where the parameter is absent or empty.
    /// - Throws: `APIStatus` with reason `BadRequest`, in the words of Go's `strconv`, for what is no whole number of 64 bits.
    func integer(_ name: String) throws(APIStatus) -> Int? {
        guard let text = self[name], !text.isEmpty else { return nil }
        if let value = Int(text) { return value }
        let digits = text.utf8.drop { $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "+") }
        let isNumber =
            !digits.isEmpty && text.utf8.count - digits.count < 2
            && digits.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        throw .badRequest(
            "strconv.ParseInt: parsing \"\(text)\": \(isNumber ? "value out of range" : "invalid syntax")")
    }

    /// Whether the client asks for line breaks: by `pretty`, or by being a tool with which people look at answers.
    func isPretty(userAgent: String?) -> Bool {
        if let text = self["pretty"], !text.isEmpty {
            return ["1", "t", "T", "TRUE", "true", "True"].contains(text)
        }
        return ["curl", "Wget", "Mozilla/5.0"].contains { userAgent?.hasPrefix($0) == true }
    }
}
