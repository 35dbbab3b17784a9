/// A chart repository over HTTP: an index, and archives.
public struct ChartRepository: Sendable {
    /// The largest index that is read. The largest public ones have some 20 MB.
    private static let maximumIndexSize = 64 << 20

    private let url: String
    private let base: RepositoryURL
    private let transport: any ChartTransport
    private let limits: ChartLimits

    /// - Parameter url: Of the directory that has `index.yaml`.
    /// - Throws: `repository`, for what is no such URL.
    public init(
        url: String, transport: any ChartTransport, limits: ChartLimits = .default
    ) throws(ChartError) {
        guard let base = RepositoryURL(url) else {
            throw ChartError(.repository, "the repository \(url.goQuoted) is no URL with the scheme https or http")
        }
        self.url = url
        self.base = base
        self.transport = transport
        self.limits = limits
    }

    public func index() async throws -> RepositoryIndex {
        let request = ChartRequest(url: base.resolving("index.yaml"), maximumSize: Self.maximumIndexSize)
        let body: [UInt8]
        do {
            body = try await transport.response(to: request).body
        } catch let error as ChartError {
            throw error.within("looks like \(url.goQuoted) is not a valid chart repository or cannot be reached")
        }
        return try RepositoryIndex(parsing: body, source: url)
    }

    /// The archive of an entry of the index.
    ///
    /// - Throws: `repository`, also for an archive that has not the digest that the index tells.
    public func archive(of entry: RepositoryIndex.Entry) async throws -> [UInt8] {
        let name = "chart \(entry.metadata.name.goQuoted) version \(entry.metadata.version.goQuoted)"
        guard let reference = entry.urls.first else {
            throw ChartError(.repository, "\(name) has no downloadable URLs")
        }
        let location = base.resolving(reference)
        if location.hasPrefix(ChartRegistry.scheme) {
            return try await ChartRegistry(reference: location, transport: transport, limits: limits)
                .archive(version: entry.metadata.version)
        }
        guard RepositoryURL(location) != nil else {
            throw ChartError(
                .repository, "\(name) is at \(location.goQuoted), which is no URL with the scheme https or http")
        }
        let request = ChartRequest(url: location, maximumSize: limits.archiveSize)
        let body = try await transport.response(to: request).body
        let wanted = entry.digest.lowercased().droppingBytePrefix("sha256:")
        guard wanted.isEmpty || SHA256Text.digest(of: body) == wanted else {
            throw ChartError(
                .repository, "the archive at \(location) has not the digest \(wanted) that the repository's index tells"
            )
        }
        return body
    }
}
