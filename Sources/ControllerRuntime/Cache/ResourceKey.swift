import Machinery

/// A resource in one version: what an informer is for. Unlike `ResourceType`, equal however much was known of the resource.
struct ResourceKey: Hashable, Sendable, CustomStringConvertible {
    var group: String
    var version: String
    var plural: String

    init(_ resource: ResourceType) {
        group = resource.group
        version = resource.version
        plural = resource.plural
    }

    var description: String { group.isEmpty ? "\(plural)/\(version)" : "\(plural).\(group)/\(version)" }
}
