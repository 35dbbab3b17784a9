import Machinery

/// The parts of a container image's name: `registry.k8s.io/coredns/coredns:v1.12.1@sha256:…`.
struct ImageReference: Sendable, Hashable, CustomStringConvertible {
    /// All before the last slash: `registry.k8s.io/coredns`; empty where there is none.
    var repository: String
    var name: String
    var tag: String
    /// With its algorithm: `sha256:…`. A digest decides over the tag.
    var digest: String

    /// - Returns: `nil` where the text names no image.
    init?(_ text: String) {
        let halves = text.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
        guard let path = halves.first else { return nil }
        digest = halves.count == 2 ? String(halves[1]) : ""
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        guard let last = parts.last else { return nil }
        repository = parts.dropLast().joined(separator: "/")
        let nameAndTag = last.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        name = String(nameAndTag[0])
        tag = nameAndTag.count == 2 ? String(nameAndTag[1]) : ""
        if name.isEmpty { return nil }
    }

    var description: String {
        (repository.isEmpty ? "" : "\(repository)/") + name + (tag.isEmpty ? "" : ":\(tag)")
            + (digest.isEmpty ? "" : "@\(digest)")
    }

    /// The same image with another tag; a digest, which would hold on to the old one, goes.
    func tagged(_ tag: String) -> ImageReference {
        var image = self
        // `+` begins the build of a version and is not allowed in tags.
        image.tag = String(tag.map { $0 == "+" ? "_" : $0 })
        image.digest = ""
        return image
    }

    /// The version that a tag begins with: `v1.12.1`, `1.8.4_custom.1`.
    static func version(ofTag tag: String) -> SemanticVersion? {
        let text = tag.hasPrefix("v") ? tag.dropFirst() : tag[...]
        let numbers = text.split(separator: ".", maxSplits: 2, omittingEmptySubsequences: false)
        guard numbers.count == 3 else { return nil }
        let patch = numbers[2].prefix { $0.isASCII && $0.isNumber }
        return try? SemanticVersion(parsing: "\(numbers[0]).\(numbers[1]).\(patch)")
    }
}
