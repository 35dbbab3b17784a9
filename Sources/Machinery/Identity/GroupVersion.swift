/// The group and version of an API; the core group is the empty string.
public struct GroupVersion: Sendable, Hashable {
    public var group: String
    public var version: String

    public init(group: String, version: String) {
        self.group = group
        self.version = version
    }

    /// Reads an `apiVersion`: `v1` or `apps/v1`.
    public init(apiVersion: some StringProtocol) {
        if let slash = apiVersion.firstIndex(of: "/") {
            self.init(
                group: String(apiVersion[..<slash]), version: String(apiVersion[apiVersion.index(after: slash)...]))
        } else {
            self.init(group: "", version: String(apiVersion))
        }
    }

    /// The form used in an object's `apiVersion` field.
    public var apiVersion: String { group.isEmpty ? version : "\(group)/\(version)" }
}

/// The kind of an object without its version.
public struct GroupKind: Sendable, Hashable, CustomStringConvertible {
    public var group: String
    public var kind: String

    public init(group: String, kind: String) {
        self.group = group
        self.kind = kind
    }

    /// `Cluster.cluster.x-k8s.io`, or `Secret` in the core group.
    public var description: String { group.isEmpty ? kind : "\(kind).\(group)" }
}

/// A resource without its version, as RBAC rules, owner references and error messages name it.
public struct GroupResource: Sendable, Hashable, CustomStringConvertible {
    public var group: String
    public var resource: String

    public init(group: String, resource: String) {
        self.group = group
        self.resource = resource
    }

    /// `clusters.cluster.x-k8s.io`, or `secrets` in the core group: also the name of a CustomResourceDefinition.
    public var description: String { group.isEmpty ? resource : "\(resource).\(group)" }
}

/// The kind of an object in one version of its API.
public struct GroupVersionKind: Sendable, Hashable, CustomStringConvertible {
    public var group: String
    public var version: String
    public var kind: String

    public init(group: String, version: String, kind: String) {
        self.group = group
        self.version = version
        self.kind = kind
    }

    public init(apiVersion: some StringProtocol, kind: String) {
        let groupVersion = GroupVersion(apiVersion: apiVersion)
        self.init(group: groupVersion.group, version: groupVersion.version, kind: kind)
    }

    public var groupVersion: GroupVersion { GroupVersion(group: group, version: version) }
    public var groupKind: GroupKind { GroupKind(group: group, kind: kind) }
    public var apiVersion: String { groupVersion.apiVersion }

    public var description: String { "\(apiVersion), Kind=\(kind)" }
}
