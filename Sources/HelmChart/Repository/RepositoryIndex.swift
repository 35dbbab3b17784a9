import JSON
import Sprig
import YAML

/// The index of a chart repository (`index.yaml`).
public struct RepositoryIndex: Sendable {
    /// A version of a chart.
    public struct Entry: Sendable, Hashable {
        public var metadata: ChartMetadata
        /// Where the archive is; they may be relative to the repository.
        public var urls: [String]
        /// SHA-256 of the archive in hexadecimal digits; empty where the index has none.
        public var digest: String
        /// When the version was made, as it stands in the index.
        public var created: String

        public init(metadata: ChartMetadata, urls: [String], digest: String = "", created: String = "") {
            self.metadata = metadata
            self.urls = urls
            self.digest = digest
            self.created = created
        }
    }

    /// The versions of each chart, the newest first.
    public private(set) var entries: [String: [Entry]]
    /// What Helm would have printed: which entries were passed over.
    public private(set) var warnings: [ChartWarning] = []

    /// - Throws: `repository`, in Helm's words.
    public init(parsing bytes: [UInt8], source: String) throws(ChartError) {
        entries = [:]
        guard !bytes.isEmpty else { throw ChartError(.repository, "empty index.yaml file") }
        let index: GoDecoder
        do throws(ChartError) {
            index = GoDecoder(type: "IndexFile", object: try GoDecoder.object(in: bytes, as: "repo.IndexFile"))
        } catch {
            throw ChartError(.repository, error.description)
        }
        for (name, versions) in index.value("entries")?.objectValue ?? [:] {
            var read: [Entry] = []
            for version in versions.arrayValue ?? [] {
                if let entry = entry(version, of: name, source: source) { read.append(entry) }
            }
            entries[name] = Self.sorted(read)
        }
        guard index.value("apiVersion")?.stringValue?.isEmpty == false else {
            throw ChartError(.repository, "no API version specified")
        }
    }

    private mutating func entry(_ value: JSONValue, of name: String, source: String) -> Entry? {
        guard case .object(let object) = value else {
            warn("skipping loading invalid entry for chart \(name.goQuoted) from \(source): empty entry")
            return nil
        }
        let decoder = GoDecoder(type: "ChartVersion", object: object)
        var metadata = ChartMetadata(name: "", version: "", apiVersion: "")
        do throws(ChartError) {
            try metadata.read(decoder)
            if metadata.apiVersion.isEmpty { metadata.apiVersion = ChartMetadata.version1 }
            try metadata.validate()
        } catch {
            // Some repositories lose aliases, and then names are there twice.
            guard error.description.hasPrefix("validation: more than one dependency with name or alias") else {
                let version = metadata.version.goQuoted
                warn("skipping loading invalid entry for chart \(name.goQuoted) \(version) from \(source): \(error)")
                return nil
            }
        }
        return Entry(
            metadata: metadata, urls: (try? decoder.strings("urls")) ?? [],
            digest: (try? decoder.string("digest")) ?? "", created: (try? decoder.string("created")) ?? "")
    }

    private mutating func warn(_ message: String) { warnings.append(ChartWarning(message)) }

    /// The newest first; what is no version last.
    private static func sorted(_ entries: [Entry]) -> [Entry] {
        let keyed = entries.enumerated().map {
            ($0.offset, try? SemanticVersion($0.element.metadata.version), $0.element)
        }
        return keyed.sorted { left, right in
            switch (left.1, right.1) {
            case (let version?, let other?) where version != other: version > other
            case (_?, nil): true
            case (nil, _?): false
            default: left.0 < right.0
            }
        }.map(\.2)
    }

    /// The newest version that a constraint allows, or the one that it names.
    ///
    /// - Parameter version: A constraint; empty for any release.
    /// - Throws: `repository`, in Helm's words.
    public func entry(_ name: String, version: String = "") throws(ChartError) -> Entry {
        guard let versions = entries[name] else { throw ChartError(.repository, "no chart name found") }
        if versions.isEmpty { throw ChartError(.repository, "no chart version found") }
        if !version.isEmpty, let exact = versions.first(where: { $0.metadata.version == version }) { return exact }
        let constraint: VersionConstraint
        do throws(SemanticVersionError) {
            constraint = try VersionConstraint(version.isEmpty ? "*" : version)
        } catch {
            throw ChartError(.repository, error.description)
        }
        let found = versions.first { entry in
            (try? SemanticVersion(entry.metadata.version)).map(constraint.allows) ?? false
        }
        guard let found else { throw ChartError(.repository, "no chart version found for \(name)-\(version)") }
        return found
    }
}
