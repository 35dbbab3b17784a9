import Machinery

/// The parameters of a request's query, in their order.
struct QueryParameters: Sendable {
    private var parameters: [(name: String, value: String)] = []

    /// - Parameter query: What follows the `?` of a request target.
    /// - Throws: `APIStatus` with reason `BadRequest` for broken percent-encoding.
    init(parsing query: Substring) throws(APIStatus) {
        for pair in query.split(separator: "&") {
            let equals = pair.firstIndex(of: "=") ?? pair.endIndex
            guard let name = PercentEncoding.decode(pair[..<equals], plusIsSpace: true),
                let value = PercentEncoding.decode(
                    equals == pair.endIndex ? "" : pair[pair.index(after: equals)...], plusIsSpace: true)
            else { throw .badRequest("the query parameter \"\(pair)\" is not percent-encoded UTF-8") }
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
    func flag(_ name: String) -> Bool {
        guard let value = self[name]?.lowercased() else { return false }
        return value != "0" && value != "false"
    }

    /// - Throws: `APIStatus` with reason `BadRequest` unless the parameter is absent, empty or a number that is not
    ///   negative.
    func count(_ name: String) throws(APIStatus) -> Int? {
        guard let text = self[name], !text.isEmpty else { return nil }
        guard let value = Int(text), value >= 0 else {
            throw .badRequest(
                "the query parameter \(name) must be a whole number that is not negative, not \"\(text)\"")
        }
        return value
    }
}
