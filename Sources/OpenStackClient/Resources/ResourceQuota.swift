import JSON

/// How much of something a project may have.
public struct ResourceQuota: Sendable, Hashable {
    /// -1 for no bound.
    public var maximum: Int
    /// `nil` where the service does not tell.
    public var used: Int?
    /// `nil` without a bound.
    public var free: Int? { maximum < 0 ? nil : max(0, maximum - (used ?? 0)) }

    /// The quotas in an object of objects, or of numbers, by their names in the service.
    static func read(_ json: JSONValue?, maximum: String, used: String) -> [String: ResourceQuota] {
        var quotas: [String: ResourceQuota] = [:]
        for (name, value) in json?.objectValue ?? JSONObject() {
            if let bound = value[maximum].flatMap({ Int(json: $0) }) {
                quotas[name] = ResourceQuota(maximum: bound, used: value[used].flatMap { Int(json: $0) })
            } else if let bound = value.integerValue {
                quotas[name] = ResourceQuota(maximum: Int(bound))
            }
        }
        return quotas
    }
}
