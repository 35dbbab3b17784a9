import JSON

extension ServiceCaller {
    /// All resources of a collection, page by page.
    ///
    /// - Parameters:
    ///   - isPaged: Whether the service takes `limit` here.
    ///   - wrapper: The member of each entry that holds the resource, where one does.
    /// - Throws: `OpenStackError` with code `invalidAnswer` for pages that lead back to one that was there, and for more
    ///   resources than `Options.maximumListed`.
    func list<Resource: CloudResource>(
        _ path: [String], _ key: String, query: CloudQuery = CloudQuery(), isPaged: Bool = true,
        wrappedIn wrapper: String? = nil
    ) async throws -> [Resource] {
        var query = query
        if isPaged { query.set("limit", String(cloud.options.pageSize)) }
        var resources: [Resource] = []
        var seen: Set<String> = []
        while true {
            let request = CloudRequest(service, .get, path)
            let answer = try await send(.get, path, query: query)
            let page = try Self.object(answer, request)
            func refuse(_ message: String) -> OpenStackError {
                OpenStackCloud.invalidAnswer(OpenStackError(.invalidAnswer, message), to: request, answer)
            }
            guard let items = page[key]?.arrayValue else { throw refuse("the answer has no list \"\(key)\"") }
            guard resources.count + items.count <= cloud.options.maximumListed else {
                throw refuse("the list has more than \(cloud.options.maximumListed) entries")
            }
            for item in items {
                guard let fields = (wrapper.flatMap { item[$0] } ?? item).objectValue else {
                    throw refuse("an entry of \"\(key)\" is no object")
                }
                do {
                    resources.append(try Resource(Fields(fields)))
                } catch {
                    throw OpenStackCloud.invalidAnswer(error, to: request, answer)
                }
            }
            guard let next = Self.nextLink(page) else { return resources }
            query = Self.query(of: next)
            guard !items.isEmpty, seen.insert(next).inserted else { throw refuse("the list's pages have no end") }
        }
    }

    /// `servers_links`, and for Cinder's `volume_types` the singular `volume_type_links`; Glance's `next`; Keystone's
    /// `links.next`.
    static func nextLink(_ page: JSONObject) -> String? {
        for (name, value) in page where name.hasSuffix("_links") {
            let next = value.arrayValue?.first { $0["rel"]?.stringValue == "next" }
            if let link = next?["href"]?.stringValue { return link }
        }
        return page["next"]?.stringValue ?? page["links"]?["next"]?.stringValue
    }

    /// Of a link the query alone is followed: behind proxies, services write hosts and paths that lead nowhere.
    static func query(of link: String) -> CloudQuery {
        guard let mark = link.firstIndex(of: "?") else { return CloudQuery() }
        var query = CloudQuery()
        for pair in link[link.index(after: mark)...].prefix(while: { $0 != "#" }).split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = PercentEncoding.decode(parts[0]) else { continue }
            query.set(name, parts.count == 2 ? PercentEncoding.decode(parts[1]) : "")
        }
        return query
    }
}
