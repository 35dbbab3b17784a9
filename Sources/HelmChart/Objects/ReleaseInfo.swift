public import GoTemplate

/// `.Release`: what a chart is rendered for.
public struct ReleaseInfo: Sendable, Hashable {
    public var name: String
    public var namespace: String
    /// From 1.
    public var revision: Int
    /// Whether the release is upgraded, or rolled back, and not installed.
    public var isUpgrade: Bool

    public init(
        name: String = "release-name", namespace: String = "default", revision: Int = 1, isUpgrade: Bool = false
    ) {
        self.name = name
        self.namespace = namespace
        self.revision = revision
        self.isUpgrade = isUpgrade
    }

    /// The map for templates.
    public var goValue: GoValue {
        .map(
            GoMap([
                "Name": .text(name), "Namespace": .text(namespace), "IsUpgrade": .bool(isUpgrade),
                "IsInstall": .bool(!isUpgrade), "Revision": .integer(Int64(revision), .int), "Service": .text("Helm"),
            ]))
    }
}
