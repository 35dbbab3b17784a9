import JSON
import Sprig

/// A chart in an OCI registry: each version is a tag, its archive a layer.
public struct ChartRegistry: Sendable {
    static let scheme = "oci://"
    private static let configType = "application/vnd.cncf.helm.config.v1+json"
    /// The second is an old name.
    private static let layerTypes = ["application/vnd.cncf.helm.chart.content.v1.tar+gzip", "application/tar+gzip"]
    private static let manifestTypes = [
        "application/vnd.oci.image.manifest.v1+json", "application/vnd.docker.distribution.manifest.v2+json",
    ]
    private static let maximumManifestSize = 4 << 20
    private static let maximumTagPages = 100

    private let host: String
    private let repository: String
    private let transport: any ChartTransport
    private let limits: ChartLimits

    /// - Parameter reference: `oci://HOST/PATH`, with the chart's name at the end and neither tag nor digest.
    /// - Throws: `repository`, for what is no such reference.
    public init(
        reference: String, transport: any ChartTransport, limits: ChartLimits = .default
    ) throws(ChartError) {
        let parts = reference.droppingBytePrefix(Self.scheme).split(separator: "/", maxSplits: 1)
        guard reference.hasPrefix(Self.scheme), parts.count == 2, Self.isHost(parts[0]), Self.isRepository(parts[1])
        else {
            throw ChartError(
                .repository, "the chart \(reference.goQuoted) is no reference of the form oci://HOST/PATH")
        }
        host = String(parts[0])
        repository = String(parts[1])
        self.transport = transport
        self.limits = limits
    }

    private static func isHost(_ text: Substring) -> Bool {
        text.utf8.allSatisfy { ($0 | 0x20).isLetterOrDigit || "-.:[]".utf8.contains($0) }
    }

    /// Words of small letters and digits (distribution specification, section "Pulling manifests").
    private static func isRepository(_ text: Substring) -> Bool {
        text.split(separator: "/", omittingEmptySubsequences: false).allSatisfy { part in
            guard let first = part.utf8.first, let last = part.utf8.last else { return false }
            return first.isLetterOrDigit && last.isLetterOrDigit
                && part.utf8.allSatisfy { $0.isLetterOrDigit || "._-".utf8.contains($0) }
        }
    }

    private func url(_ path: String) -> String { "https://\(host)/v2/\(repository)/\(path)" }

    // MARK: Versions

    /// The versions that there are, the newest first. Tags that are no semantic version are passed over.
    public func versions() async throws -> [String] {
        var versions: [(text: String, version: SemanticVersion)] = []
        var next: String? = url("tags/list")
        var pages = 0
        while let page = next {
            pages += 1
            guard pages <= Self.maximumTagPages else {
                throw ChartError(.limit, "\(host)/\(repository) has more than \(Self.maximumTagPages) pages of tags")
            }
            let response = try await transport.response(
                to: ChartRequest(url: page, maximumSize: Self.maximumManifestSize))
            let tags = try Self.json(response.body, page)["tags"]?.arrayValue ?? []
            for tag in tags.compactMap(\.stringValue) {
                // Tags have no plus sign.
                let text = String(tag.map { $0 == "_" ? "+" : $0 })
                if let version = try? SemanticVersion(text), "\(version)" == text { versions.append((text, version)) }
            }
            next = nextPage(response.headers["link"])
        }
        return versions.sorted { $0.version > $1.version }.map(\.text)
    }

    /// `</v2/…>; rel="next"`, which must stay with this registry.
    private func nextPage(_ link: String?) -> String? {
        guard let link, link.hasPrefix("<"), link.contains("rel=\"next\""), let end = link.firstIndex(of: ">") else {
            return nil
        }
        let target = String(link[link.index(after: link.startIndex)..<end])
        if target.hasPrefix("/"), !target.hasPrefix("//") { return "https://\(host)\(target)" }
        return target.hasPrefix("https://\(host)/") ? target : nil
    }

    // MARK: Archives

    /// The archive of a version.
    ///
    /// - Throws: `repository`, also for an answer that has not the digest by which it was asked for.
    public func archive(version: String) async throws -> [UInt8] {
        let tag = String(version.map { $0 == "+" ? "_" : $0 })
        guard !tag.isEmpty, tag.utf8.allSatisfy({ ($0 | 0x20).isLetterOrDigit || "._-".utf8.contains($0) }) else {
            throw ChartError(.repository, "the version \(version.goQuoted) can be no tag")
        }
        let location = url("manifests/\(tag)")
        let response = try await transport.response(
            to: ChartRequest(url: location, accept: Self.manifestTypes, maximumSize: Self.maximumManifestSize))
        let manifest = try Self.json(response.body, location)
        guard manifest["config"]?["mediaType"]?.stringValue == Self.configType else {
            throw ChartError(.repository, "\(location): could not load config with mediatype \(Self.configType)")
        }
        let layers = manifest["layers"]?.arrayValue ?? []
        let layer = Self.layerTypes.lazy.compactMap { type in layers.last { $0["mediaType"]?.stringValue == type } }
            .first
        guard let layer, let digest = layer["digest"]?.stringValue else {
            throw ChartError(
                .repository, "\(location): manifest does not contain a layer with mediatype \(Self.layerTypes[0])")
        }
        return try await blob(digest)
    }

    private func blob(_ digest: String) async throws -> [UInt8] {
        let digits = digest.droppingBytePrefix("sha256:")
        guard digest.hasPrefix("sha256:"), digits.utf8.count == 64, digits.utf8.allSatisfy(\.isLetterOrDigit) else {
            throw ChartError(.repository, "the layer's digest \(digest.goQuoted) is no SHA-256")
        }
        let location = url("blobs/\(digest)")
        let body = try await transport.response(to: ChartRequest(url: location, maximumSize: limits.archiveSize)).body
        guard SHA256Text.digest(of: body) == digits else {
            throw ChartError(.repository, "the answer from \(location) has another digest")
        }
        return body
    }

    private static func json(_ body: [UInt8], _ url: String) throws(ChartError) -> JSONValue {
        do throws(JSONParseError) {
            return try JSONValue(parsing: body, duplicateKeys: .lastWins)
        } catch {
            throw ChartError(.repository, "the answer from \(url) is no JSON: \(error)")
        }
    }
}

extension UInt8 {
    /// A small letter or a digit.
    fileprivate var isLetterOrDigit: Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self)
    }
}
