/// What a listing of Neutron or Octavia gives; everything must hold. Filters that a resource does not have are refused by
/// the cloud.
public struct NetworkFilter: Sendable, Hashable {
    public var id: String?
    public var name: String?
    public var description: String?
    public var projectID: String?
    /// All of these.
    public var tags: [String] = []
    /// One of these at least.
    public var anyTags: [String] = []
    /// Not all of these.
    public var notTags: [String] = []
    /// None of these.
    public var notAnyTags: [String] = []
    /// Further parameters of the service, such as `network_id`, `device_id`, `floating_ip_address`, `router:external`.
    public var fields: [String: String] = [:]

    public init(name: String? = nil, tags: [String] = [], fields: [String: String] = [:]) {
        self.name = name
        self.tags = tags
        self.fields = fields
    }

    var query: CloudQuery {
        var query = CloudQuery()
        query.set("id", id)
        query.set("name", name)
        query.set("description", description)
        query.set("project_id", projectID)
        query.set("tags", joined: tags)
        query.set("tags-any", joined: anyTags)
        query.set("not-tags", joined: notTags)
        query.set("not-tags-any", joined: notAnyTags)
        for (name, value) in fields.sorted(by: { $0.key < $1.key }) { query.set(name, value) }
        return query
    }
}
