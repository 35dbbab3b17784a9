extension JSONValue {
    /// Sets the member at a path of object members, or removes it when `value` is `nil`; an empty path replaces `self`.
    ///
    /// Ancestors that are missing or `null` become objects, unless the member is to be removed.
    /// - Returns: `false`, and nothing is changed, where an ancestor is neither an object nor missing nor `null`.
    @discardableResult
    public mutating func set(_ value: JSONValue?, at path: some Collection<String>) -> Bool {
        guard let key = path.first else {
            self = value ?? .null
            return true
        }
        switch self {
        case .object(var object):
            self = .null
            defer { self = .object(object) }
            return Self.set(value, at: path.dropFirst(), under: &object[key])
        case .null:
            guard value != nil else { return true }
            var object = JSONObject()
            _ = Self.set(value, at: path.dropFirst(), under: &object[key])
            self = .object(object)
            return true
        default:
            return false
        }
    }

    private static func set(
        _ value: JSONValue?, at path: some Collection<String>, under member: inout JSONValue?
    ) -> Bool {
        if path.isEmpty {
            member = value
            return true
        }
        if member == nil {
            guard value != nil else { return true }
            member = .null
        }
        return member?.set(value, at: path) ?? true
    }
}
